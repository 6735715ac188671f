#!/usr/bin/env python3
"""Runs the engram command on files that others made, and on networks that were recorded in part.

usage: strangers_test.py ENGRAM
"""

import functools
import json
import os
import re
import unittest

import command_line
from command_line import CommandLine
from recording_bytes import bodies, frame

PART = """\
duration: 500
population { name: "E" size: 100 poisson { rate: 50 } }
population { name: "F" size: 100 poisson { rate: 50 } }
spike_recorder { population: "F" neurons { index: 3 } }
"""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


engram = functools.partial(command_line.engram, text=False, timeout=60)


class Strangers(CommandLine):
    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def run_model(self, text, *arguments):
        result = engram("run", self.write("m.txtpb", text), "--quiet", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.decode()

    def refused(self, *arguments):
        result = engram(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr.count(b"\n"), 1, result.stderr)
        return result.stderr.decode()

    def test_pipes_are_refused_at_once(self):
        os.mkfifo(self.path("pipe"))
        pipe, out = self.path("pipe"), self.path("o")
        for arguments in (["info", pipe], ["stats", pipe], ["plot", pipe, "-o", out + ".png"], ["convert", pipe, "-o", out + ".csv"],
                          ["run", pipe], ["check", pipe], ["graph", pipe]):
            with self.subTest(arguments[0]):
                self.assertIn("pipe: is not a regular file", self.refused(*arguments))
        for source in ('spike_trains { file: "pipe" }', 'replay { file: "pipe" population: "A" }'):
            model = self.write("m.txtpb", f'duration: 10 population {{ name: "S" {source} }}')
            self.assertIn("pipe: is not a regular file", self.refused("check", model))

    def test_reading_a_recording_opens_nothing_that_it_names(self):
        self.write("t.csv", "0,1.5\n1,2\n")
        self.run_model('duration: 10 population { name: "S" spike_trains { file: "t.csv" } }', "--record", self.path("r"))
        self.run_model('duration: 10 population { name: "S" replay { file: "r" population: "S" } }', "--record", self.path("q"))
        plots = [engram("plot", self.path(name), "-o", self.path("before.svg")) and self.read("before.svg") for name in ("r", "q")]
        os.rename(self.path("r"), self.path("r_moved"))
        os.remove(self.path("t.csv"))
        for name in ("t.csv", "r"):
            os.mkfifo(self.path(name))
        for name, before in zip(("r_moved", "q"), plots):
            for arguments in (["info"], ["stats"], ["convert", "-o", self.path("o.csv")], ["plot", "-o", self.path("o.svg")]):
                with self.subTest(name + " " + arguments[0]):
                    result = engram(arguments[0], self.path(name), *arguments[1:])
                    self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertEqual(self.read("o.svg"), before)

    def test_names_are_shown_as_escapes(self):
        self.run_model('duration: 100 population { name: "honest_name" size: 5 poisson { rate: 50 } }', "--record", self.path("r"))
        name = b"\x1b[2J\n\xff\xc2\x9b\x07xy"
        self.assertEqual(len(name), len("honest_name"))
        records = [body.replace(b"honest_name", name) for body in bodies(self.read("r"))]
        self.write("r", b"".join(map(frame, records)))
        shown = "\\x1b[2J\\n\\xff\\u009b\\x07xy"
        for arguments in (["info"], ["stats"], ["stats", "--json"], ["convert", "-o", self.path("o.csv")], ["plot", "-o", self.path("o.svg")]):
            result = engram(arguments[0], self.path("r"), *arguments[1:])
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertIsNone(CONTROLS.search(result.stdout.decode()))
            if arguments in (["info"], ["stats"]):
                self.assertIn("\n" + shown, result.stdout.decode())
            if arguments[-1] == "--json":
                self.assertEqual(list(json.loads(result.stdout)["populations"]), ["\x1b[2J\n\\xff\x9b\x07xy"])
        self.assertTrue(shown[:24] + "…" in self.read("o.svg").decode())
        self.assertIn("unknown population", self.refused("check", self.write(
            "m.txtpb", 'duration: 1 population { name: "A" replay { file: "r" population: "B" } }')))
        os.rename(self.path("r"), self.path("\x1b[2Jr"))
        self.assertIn("\\x1b[2Jr", engram("info", self.path("\x1b[2Jr")).stdout.decode())
        self.assertIn("\\x1b[2Jq", self.refused("info", self.path("\x1b[2Jq")))

    def test_names_of_a_model_are_shown_as_escapes(self):
        text = 'name: "a\u202eb" duration: 100 population { name: "c\u009b2J\\n" size: 5 poisson { rate: 50 } }'
        table = self.run_model(text, "--summary", self.path("s.json"), "--report", self.path("r.html"))
        for output in (table, engram("check", self.path("m.txtpb")).stdout.decode(), engram("graph", self.path("m.txtpb")).stdout.decode(),
                       self.read("s.json").decode(), self.read("r.html").decode()):
            self.assertFalse(CONTROLS.search(output))
        self.assertIn("c\\u009b2J\\n", table)
        self.assertEqual(json.loads(self.read("s.json"))["populations"][0]["name"], "c\u009b2J\n")

    def test_a_network_recorded_in_part(self):
        table = self.run_model(PART, "--record", self.path("r"), "--report", self.path("r.html"), "--summary", self.path("s.json"))
        self.assertRegex(table, r"\nE +100 ")
        stats = engram("stats", self.path("r")).stdout.decode()
        self.assertRegex(stats, r"\nE +100 +not recorded +- +- +- +- +-\n")
        self.assertRegex(stats, r"\nF +100 +1 of 100 +\d+ +\d+\.\d+ ")
        populations = json.loads(engram("stats", self.path("r"), "--json").stdout)["populations"]
        self.assertEqual([(p["neurons"], p["recorded"]) for p in populations.values()], [(100, 0), (100, 1)])
        self.assertEqual((populations["E"]["spikes"], populations["E"]["mean_rate_hz"]), (None, None))
        self.assertAlmostEqual(populations["F"]["mean_rate_hz"], populations["F"]["spikes"] / 0.5)
        report = self.read("r.html").decode()
        run = json.loads(self.read("s.json"))["populations"]
        self.assertIn(f'</i>E</td><td>100</td><td>not recorded</td><td>{run[0]["spikes"]:,}</td><td>{run[0]["rate_hz"]:.3f}</td>', report)
        self.assertIn(f'</i>F</td><td>100</td><td>1 of 100, at {populations["F"]["mean_rate_hz"]:.3f} Hz</td>'
                      f'<td>{run[1]["spikes"]:,}</td><td>{run[1]["rate_hz"]:.3f}</td>', report)
        self.assertEqual(engram("plot", self.path("r"), "-o", self.path("r.svg")).returncode, 0)
        svg = self.read("r.svg").decode()
        for text in ("F (1 of 100)", "not recorded: E", "1 recorded neuron<", "rates in bins of"):
            self.assertTrue(text in svg, text)

    def test_the_least_number_of_spikes_for_a_cv_is_an_option_that_run_and_stats_share(self):
        text = ('duration: 100 population { name: "S" spike_trains {'
                ' train { time: [10, 20, 40] } train { time: [10, 20, 30, 40] } train { time: 5 } } }\n'
                'population { name: "P" size: 20 poisson { rate: 40 } }')
        for least, expected in ((None, 1 / 6), (4, 0), (5, None)):
            option = [] if least is None else ["--min-spikes", str(least)]
            table = self.run_model(text, "--record", self.path("r"), "--summary", self.path("s.json"), *option)
            stats = engram("stats", self.path("r"), *option).stdout.decode()
            for output in (table, stats):
                self.assertIn(f"ISI CV: mean over neurons with at least {least or 3} spikes\n", output)
            summary = json.loads(self.read("s.json"))
            statistics = json.loads(engram("stats", self.path("r"), "--json", *option).stdout)
            self.assertEqual(summary["min_spikes"], statistics["min_spikes"])
            for population in summary["populations"]:
                other = statistics["populations"][population["name"]]
                self.assertEqual(population["n_cv"], other["n_cv"])
                if population["isi_cv"] is None:
                    self.assertIsNone(other["mean_cv"])
                else:
                    self.assertAlmostEqual(population["isi_cv"], other["mean_cv"], delta=1e-6)
            found = summary["populations"][0]["isi_cv"]
            self.assertIsNone(found) if expected is None else self.assertAlmostEqual(found, expected)
        self.assertIn("--min-spikes", self.refused("stats", self.path("r"), "--min-spikes", "1"))

    def test_path_lengths_say_how_many_neurons_they_are_from(self):
        few = self.write("m.txtpb", 'duration: 10 population { name: "A" size: 40 relay {} }')
        self.assertIn("path lengths from all 40 neurons", engram("graph", few).stdout.decode())
        many = self.write("m.txtpb", 'duration: 10 population { name: "A" size: 4000 relay {} }')
        self.assertIn("path lengths from 100 of 4000 neurons, drawn at random", engram("graph", many).stdout.decode())

    def test_tables_of_other_programs(self):
        model = self.write("m.txtpb", 'duration: 10 population { name: "S" spike_trains { file: "t.csv" } }')
        for text, words in (("0,1,5\n0,2,5\n", "decimal commas"), ("1,5;0\n", "a point in decimal numbers"), ("0\t1.5\n", "commas stand between"),
                            ("4294967294,1\n", "valid: 0 to"), ("99999999,1\n", "'size'")):
            self.write("t.csv", text)
            with self.subTest(text):
                self.assertIn(words, self.refused("check", model))


if __name__ == "__main__":
    unittest.main()
