"""Tests of bench/science_check.py: distances from tables against distances from whole samples."""

import importlib.util
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parents[3] / "bench" / "science_check.py"
spec = importlib.util.spec_from_file_location("science_check", SCRIPT)
science_check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(science_check)


def table(values, count):
    """Quantiles as numpy.quantile has them."""
    values = sorted(values)
    probabilities = [i / (count - 1) for i in range(count)]
    quantiles = []
    for p in probabilities:
        rank = p * (len(values) - 1)
        low = int(rank)
        high = min(low + 1, len(values) - 1)
        quantiles.append(values[low] + (rank - low) * (values[high] - values[low]))
    return probabilities, quantiles


def distance(a, b, count_a=1001, count_b=101):
    return science_check.ks_distance(science_check.QuantileTable(*table(a, count_a)),
                                     science_check.QuantileTable(*table(b, count_b)))


def exact_distance(a, b):
    def share(sample, x):
        return sum(value <= x for value in sample) / len(sample)
    return max(abs(share(a, x) - share(b, x)) for x in set(a) | set(b))


class Distance(unittest.TestCase):
    def test_agrees_with_whole_samples(self):
        draw = random.Random(5)
        for shift in (0, 0.1, 0.5, 3):
            a = [draw.gauss(0, 1) for _ in range(700)]
            b = [draw.gauss(shift, 1) for _ in range(900)]
            self.assertAlmostEqual(distance(a, b), exact_distance(a, b), delta=0.015)

    def test_agrees_with_whole_samples_of_few_values(self):
        draw = random.Random(6)
        for most in (2, 3, 10):
            # Rates are whole spikes over a span.
            a = [draw.randint(0, most) / 5.4 for _ in range(700)]
            b = [min(draw.randint(0, most), draw.randint(0, most)) / 5.4 for _ in range(900)]
            self.assertAlmostEqual(distance(a, b), exact_distance(a, b), delta=0.015)

    def test_rounding_of_a_table_does_not_part_equal_values(self):
        a = [k / 5.4 for k in range(5) for _ in range(100)]
        self.assertLess(distance(a, [round(value, 6) for value in a]), 0.011)

    def test_extremes(self):
        self.assertEqual(distance([0, 0, 0], [1, 1]), 1)
        self.assertEqual(distance([2, 2, 2], [2, 2]), 0)


class Command(unittest.TestCase):
    def run_on(self, measured, reference):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, content in (("measured", measured), ("reference", reference)):
                paths.append(str(pathlib.Path(folder) / name))
                pathlib.Path(paths[-1]).write_text(content)
            return subprocess.run([sys.executable, str(SCRIPT), *paths], capture_output=True,
                                  text=True, check=False)

    @staticmethod
    def file(shift, populations=("A",)):
        probabilities, quantiles = table([i + shift for i in range(100)], 101)
        values = {"rate_hz": quantiles, "isi_cv": quantiles, "cc": quantiles}
        return json.dumps({"quantiles": probabilities, "min_spikes": 5, "correlated_at_most": 1000,
                           "populations": {name: values for name in populations}})

    def test_passes_fails_and_refuses(self):
        self.assertEqual(self.run_on(self.file(0), self.file(5)).returncode, 0)
        apart = self.run_on(self.file(0), self.file(30))
        self.assertEqual(apart.returncode, 1)
        self.assertIn("!", apart.stdout)
        missing = self.run_on(self.file(0), self.file(0, ("A", "B")))
        self.assertEqual(missing.returncode, 2)
        self.assertIn("population B", missing.stderr)
        others = self.run_on(self.file(0).replace('"min_spikes": 5', '"min_spikes": 3'), self.file(0))
        self.assertEqual(others.returncode, 2)
        self.assertIn("--min-spikes 5", others.stderr)
        self.assertEqual(self.run_on("no JSON", self.file(0)).returncode, 2)


if __name__ == "__main__":
    unittest.main()
