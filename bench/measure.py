#!/usr/bin/env python3
"""How fast are the examples? Runs `engram` in interleaved rounds and prints the median of each case.

usage: bench/measure.py ENGRAM [--rounds N] CASES...

CASES is a file with one case a line: a name, a colon, and the arguments of `engram run`. The cases take
turns, so that a machine that is slower for a while is slower for all of them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile


def read_cases(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(":", 1)) for line in lines]


def run(engram, arguments, folder):
    summary = os.path.join(folder, "summary.json")
    command = [engram, "run", *arguments.replace("OUT", folder).split(), "--quiet", "--summary", summary]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(summary, encoding="utf-8") as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("engram")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("cases")
    options = parser.parse_args()
    cases = read_cases(options.cases)
    results = {name: [] for name, _ in cases}
    with tempfile.TemporaryDirectory() as folder:
        for round_number in range(options.rounds):
            for name, arguments in cases:
                results[name].append(run(options.engram, arguments, folder))
            print(f"round {round_number + 1} of {options.rounds}", file=sys.stderr)
    print(f"{'case':<28} {'factor':>8} {'least':>8} {'most':>8} {'build s':>8} {'GB':>6}  hash")
    for name, runs in results.items():
        factors = [r["real_time_factor"] for r in runs]
        build = statistics.median(r["build_seconds"] for r in runs)
        memory = max(r["peak_rss_bytes"] for r in runs) / 1e9
        hashes = ", ".join(sorted({r["spike_hash"] for r in runs}))
        print(f"{name:<28} {statistics.median(factors):>8.3g} {min(factors):>8.3g} {max(factors):>8.3g} "
              f"{build:>8.1f} {memory:>6.2f}  {hashes}")


if __name__ == "__main__":
    main()
