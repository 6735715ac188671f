#!/usr/bin/env python3
"""Runs the engram command as a user would.

usage: cli_test.py ENGRAM
"""

import glob
import json
import os
import re
import resource
import signal
import subprocess
import time
import unittest

from command_line import ENGRAM, MODEL, CommandLine, engram

# What is wrong, how the model is made so, and words that the error must contain.
MISTAKES = [
    ("misspelt field", ("tau_syn_ex", "tau_syn_exx"), ["model.txtpb:7:", "tau_syn_exx", "tau_syn_ex"]),
    ("unknown population", ('target: "E"\n', 'target: "F"\n'), ["model.txtpb:10:", "'F'", "valid: E"]),
    ("negative delay", ("constant: 1.5", "constant: -1.5"), ["model.txtpb:13:", "delay"]),
    ("delay off the grid", ("constant: 1.5", "constant: 1.55"), ["model.txtpb:13:", "0.1"]),
    ("weight of NaN", ('constant: "weight"', "constant: nan"), ["model.txtpb:12:", "weight"]),
    ("in-degree above what exists", ("in_degree: 40", "in_degree: 500 multapses: false"), ["model.txtpb:11:", "500", "400"]),
    ("2^40 neurons", ("size: 400", "size: 1099511627776"), ["model.txtpb:7:", "size"]),
    ("more than fits in memory", ("size: 400", "size: 4000000000"), ["memory"]),
    ("draws that never fall into their range", ('weight { constant: "weight" }', "weight { normal { mean: 0 sd: 1 } min: 100 out_of_range: REDRAW }"),
     ["model.txtpb:9:", "weight"]),
    ("one weight for many", ('weight { constant: "weight" }', "weight { normal { mean: 9 sd: 1 } } storage: CONST"),
     ["model.txtpb:9:", "CONST", "F32"]),
    ("a rate beyond all bounds", ("rate: 12000", "rate: 1e15"), ["model.txtpb:8:", "rate"]),
    ("missing value", ('source: "E" target', "target"), ["source"]),
    ("a step between picoseconds", ("step: 0.1", "step: 0.0009765625"), ["model.txtpb:5:", "clock.grid.step", "picoseconds", "0.000976562"]),
    ("a start off the grid", ("weight: 60", "weight: 60 start: 0.25"), ["model.txtpb:8:", "poisson_drive.start", "0.2 and 0.3 ms"]),
    ("delays that no step is within", ("constant: 1.5", "uniform { low: 1.51 high: 1.59 }"), ["model.txtpb:9:", "delay", "0.1 ms"]),
    ("warm-up and duration too long", ("warm_up: 100", "warm_up: 4e9"), ["model.txtpb:3:", "warm_up", "together", "4000000000"]),
]

CONTINUOUS = """\
duration: 100
clock { continuous {} }
population { name: "P" size: 10 poisson { rate: 50 } }
population { name: "E" size: 10 iaf_psc_exp {} }
poisson_drive { target: "E" rate: 100 weight: 5 }
projection {
  source: "P" target: "E"
  all_to_all {}
  weight { constant: 30 }
  delay { constant: 1.5 }
}
"""

EXPLICIT = "explicit { connection { source: 0 target: 1 weight: 3 delay: %s } }"
TABLE = "inhomogeneous_poisson { rate { table { step { time: 0 rate: 5 } step { time: 50 rate: -2 } } } }"
SINUSOID = "inhomogeneous_poisson { rate { sinusoid { mean: 5 amplitude: 6 frequency: 10 } } }"
PROFILE = "rate { sinusoid { mean: 5 amplitude: 4 frequency: 10 } }"
CLOCK = "clock { continuous {} }"
POISSON = "poisson { rate: 50 }"

# As MISTAKES, of CONTINUOUS; several replacements where one does not do.
MISTAKES_ON_THE_CONTINUOUS_CLOCK = [
    ("zero delay", [("constant: 1.5", "constant: 0")], ["model.txtpb:10:", "delay", "zero", "1e-09 ms"]),
    ("delay that rounds to zero", [("constant: 1.5", "constant: 4e-10")], ["model.txtpb:10:", "delay", "4e-10", "zero", "1e-09 ms"]),
    ("zero delay in a list", [("all_to_all {}", EXPLICIT % "0")], ["model.txtpb:8:", "delay", "zero", "1e-09 ms"]),
    ("delay in a list that rounds to zero", [("all_to_all {}", EXPLICIT % "4e-10")], ["model.txtpb:8:", "delay", "4e-10", "zero", "1e-09 ms"]),
    ("delays never above zero", [("constant: 1.5", "uniform { low: -1 high: 0 }")], ["model.txtpb:6:", "'P' -> 'E'", "zero or negative", "1e-09 ms"]),
    ("sources of 10^9 Hz", [("rate: 50", "rate: 1e9")], ["model.txtpb:3:", "'P'", "rate", "1000000000 Hz", "10000000 Hz"]),
    ("drive of 10^9 Hz", [("rate: 100", "rate: 1e9")], ["model.txtpb:5:", "'E'", "rate", "1000000000 Hz", "10000000 Hz"]),
    ("packet of 10^9 spikes", [("size: 10 " + POISSON, "size: 1 pulse_packets { time: 50 spikes: 1000000000 }")],
     ["model.txtpb:3:", "'P'", "packet", "1000000000 spikes", "10000000"]),
    ("10^11 samples", [("poisson_drive", 'state_recorder { population: "E" variable: V_m interval: 1e-9 }\npoisson_drive')],
     ["model.txtpb:5:", "'E'", "interval", "1e-09 ms", "100000000"]),
    ("negative rate in a table", [(POISSON, TABLE)], ["model.txtpb:3:", "rate", "-2 Hz", "at least 0"]),
    ("amplitude above the mean", [(POISSON, SINUSOID)], ["model.txtpb:3:", "amplitude", "6 Hz", "0 to the mean", "5 Hz"]),
    ("int_fire on the grid", [(CLOCK, ""), ("iaf_psc_exp {}", "int_fire {}"), ("poisson_drive { target: \"E\" rate: 100 weight: 5 }", "")],
     ["model.txtpb:4:", "'E'", "int_fire", "continuous clock", "valid here"]),
    ("drive of changing rate on the grid", [(CLOCK, ""), ("poisson_drive", "inhomogeneous_poisson_drive"), ("rate: 100", PROFILE)],
     ["model.txtpb:5:", "'E'", "continuous clock", "valid here"]),
]

# Delta neurons without a refractory time that excite each other, once both spikes of a pair have arrived, at 58.4 ms.
EXPLOSIVE = """\
duration: 100
clock { continuous {} }
population { name: "S" size: 1 spike_trains { train { time: [20, 57.3, 57.4] } } }
population { name: "D" size: 10 iaf_psc_delta { t_ref: 0 } }
population { name: "R" size: 3 poisson { rate: 200 } }
projection { source: "S" target: "D" all_to_all {} weight { constant: 10 } }
projection { source: "R" target: "D" all_to_all {} weight { constant: 1e-9 } }
projection {
  source: "D" target: "D"
  fixed_in_degree { in_degree: 5 }
  weight { constant: 20 }
  delay { constant: 0.00001 }
}
"""


class CommandTest(CommandLine):
    def test_mistakes_are_named_with_their_place(self):
        for what, (right, wrong), words in MISTAKES:
            with self.subTest(what):
                self.assertEqual(MODEL.count(right), 1)
                model = self.model(MODEL.replace(right, wrong))
                self.assert_refused(engram("run", model, "--quiet"), words)

    def test_mistakes_on_the_continuous_clock(self):
        self.assertEqual(engram("run", self.model(CONTINUOUS), "--quiet").returncode, 0)
        for what, replacements, words in MISTAKES_ON_THE_CONTINUOUS_CLOCK:
            text = CONTINUOUS
            for right, wrong in replacements:
                self.assertIn(right, text)
                text = text.replace(right, wrong, 1)
            with self.subTest(what):
                self.assert_refused_in_one_line(self.model(text), [word.replace("'", '"') for word in words])

    def test_replayed_recordings_that_are_cut_off(self):
        sources = self.model(f'duration: 5000 {CLOCK} population {{ name: "P" size: 40 poisson {{ rate: 90 }} }}')
        self.assertEqual(engram("run", sources, "--quiet", "--record", self.path("r")).returncode, 0)
        whole = os.path.getsize(self.path("r"))
        text = f'duration: 5000 {CLOCK}\npopulation {{ name: "Q" replay {{ file: "r" population: "P" }} }}'
        for size in (whole - 1, whole // 2):
            os.truncate(self.path("r"), size)
            with self.subTest(size=size):
                self.assert_refused_in_one_line(self.model(text), ["model.txtpb:2:", "replay", self.path("r"), "incomplete", "allow_incomplete"])
                allowed = self.model(text.replace('"P"', '"P" allow_incomplete: true'))
                self.assertEqual(engram("run", allowed, "--quiet").returncode, 0)
        for size in (30, 0):
            os.truncate(self.path("r"), size)
            with self.subTest(size=size):
                self.assert_refused_in_one_line(self.model(text), ["model.txtpb:2:", "replay", self.path("r")])

    def test_tables_with_a_spike_before_the_start(self):
        with open(self.path("t.csv"), "w", encoding="utf-8") as file:
            file.write("neuron,time_ms\n0,1.5\n1,-3\n")
        model = self.model(f'duration: 5 {CLOCK}\npopulation {{ name: "P" spike_trains {{ file: "t.csv" }} }}')
        self.assert_refused_in_one_line(model, ["model.txtpb:2:", "spike_trains", "t.csv:3:", "time", "-3", "above 0"])

    def test_explosion_is_named_and_all_before_it_is_recorded(self):
        tame = self.model(EXPLOSIVE.replace("constant: 20", "constant: 1e-9"))
        self.assertEqual(engram("run", tame, "--quiet", "--record", self.path("tame")).returncode, 0)
        engram("convert", self.path("tame"), "-o", self.path("tame.csv"))
        model = self.model(EXPLOSIVE)
        self.assertEqual(engram("check", model).returncode, 0)
        result = engram("run", model, "--quiet", "--record", self.path("r"), timeout=120)
        self.assert_refused(result, ['population "D"', "without bound", "at 58 ms", "refractory time"], status=1)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        part = self.path("r.part")
        info = engram("info", part)
        self.assertEqual(info.returncode, 0, info.stderr)
        end = float(re.search(r"^recorded +([0-9.]+) ms", info.stdout, re.MULTILINE)[1])
        self.assertGreater(end, 57)
        self.assertLess(end, 59)
        statistics = engram("stats", part, "--json")
        self.assertEqual(statistics.returncode, 0, statistics.stderr)
        counts = json.loads(statistics.stdout)["populations"]
        with open(self.path("tame.csv"), encoding="utf-8") as file:
            spikes = [line.split(",") for line in file.read().splitlines()[1:]]
        before = [spike for spike in spikes if spike[0] == "R" and float(spike[2]) <= end]
        self.assertGreater(len(before), 5)
        self.assertEqual(counts["R"]["spikes"], len(before))

    def test_files_that_are_no_models(self):
        with open(self.path("picture.jpg"), "wb") as file:
            file.write(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)))
        self.assert_refused(engram("run", self.path("picture.jpg")), ["picture.jpg"])
        self.assert_refused(engram("check", self.path("absent.txtpb")), ["absent.txtpb"])

    def test_options(self):
        model = self.model()
        self.assert_refused(engram("run", model, "--record", self.path("no/such/folder/r")), ["no/such/folder"])
        self.assert_refused(engram("run", model, "--set", "wieght=3"), ["wieght", "weight"])
        self.assert_refused(engram("run", model, "--duration", "ten"), ["--duration", "10s"])
        for wrong in ("10", "10 s", "10s ", "s", "-1s", "0s", "nan", "infs", "1e300min", "10ms5", "0x1s"):
            self.assert_refused(engram("run", model, "--duration", wrong), ["--duration", "ms, s or min", "10s"])
        for wrong, word in (("10.05ms", "10 and 10.1 ms"), ("0.0000000004ms", "picoseconds"), ("4e6s", "after the warm-up of 100 ms, at most 3999999900 ms")):
            self.assert_refused(engram("run", model, "--duration", wrong), ["--duration", wrong, word])
        for right in ("10ms", "0.01s", "2e-4min"):
            self.assertEqual(engram("run", model, "--quiet", "--duration", right).returncode, 0)
        self.assert_refused(engram("run", model, "--queue", "stack"), ["calendar", "heap"])
        self.assert_refused(engram("run"), ["MODEL"])
        self.assert_refused(engram("plot", model, "-o", self.path("x.bmp")), [".png", ".svg"])
        self.assert_refused(engram("info", model), ["model.txtpb"])
        self.assert_refused(engram("run", model, "--seed", "-1"), ["-1", "whole numbers"])

    def test_options_with_nothing_in_them_or_something_behind(self):
        model = self.model()
        for option in ("--duration", "--record", "--summary", "--report", "--seed", "--threads", "--partitions", "--set", "--queue"):
            with self.subTest(option):
                self.assert_refused(engram("run", model, "--quiet", option, ""), [option])
        for option, wrong in (("--seed", "1x"), ("--threads", "2x"), ("--threads", "1.5"), ("--partitions", "2 3"), ("--set", "weight=3x"),
                              ("--set", "weight="), ("--seed", "1e3")):
            with self.subTest(option=option, wrong=wrong):
                self.assert_refused(engram("run", model, "--quiet", option, wrong), [option, wrong])
        self.assertEqual(engram("run", model, "--quiet", "--record", self.path("r")).returncode, 0)
        for option, wrong in (("--from", ""), ("--to", ""), ("--from", "100"), ("--to", "200"), ("--from", "0.1s?"), ("--to", "0s")):
            with self.subTest(option=option, wrong=wrong):
                self.assert_refused(engram("stats", self.path("r"), option, wrong), [option])
        self.assertEqual(engram("stats", self.path("r"), "--from", "0ms", "--to", "0.2s").returncode, 0)
        for command in ("plot", "convert"):
            self.assert_refused(engram(command, self.path("r"), "-o", ""), ["-o"])

    def test_nothing_is_written_over_what_it_is_made_from(self):
        model = self.model()
        r, s = self.path("r"), self.path("s")
        self.assert_refused(engram("run", model, "--record", self.path("./model.txtpb")), ["model", "recording"])
        self.assert_refused(engram("run", model, "--summary", s, "--report", s), ["summary", "report"])
        self.assert_refused(engram("run", model, "--record", "/dev/null"), ["/dev/null", "regular file"])
        self.assert_refused(engram("run", model, "--summary", "/dev/null"), ["/dev/null", "regular file"])
        csv = self.path("r.csv")
        self.assertEqual(engram("run", model, "--quiet", "--record", csv).returncode, 0)
        with open(csv, "rb") as file:
            recording = file.read()
        self.assert_refused(engram("convert", csv, "-o", csv), ["r.csv", "recording"])
        os.rename(csv, self.path("r.svg"))
        self.assert_refused(engram("plot", self.path("r.svg"), "-o", self.path("r.svg")), ["r.svg", "recording"])
        with open(self.path("r.svg"), "rb") as file:
            self.assertEqual(file.read(), recording)
        self.assertFalse(os.path.exists(r))

    def test_results_that_cannot_be_printed_are_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([ENGRAM, "check", self.model()], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assert_refused(result, ["standard output"], status=1)

    def test_values_that_no_neuron_can_hold_are_refused(self):
        for wrong in ("weight: 1e300", "weight: -1e39"):
            self.assert_refused(engram("run", self.model(MODEL.replace("weight: 60", wrong)), "--quiet"), ["weight", "1e+12"])
        model = self.model(MODEL.replace("tau_syn_ex: 0.5", "C_m: 1e-300 tau_syn_ex: 0.5"))
        self.assert_refused(engram("run", model, "--quiet"), ["C_m"])

    def test_full_disk_leaves_what_was_recorded(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        result = engram("run", self.model(), "--duration", "10s", "--quiet", "--record", self.path("r"),
                        preexec_fn=small_files)
        self.assert_refused(result, [self.path("r")], status=1)
        info = engram("info", self.path("r"))
        self.assertEqual(info.returncode, 0, info.stderr)
        self.assertIn("spikes", info.stdout)

    def test_interrupt_leaves_a_complete_recording(self):
        process = subprocess.Popen(
            [ENGRAM, "run", self.model(), "--duration", "1000s", "--quiet", "--record", self.path("r")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while not os.path.exists(self.path("r.part")):
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 130)
        self.assertIn("state       stopped at ", engram("info", self.path("r")).stdout)

    def test_interrupt_within_the_warm_up_makes_no_report(self):
        model = self.model(MODEL.replace("warm_up: 100", "warm_up: 1000000"))
        process = subprocess.Popen(
            [ENGRAM, "run", model, "--quiet", "--report", self.path("r.html")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while not glob.glob(self.path("r.html.recording*.part")):
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        self.assertIn("within its warm-up", process.communicate(timeout=60)[1])
        self.assertEqual(process.returncode, 130)
        self.assertEqual(os.listdir(self.folder), ["model.txtpb"])

    def test_summary_recording_and_statistics_agree(self):
        result = engram("run", self.model(), "--quiet", "--record", self.path("r"), "--summary", self.path("s.json"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with open(self.path("s.json"), encoding="utf-8") as file:
            summary = json.load(file)
        self.assertEqual(set(summary), {
            "model", "seed", "threads", "neurons", "synapses", "build_seconds", "simulate_seconds", "model_time_ms",
            "real_time_factor", "peak_rss_bytes", "spikes", "spike_hash", "min_spikes", "populations", "completed", "end",
            "planned_ms", "resumed_from_ms"})
        self.assertEqual((summary["neurons"], summary["synapses"], summary["model_time_ms"]), (400, 16000, 400))
        self.assertGreater(summary["spikes"], 100)
        info = engram("info", self.path("r")).stdout
        self.assertIn(summary["spike_hash"], info)
        self.assertIn(f"{summary['spikes']} spikes", info)
        statistics = json.loads(engram("stats", self.path("r"), "--json").stdout)
        population = summary["populations"][0]
        self.assertEqual(statistics["populations"]["E"]["spikes"], population["spikes"])
        engram("convert", self.path("r"), "-o", self.path("r.csv"))
        with open(self.path("r.csv"), encoding="utf-8") as file:
            self.assertEqual(sum(1 for _ in file) - 1, summary["spikes"])

    def test_converted_spikes_are_fired_again_and_never_written_over(self):
        sources = self.model('duration: 200 population { name: "P, 1" size: 30 poisson { rate: 90 } }\n'
                             'population { name: "Q" size: 5 poisson { rate: 90 } }')
        engram("run", sources, "--quiet", "--record", self.path("r"))
        engram("convert", self.path("r"), "-o", self.path("r.csv"))
        again = self.model('duration: 200 population { name: "P, 1" size: 30 spike_trains { file: "r.csv" population: "P, 1" } }\n'
                           'population { name: "Q" size: 5 spike_trains { file: "./r.csv" population: "Q" } }')
        self.assertEqual(engram("run", again, "--quiet", "--record", self.path("s")).returncode, 0)
        whole_run = [line for line in engram("info", self.path("r")).stdout.splitlines() if "hash" in line]
        self.assertEqual([line for line in engram("info", self.path("s")).stdout.splitlines() if "hash" in line], whole_run)
        self.assert_refused(engram("run", again, "--record", self.path("r.csv")), ["a file of the model", "r.csv"])

    def test_results_depend_on_the_seed_alone(self):
        def spike_hash(*arguments):
            engram("run", self.model(), "--quiet", "--summary", self.path("s.json"), *arguments)
            with open(self.path("s.json"), encoding="utf-8") as file:
                return json.load(file)["spike_hash"]

        first = spike_hash()
        for arguments in (["--threads", "1"], ["--threads", "8"], ["--partitions", "5"], ["--queue", "heap"]):
            self.assertEqual(spike_hash(*arguments), first)
        self.assertNotEqual(spike_hash("--seed", "4"), first)

    def test_graph_measures(self):
        result = engram("graph", self.model())
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("400 neurons, 16000 synapses", result.stdout)
        self.assertIn("strongly connected components: 1", result.stdout)

    def test_models_are_listed_and_described(self):
        listed = json.loads(engram("models", "--json").stdout)
        names = [model["name"] for model in listed["models"]]
        self.assertIn("iaf_psc_exp", names)
        self.assertIn("poisson_drive", [device["name"] for device in listed["devices"]])
        table = engram("models").stdout
        for model in listed["models"]:
            self.assertIn(model["name"], table)
            described = json.loads(engram("models", model["name"], "--json").stdout)
            self.assertEqual(described, model)
            text = engram("models", model["name"]).stdout
            for parameter in model["parameters"]:
                for word in [parameter["name"], parameter["unit"], parameter["doc"]]:
                    self.assertIn(word, text)
        tau_m = next(p for p in listed["models"][0]["parameters"] if p["name"] == "tau_m")
        self.assertEqual((tau_m["unit"], tau_m["default"], tau_m["above"], tau_m["per_neuron"]), ("ms", "10", 0, True))
        self.assert_refused(engram("models", "iaf_psc_exq"), ["iaf_psc_exq", "did you mean 'iaf_psc_exp'?"])

    def test_progress_goes_to_standard_error_unless_quiet(self):
        self.assertIn("simulating", engram("run", self.model()).stderr)
        self.assertEqual(engram("run", self.model(), "--quiet").stderr, "")


if __name__ == "__main__":
    unittest.main()
