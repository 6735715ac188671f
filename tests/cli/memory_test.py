#!/usr/bin/env python3
"""Compares the memory that `engram check` says a run will take with what it takes.

usage: memory_test.py ENGRAM [ROW...]
"""

import json
import os
import random
import subprocess
import sys
import tempfile

ENGRAM = os.path.abspath(sys.argv[1])
CHOSEN = sys.argv[2:]
TOLERANCE = 1.3
GRID = "clock { grid { step: 0.1 } }"
CONTINUOUS = "clock { continuous {} }"
DRAWN = "weight { normal { mean: 40 sd: 4 } min: 0 }"
WIDE = "delay { uniform { low: 0.5 high: 10 } }"


def projected(rule, laws="", size=20_000, clock=GRID, neuron="sleep: NEVER", model="iaf_psc_exp {}"):
    """One population, connected to itself."""
    return (f'duration: 2 {clock} population {{ name: "A" size: {size} {model} {neuron} }}'
            f' projection {{ source: "A" target: "A" {rule} {laws} }}')


def listed(count, clock=GRID, size=10_000):
    """An explicit list of random synapses, with 20 delays."""
    draw = random.Random(3)
    lines = [f"connection {{ source: {draw.randrange(size)} target: {draw.randrange(size)} weight: {draw.random():.6f}"
             f" delay: {draw.randrange(1, 21) / 10} }}" for _ in range(count)]
    return projected("explicit {\n" + "\n".join(lines) + "}", size=size, clock=clock)


def sources(model, size, clock=GRID, duration=5, target="", options=""):
    """Sources, and what receives their spikes."""
    return f'duration: {duration} {clock} population {{ name: "S" size: {size} {model} }} {target} {options}'


def receiving(size, rule, laws="", model="iaf_psc_exp {}"):
    return f'population {{ name: "T" size: {size} {model} sleep: NEVER }} projection {{ source: "S" target: "T" {rule} {laws} }}'


def trains(neurons, spikes):
    draw = random.Random(5)
    rows = [f"train {{ time: {sorted(draw.sample(range(1, 40 * spikes), spikes))} }}" for _ in range(neurons)]
    return "spike_trains {\n" + "\n".join(rows) + "}"


# Name, model, further options of check and run, whether the run is recorded.
IN_DEGREE = "fixed_in_degree { in_degree: 1100 }"
ROWS = {
    # Rules.
    "in-degree": (projected(IN_DEGREE), "", False),
    "out-degree": (projected("fixed_out_degree { out_degree: 1100 }"), "", False),
    "out-degree, few": (projected("fixed_out_degree { out_degree: 10 }", size=500_000), "", False),
    "out-degree, no multapses": (projected("fixed_out_degree { out_degree: 1100 multapses: false autapses: false }"), "", False),
    "total number": (projected("fixed_total_number { number: 22000000 }"), "", False),
    "total number, no multapses": (projected("fixed_total_number { number: 22000000 multapses: false }"), "", False),
    "bernoulli": (projected("bernoulli { probability: 0.055 autapses: false }"), "", False),
    "all to all": (projected("all_to_all { autapses: false }", size=5_000), "", False),
    "one to one": (projected("one_to_one {}", size=700_000), "", False),
    "explicit": (listed(150_000), "", False),
    "explicit, continuous": (listed(150_000, CONTINUOUS), "", False),
    "no multapses": (projected("fixed_in_degree { in_degree: 1100 multapses: false autapses: false }"), "", False),
    # Delay laws, storage, sleep, cuts.
    "wide delays": (projected(IN_DEGREE, WIDE + DRAWN), "", False),
    "sparse, wide delays": (projected("fixed_in_degree { in_degree: 10 }", WIDE + DRAWN, size=150_000), "", False),
    "very wide delays": (projected("fixed_in_degree { in_degree: 200 }", "delay { uniform { low: 1 high: 300 } }"), "", False),
    "own delays": (projected("fixed_in_degree { in_degree: 500 }", WIDE + DRAWN, clock=CONTINUOUS), "", False),
    "own delays, out-degree": (projected("fixed_out_degree { out_degree: 500 }", WIDE, clock=CONTINUOUS), "", False),
    "one delay, continuous": (projected(IN_DEGREE, clock=CONTINUOUS), "", False),
    "W16": (projected(IN_DEGREE, DRAWN + " storage: W16"), "", False),
    "F32": (projected(IN_DEGREE, DRAWN + " storage: F32"), "", False),
    "F64": (projected(IN_DEGREE, DRAWN + " storage: F64"), "", False),
    "asleep": (projected("fixed_in_degree { in_degree: 500 }", DRAWN, neuron="sleep: ALWAYS"), "", False),
    "asleep, wide delays": (projected("fixed_in_degree { in_degree: 100 }", WIDE, size=100_000, neuron="sleep: ALWAYS"), "", False),
    "asleep, out-degree": (projected("fixed_out_degree { out_degree: 500 }", DRAWN, neuron="sleep: ALWAYS"), "", False),
    "8 partitions": (projected(IN_DEGREE, DRAWN), "--partitions 8", False),
    "8 partitions, wide delays": (projected(IN_DEGREE, WIDE), "--partitions 8", False),
    "8 partitions, out-degree": (projected("fixed_out_degree { out_degree: 1100 }", DRAWN), "--partitions 8", False),
    "16 threads": (projected(IN_DEGREE, DRAWN), "--threads 16", False),
    # Neurons.
    "exp": (sources("iaf_psc_exp {} sleep: NEVER", 1_000_000), "", False),
    "exp, two currents": (sources("iaf_psc_exp { tau_syn_in: 3 } precision: DOUBLE sleep: NEVER", 1_000_000), "", False),
    "alpha": (sources("iaf_psc_alpha { tau_syn_in: 3 } sleep: NEVER", 1_000_000), "", False),
    "delta": (sources("iaf_psc_delta {} sleep: NEVER", 1_000_000), "", False),
    "exp, asleep": (sources("iaf_psc_exp {} sleep: ALWAYS", 1_000_000), "", False),
    "exp, asleep, double": (sources("iaf_psc_exp {} sleep: ALWAYS precision: DOUBLE", 1_000_000), "", False),
    "relays": (sources("relay {}", 1_000_000), "", False),
    "exp, continuous": (sources("iaf_psc_exp {}", 500_000, CONTINUOUS), "", False),
    "relays, continuous": (sources("relay {}", 500_000, CONTINUOUS), "", False),
    # Sources.
    "poisson": (sources("poisson { rate: 10 }", 1_000_000), "", False),
    "poisson, continuous": (sources("poisson { rate: 10 }", 500_000, CONTINUOUS), "", False),
    "gamma": (sources("gamma { rate: 10 shape: 3 }", 500_000), "", False),
    "gamma, continuous": (sources("gamma { rate: 10 shape: 3 }", 500_000, CONTINUOUS), "", False),
    "changing rate": (sources("inhomogeneous_poisson { rate { sinusoid { mean: 10 amplitude: 5 frequency: 20 phase: 0 } } }", 500_000), "", False),
    "packets": (sources("pulse_packets { time: [2, 5, 9] spikes: 20 }", 200_000, duration=12), "", False),
    "packets, continuous": (sources("pulse_packets { time: [2, 5, 9] spikes: 20 }", 200_000, CONTINUOUS, duration=12), "", False),
    "trains": (sources(trains(100, 10_000), 100), "", False),
    "trains, continuous": (sources(trains(100, 10_000), 100, CONTINUOUS), "", False),
    # Input.
    "heavy input": (sources("poisson { rate: 2000 }", 10_000, target=receiving(2_000, "all_to_all {}", WIDE)), "", False),
    "heavy input, continuous": (sources("poisson { rate: 2000 }", 4_000, CONTINUOUS, target=receiving(10_000, "fixed_in_degree { in_degree: 1000 }")), "", False),
    "heavy input, own delays": (sources("poisson { rate: 1000 }", 4_000, CONTINUOUS, target=receiving(10_000, "fixed_in_degree { in_degree: 1000 }", WIDE + DRAWN)), "", False),
    "long delays": (sources("poisson { rate: 2000 }", 20_000, duration=110, target=receiving(1_000, "fixed_in_degree { in_degree: 20 }", "delay { constant: 100 }")), "--partitions 1", False),
    "long delays, continuous": (sources("poisson { rate: 2000 }", 20_000, CONTINUOUS, duration=110, target=receiving(1_000, "fixed_in_degree { in_degree: 20 }", "delay { constant: 100 }")), "--partitions 1", False),
    "drive": (sources("iaf_psc_exp {} sleep: NEVER", 1_000_000, options='poisson_drive { target: "S" rate: 1000 weight: 10 }'), "", False),
    "drive, continuous": (sources("iaf_psc_exp {}", 200_000, CONTINUOUS, duration=2, options='poisson_drive { target: "S" rate: 8000 weight: 10 }'), "", False),
    "two drives, continuous": (sources("iaf_psc_delta {}", 200_000, CONTINUOUS, duration=2, options='poisson_drive { target: "S" rate: 8000 weight: 0.1 } inhomogeneous_poisson_drive { target: "S" weight: 0.1 rate { table { step { time: 0 rate: 500 } } } }'), "", False),
    # Recorders.
    "state recorder": (sources("iaf_psc_exp { tau_syn_in: 3 } sleep: ALWAYS", 100_000, duration=12, options='state_recorder { population: "S" variable: [V_m, I_syn, I_syn_ex, I_syn_in] interval: 1 }'), "", True),
    "state recorder, continuous": (sources("iaf_psc_exp {}", 100_000, CONTINUOUS, duration=15, options='state_recorder { population: "S" variable: [V_m, I_syn] interval: 1 }'), "", True),
    "spikes": (sources("poisson { rate: 1000 }", 100_000, duration=20), "", True),
    "spikes, continuous": (sources("poisson { rate: 500 }", 100_000, CONTINUOUS, duration=30), "", True),
}


def measure(name, folder):
    model, options, recorded = ROWS[name]
    path = os.path.join(folder, "model.txtpb")
    with open(path, "w", encoding="utf-8") as file:
        file.write(model)
    options = ("--threads 2 " + options if "--threads" not in options else options).split()
    said = subprocess.run([ENGRAM, "check", path, "--json", *options], check=True, capture_output=True, text=True).stdout
    said = json.loads(said)
    summary = os.path.join(folder, "summary.json")
    record = ["--record", os.path.join(folder, "r")] if recorded else []
    subprocess.run([ENGRAM, "run", path, "--quiet", "--summary", summary, *options, *record], check=True, capture_output=True)
    with open(summary, encoding="utf-8") as file:
        taken = json.load(file)["peak_rss_bytes"]
    running = said["bytes"] + (said["recording_bytes"] if recorded else 0)
    return max(running, said["building_bytes"]), taken, said


def main():
    failures = []
    for name in CHOSEN or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            said, taken, parts = measure(name, folder)
        fine = max(said / taken, taken / said) <= TOLERANCE
        print(f"{'' if fine else 'FAIL':4} {name:30} said {said / 1e6:7.1f} MB, taken {taken / 1e6:7.1f} MB, "
              f"ratio {said / taken:5.2f}  (running {parts['bytes'] / 1e6:.1f}, building {parts['building_bytes'] / 1e6:.1f}, "
              f"recording {parts['recording_bytes'] / 1e6:.1f})", flush=True)
        if not fine:
            failures.append(name)
    return len(failures)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
