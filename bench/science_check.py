#!/usr/bin/env python3
"""How far is a simulated activity from a reference? Kolmogorov-Smirnov distances.

    engram stats --json --min-spikes 5 RECORDING > measured.json
    bench/science_check.py measured.json reference.json

The ISI CVs of the reference are of neurons with at least five spikes, so those measured must be, too. Both files hold, per population, quantiles of firing rate (rate_hz), ISI CV (isi_cv) and pairwise
correlation (cc) at the probabilities under "quantiles". Prints a table of distances; exits with
status 1 if one exceeds its limit (--limits RATE CV CC), 2 if the files cannot be compared.

A distance is exact up to the spacing of the coarser table (0.01 for 101 quantiles).
"""

import argparse
import bisect
import json
import sys

QUANTITIES = ("rate_hz", "isi_cv", "cc")
# Of a neuron whose ISI CV counts in the reference.
MIN_SPIKES = 5
# Reference tables are rounded: equal rates must compare equal.
DECIMALS = 6


class QuantileTable:
    """A distribution function known at some quantiles."""

    def __init__(self, probabilities, quantiles):
        if len(probabilities) != len(quantiles) or not quantiles:
            raise ValueError("as many quantiles as probabilities are needed, and at least one")
        self.probabilities = probabilities
        self.quantiles = [round(value, DECIMALS) for value in quantiles]

    def cdf(self, x):
        """P(value <= x): at a value that the table repeats, the last of its probabilities, as
        for the steps of a discrete distribution; between two quantiles, linear."""
        above = bisect.bisect_right(self.quantiles, x)
        if above == 0:
            return 0.0
        if above == len(self.quantiles):
            return 1.0
        low, high = self.quantiles[above - 1], self.quantiles[above]
        share = (x - low) / (high - low)
        p = self.probabilities
        return p[above - 1] + share * (p[above] - p[above - 1])


def ks_distance(a, b):
    """The largest difference of two distribution functions, over all values of either table."""
    return max(abs(a.cdf(x) - b.cdf(x)) for x in set(a.quantiles) | set(b.quantiles))


def compare(measured, reference):
    """{population: {quantity: distance}}; None where one of the two has no values."""
    if measured.get("min_spikes") != MIN_SPIKES:
        raise ValueError(f"the ISI CVs measured are of neurons with at least {measured.get('min_spikes')} spikes, "
                         f"those of the reference with {MIN_SPIKES}; valid: engram stats --min-spikes {MIN_SPIKES}")
    distances = {}
    for name, expected in reference["populations"].items():
        if name not in measured["populations"]:
            raise ValueError(f"population {name} of the reference was not measured; measured are: "
                             + ", ".join(measured["populations"]))
        found = measured["populations"][name]
        distances[name] = {
            quantity: ks_distance(QuantileTable(measured["quantiles"], found[quantity]),
                                  QuantileTable(reference["quantiles"], expected[quantity]))
            if found.get(quantity) and expected.get(quantity) else None
            for quantity in QUANTITIES}
    return distances


def report(distances, limits):
    """Prints the table; returns whether every distance is within its limit."""
    width = max(len(name) for name in [*distances, "population"])
    print(f"{'population':<{width}}" + "".join(f"{quantity:>10}" for quantity in QUANTITIES))
    good = True
    for name, by_quantity in distances.items():
        cells = []
        for quantity, limit in zip(QUANTITIES, limits):
            distance = by_quantity[quantity]
            within = distance is not None and distance <= limit
            good = good and within
            text = "-" if distance is None else f"{distance:.4f}"
            cells.append(f"{text + ('' if within else ' !'):>10}")
        print(f"{name:<{width}}" + "".join(cells))
    print(f"{'limit':<{width}}" + "".join(f"{limit:>10}" for limit in limits))
    print(f"isi_cv: neurons with at least {MIN_SPIKES} spikes")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measured", help="what engram stats --json --min-spikes 5 printed")
    parser.add_argument("reference", help="quantiles in the same form")
    parser.add_argument("--limits", nargs=3, type=float, default=[0.08, 0.08, 0.1],
                        metavar=("RATE", "CV", "CC"), help="largest distances that pass")
    arguments = parser.parse_args()
    try:
        with open(arguments.measured) as measured, open(arguments.reference) as reference:
            found = json.load(measured)
            distances = compare(found, json.load(reference))
    except (OSError, ValueError, KeyError) as error:
        print(f"science_check: {error}", file=sys.stderr)
        return 2
    good = report(distances, arguments.limits)
    print(f"cc: pairs of up to {found['correlated_at_most']} neurons a population")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
