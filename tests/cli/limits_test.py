#!/usr/bin/env python3
"""What `engram check` accepts is what `engram run` does not refuse: random models near the limits.

usage: limits_test.py ENGRAM
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

ENGRAM = os.path.abspath(sys.argv.pop(1))
MODELS = 100


def near(draw, *limits):
    """A value about one of the limits."""
    return draw.choice(limits) * draw.choice([0.1, 0.3, 0.5, 0.9, 0.99, 0.999, 0.999, 1.001, 1.5, 30])


def source(draw, step):
    per_step = 65_536 / step * 1000
    rate = near(draw, min(1e7, 0.8 * per_step))
    kind = draw.randrange(6)
    if kind == 0:
        return f"poisson {{ rate: {rate} }}"
    if kind == 1:
        return f"gamma {{ rate: {rate} shape: {draw.choice([0.01, 0.5, 1, 4])} }}"
    if kind == 2:
        return f"inhomogeneous_poisson {{ rate {{ sinusoid {{ mean: {rate / 2} amplitude: {rate / 2} frequency: 10 }} }} }}"
    if kind == 3:
        return f"inhomogeneous_poisson {{ rate {{ table {{ step {{ time: 0 rate: {rate} }} }} }} }}"
    spikes = int(near(draw, 65_536, 30_000, 1000))
    return f"pulse_packets {{ time: {draw.choice(['1', '[1, 1]'])} spikes: {spikes} sd: {draw.choice([0, 0.01, 1])} }}"


def random_model(draw):
    continuous = draw.random() < 0.5
    step = draw.choice([0.1, 1, 20])
    clock = "continuous {}" if continuous else f"grid {{ step: {step} }}"
    target = draw.choice(["relay {}", "iaf_psc_exp { t_ref: 0 }", f"iaf_psc_delta {{ t_ref: 0 I_e: {near(draw, 3.75e7)} }}"])
    model = [f"duration: {step if not continuous else 1}", f"clock {{ {clock} }}",
             f'population {{ name: "S" size: {draw.choice([1, 3])} {source(draw, step)} }}',
             f'population {{ name: "T" size: 2 {target} }}']
    weight = draw.choice(["constant: 1", "constant: 0.01", "lognormal { mu: 0 sigma: 2 }"])
    delay = draw.choice([step, 10 * step, near(draw, 280_000 if continuous else 2**20 * step)])
    delay = delay if continuous else step * round(delay / step)
    storage = draw.choice(["AUTO", "AUTO", "CONST", "W16", "F64"])
    model.append(f'projection {{ source: "S" target: "T" all_to_all {{}} weight {{ {weight} }} delay {{ constant: {delay} }} storage: {storage} }}')
    if "relay" not in target:
        most = 1e7 if continuous else 1e8 / step * 1000
        model.append(f'poisson_drive {{ target: "T" rate: {near(draw, most)} weight: 1e-9 }}')
    return "\n".join(model)


class Limits(unittest.TestCase):
    def test_check_and_run_agree(self):
        draw = random.Random(11)
        accepted = 0
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.txtpb")
            for number in range(MODELS):
                text = random_model(draw)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                check = subprocess.run([ENGRAM, "check", path, "--json"], capture_output=True, text=True)
                run = subprocess.run([ENGRAM, "run", path, "--quiet"], capture_output=True, text=True, timeout=100)
                with self.subTest(number=number, model=text):
                    self.assertIn(check.returncode, (0, 2), check.stderr)
                    self.assertEqual(check.returncode, run.returncode, check.stderr + run.stderr)
                    self.assertEqual(check.stderr, run.stderr)
                    if check.returncode == 0:
                        accepted += 1
                        self.assertGreater(json.loads(check.stdout)["building_bytes"], 0)
        self.assertGreater(accepted, MODELS / 6)
        self.assertLess(accepted, MODELS * 5 / 6)


if __name__ == "__main__":
    unittest.main()
