#!/usr/bin/env python3
"""Saves checkpoints of runs, ends the runs in every way, and goes on from what they have left.

usage: checkpoint_test.py ENGRAM
"""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

from command_line import ENGRAM, MODEL, CommandLine, engram

GRID = MODEL + 'state_recorder { population: "E" neurons { index: [0, 7] } variable: V_m interval: 1 }\n'
CONTINUOUS = """\
seed: 5
warm_up: 50
duration: 250
clock { continuous {} }
parameter { name: "weight" value: 60 }
population { name: "P" size: 40 poisson { rate: 50 } }
population { name: "E" size: 100 iaf_psc_exp {} }
poisson_drive { target: "E" rate: 8000 weight: 80 }
projection { source: "P" target: "E" all_to_all {} weight { constant: "weight" } delay { constant: 1.53 } }
"""
# Some seconds of computing, so that it can be killed while it saves checkpoints.
BUSY = """\
seed: 9
duration: 3000
population { name: "P" size: 2000 poisson { rate: 60 } }
population { name: "E" size: 4000 iaf_psc_exp {} }
projection { source: "P" target: "E" fixed_in_degree { in_degree: 50 } weight { constant: 60 } delay { constant: 1.5 } }
"""


class Checkpoints(CommandLine):
    def run_quiet(self, *arguments):
        result = engram(*arguments, "--quiet")
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def summary(self, *arguments):
        output = self.run_quiet(*arguments, "--summary", self.path("s"))
        with open(self.path("s"), encoding="utf-8") as file:
            summary = json.load(file)
        self.assertIn(summary["spike_hash"], output)
        return summary

    def results(self, *arguments):
        """What must not depend on where the run was cut."""
        summary = self.summary(*arguments)
        return {key: summary[key] for key in ("spikes", "spike_hash", "planned_ms", "model_time_ms", "populations", "completed")}

    def time_of(self, name):
        info = engram("info", self.path(name))
        self.assertEqual(info.returncode, 0, info.stderr)
        return float(re.search(r"^time +([0-9.]+) ms of", info.stdout, re.MULTILINE)[1])

    def test_a_run_in_two_parts_is_the_whole_run(self):
        for clock, text in (("grid", GRID), ("continuous", CONTINUOUS)):
            model = self.model(text)
            changes = ["--set", "weight=50", "--seed", "11"]
            whole = self.results("run", model, *changes, "--duration", "240ms")
            for first, more in (("100ms", "140ms"), ("200ms", "40ms")):
                for threads, partitions in (("1", "1"), ("3", "4")):
                    with self.subTest(clock=clock, first=first, threads=threads):
                        self.run_quiet("run", model, *changes, "--duration", first, "--checkpoint", self.path("c"))
                        parts = self.results("resume", self.path("c"), "--duration", more, "--threads", threads, "--partitions", partitions,
                                             "--queue", "heap")
                        self.assertEqual(parts, whole)

    def test_checkpoints_in_between(self):
        for clock, text in (("grid", GRID), ("continuous", CONTINUOUS)):
            model = self.model(text)
            with self.subTest(clock):
                whole = self.summary("run", model)
                saving = self.results("run", model, "--checkpoint", self.path("c"), "--every", "70ms")
                self.assertEqual(saving["spike_hash"], whole["spike_hash"])
                end = whole["planned_ms"] + {"grid": 100, "continuous": 50}[clock]
                self.assertEqual(self.time_of("c"), end)
                before = self.time_of("c.previous")
                self.assertEqual(before, end // 70 * 70)
                resumed = self.summary("resume", self.path("c.previous"))
                self.assertEqual(resumed["resumed_from_ms"], before)
                self.assertIsNone(whole["resumed_from_ms"])
                for key in ("spikes", "spike_hash", "populations", "model_time_ms"):
                    self.assertEqual(resumed[key], whole[key])

    def test_resuming_saves_checkpoints_too(self):
        model = self.model()
        whole = self.results("run", model, "--duration", "1s")
        self.run_quiet("run", model, "--duration", "200ms", "--checkpoint", self.path("c"))
        for _ in range(8):
            last = self.results("resume", self.path("c"), "--duration", "100ms", "--checkpoint", self.path("c"), "--every", "30ms")
        self.assertEqual(last, whole)

    def test_the_recording_of_a_resumed_part(self):
        def recorded(name):
            return re.search(r"^recorded .*?([0-9]+) spikes", engram("info", self.path(name)).stdout, re.MULTILINE)[1]

        for clock, text in (("grid", GRID), ("continuous", CONTINUOUS)):
            model = self.model(text)
            with self.subTest(clock):
                self.run_quiet("run", model, "--record", self.path("whole"))
                self.run_quiet("run", model, "--duration", "120ms", "--checkpoint", self.path("c"), "--record", self.path("first"))
                more = {"grid": "280ms", "continuous": "130ms"}[clock]
                summary = self.summary("resume", self.path("c"), "--duration", more, "--record", self.path("second"), "--zstd",
                                       "--checkpoint", self.path("c"), "--every", "50ms")
                self.assertEqual(int(recorded("first")) + int(recorded("second")), int(recorded("whole")))
                self.assertEqual(int(recorded("whole")), summary["spikes"])
                joined = engram("join", self.path("first"), self.path("second"), "-o", self.path("joined"))
                self.assertEqual(joined.returncode, 0, joined.stderr)
                with open(self.path("whole"), "rb") as whole, open(self.path("joined"), "rb") as parts:
                    self.assertEqual(parts.read(), whole.read())

    def test_parts_that_do_not_join_are_refused(self):
        model = self.model()
        for end, more, part in (("120ms", "100ms", "a"), ("220ms", "80ms", "b")):
            self.run_quiet("run", model, "--duration", end, "--checkpoint", self.path("c"))
            self.run_quiet("resume", self.path("c"), "--duration", more, "--record", self.path(part))
        self.run_quiet("run", model, "--duration", "120ms", "--record", self.path("first"))
        self.run_quiet("run", model, "--duration", "120ms", "--seed", "99", "--record", self.path("other"))
        with open(self.path("a"), "rb") as whole, open(self.path("cut"), "wb") as cut:
            cut.write(whole.read()[:-40])
        for parts, complaints in (
            (["first", "b"], [self.path("first"), "ends at 220 ms", self.path("b"), "begins at 320 ms", "without a gap"]),
            (["first", "first"], ["begins at 0 ms"]),
            (["other", "a"], ["are not of one run"]),
            (["first", "cut"], [self.path("cut"), "is incomplete"]),
            (["first", "c"], [self.path("c"), "at byte 0"]),
            (["first", "nothing"], ["No such file"]),
        ):
            with self.subTest(parts=parts):
                self.assert_refused(engram("join", *map(self.path, parts), "-o", self.path("joined")), complaints)
                self.assertFalse(os.path.exists(self.path("joined")))
        self.assert_refused(engram("join", "-o", self.path("joined")), ["FILE"])
        result = engram("join", self.path("b"), self.path("first"), self.path("a"), "-o", self.path("joined"))  # in any order
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_plastic_weights_are_in_the_checkpoint(self):
        plastic = "storage: F32 plastic { w_min: 0 w_max: 500 }"
        for clock, text in (("grid", GRID), ("continuous", CONTINUOUS)):
            model = self.model(text.replace('weight { constant: "weight" }', 'weight { constant: "weight" } ' + plastic))
            with self.subTest(clock):
                whole = self.results("run", model, "--duration", "240ms")
                self.run_quiet("run", model, "--duration", "100ms", "--checkpoint", self.path("c"))
                parts = self.results("resume", self.path("c"), "--duration", "140ms", "--threads", "2", "--partitions", "3")
                self.assertEqual(parts, whole)
                with open(self.path("c"), "rb") as file:
                    self.assertIn(b"projection0.weight", file.read())

    def test_the_report_of_a_resumed_part(self):
        model = self.model()
        self.run_quiet("run", model, "--duration", "120ms", "--checkpoint", self.path("c"))
        self.run_quiet("resume", self.path("c"), "--duration", "100ms", "--report", self.path("report.html"))
        with open(self.path("report.html"), encoding="utf-8") as file:
            self.assertIn("Recorded from 220 ms to 320 ms. Spikes, rates and ISI CVs are of the whole run", file.read())

    def test_within_the_warm_up(self):
        model = self.model()
        whole = self.results("run", model)
        self.run_quiet("run", model, "--checkpoint", self.path("c"), "--every", "490ms")
        self.run_quiet("run", model, "--checkpoint", self.path("c"), "--every", "30ms", "--duration", "1ms")
        self.assertEqual(self.time_of("c.previous"), 90)
        os.replace(self.path("c.previous"), self.path("w"))
        self.assert_refused(engram("resume", self.path("w"), "--duration", "10ms"), ["--duration", "at least 10.1 ms", "warm-up"])
        self.assertEqual(self.results("resume", self.path("w"), "--duration", "410ms"), whole)

    def test_nothing_left(self):
        self.run_quiet("run", self.model(), "--checkpoint", self.path("c"))
        result = engram("resume", self.path("c"))
        self.assert_refused(result, [self.path("c"), "500 ms", "--duration"])
        self.assertEqual(result.stderr.count("\n"), 1)

    def test_options_are_checked_before_the_run(self):
        model = self.model(MODEL.replace("duration: 400", "duration: 1e9"))
        for arguments, words in ((["--every", "1s"], ["--every", "--checkpoint"]),
                                 (["--checkpoint", self.path("c"), "--every", "10"], ["--every", "unit"]),
                                 (["--checkpoint", self.path("c"), "--every", "0s"], ["--every"]),
                                 (["--checkpoint", self.path("c"), "--every", "0.25ms"], ["--every", "0.1 ms"]),
                                 (["--checkpoint", self.path("none/c")], ["none/c"]),
                                 (["--checkpoint", model], ["checkpoint", "one would be lost"]),
                                 (["--checkpoint", self.path("c"), "--record", self.path("c.previous")], ["checkpoint before", "one would be lost"]),
                                 (["--checkpoint", self.path("c"), "--summary", self.path("c")], ["one would be lost"])):
            with self.subTest(arguments=arguments):
                self.assert_refused(engram("run", model, "--quiet", *arguments, timeout=20), words)
        self.assertEqual(os.listdir(self.folder), ["model.txtpb"])

    def test_files_of_the_model_are_found_and_compared(self):
        os.mkdir(self.path("m"))
        model = self.path("m/model.txtpb")
        with open(model, "w", encoding="utf-8") as file:
            file.write('duration: 100 population { name: "T" spike_trains { file: "trains.csv" } }')
        with open(self.path("m/trains.csv"), "w", encoding="utf-8") as file:
            file.write("0,10\n0,70\n")
        whole = self.results("run", model)
        before = os.getcwd()
        os.chdir(self.path("m"))
        self.addCleanup(os.chdir, before)
        self.run_quiet("run", "model.txtpb", "--duration", "50ms", "--checkpoint", self.path("c"))
        os.chdir(self.folder)
        self.assertEqual(self.results("resume", "c", "--duration", "50ms"), whole)
        os.rename("m", "n")
        self.assert_refused(engram("resume", "c", "--duration", "50ms"), ["c: ", "m/trains.csv"])
        self.assertEqual(self.results("resume", "c", "--duration", "50ms", "--model", "n/model.txtpb"), whole)
        with open("n/trains.csv", "a", encoding="utf-8") as file:
            file.write("0,80\n")
        self.assert_refused(engram("resume", "c", "--duration", "50ms", "--model", "n/model.txtpb"), ["c: ", "n/trains.csv", "not what it was"])

    def test_another_model_is_refused(self):
        model = self.model()
        self.run_quiet("run", model, "--duration", "50ms", "--checkpoint", self.path("c"))
        self.model(MODEL.replace("size: 400", "size: 401"))
        self.assertEqual(engram("resume", self.path("c"), "--duration", "10ms", "--quiet").returncode, 0)
        self.assert_refused(engram("resume", self.path("c"), "--duration", "10ms", "--model", model), [self.path("c"), "another network", model])

    def test_info_names_what_a_file_is(self):
        self.run_quiet("run", self.model(), "--set", "weight=45", "--checkpoint", self.path("c"), "--record", self.path("r"))
        info = engram("info", self.path("c")).stdout
        for words in ("checkpoint", "500 ms of 500 ms", "small", "weight=45", "hash ", "E    "):
            self.assertIn(words, info)
        for command in (["stats", self.path("c")], ["plot", self.path("c"), "-o", self.path("p.svg")], ["convert", self.path("c"), "-o", self.path("c.csv")]):
            self.assert_refused(engram(*command), [self.path("c"), "at byte 0", "a record of a checkpoint"])
        self.assert_refused(engram("resume", self.path("r")), [self.path("r"), "at byte 0", "a record of a recording"])
        self.assert_refused(engram("resume", self.path("model.txtpb")), ["model.txtpb", "at byte 0"])

    def test_damage_is_refused_with_its_place(self):
        self.run_quiet("run", self.model(), "--checkpoint", self.path("c"), "--every", "400ms")
        with open(self.path("c"), "rb") as file:
            whole = file.read()
        for damaged in (whole[:-1], whole[:len(whole) // 2], whole[:70] + b"x" + whole[71:], whole + b"x"):
            with open(self.path("c"), "wb") as file:
                file.write(damaged)
            for command in ("info", "resume"):
                result = engram(command, self.path("c"))
                self.assert_refused(result, [self.path("c") + ": at byte ", "of 400 ms, is whole: " + self.path("c.previous")]
                                    if command == "resume" or damaged[:70] == whole[:70] and damaged[70:71] != b"x" else [self.path("c") + ": at byte "])
                self.assertEqual(result.stderr.count("\n"), 1)
        os.remove(self.path("c"))
        self.assert_refused(engram("resume", self.path("c")), ["No such file", self.path("c.previous")])
        self.assertEqual(self.summary("resume", self.path("c.previous"))["resumed_from_ms"], 400)

    def test_a_run_that_cannot_save_its_state_is_stopped(self):
        model = self.model()
        limit = 1000  # bytes of a file: less than a checkpoint
        result = engram("run", model, "--quiet", "--checkpoint", self.path("c"), "--every", "10ms", "--record", self.path("r"), "--summary",
                        self.path("s"), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assert_refused(result, [self.path("c"), "cannot be written"], status=1)
        self.assertEqual(sorted(os.listdir(self.folder)), ["model.txtpb", "r", "s"])
        self.assertIn("stopped at 10 ms of 500 ms", engram("info", self.path("r")).stdout)
        with open(self.path("s"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["end"], "stopped")

    def start(self, *arguments):
        return subprocess.Popen([ENGRAM, *arguments, "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_a_run_that_is_stopped_goes_on_where_it_stopped(self):
        model = self.model(BUSY)
        for sent in (signal.SIGINT, signal.SIGTERM):
            arguments = ["run", model, "--duration", "1000s", "--checkpoint", self.path("c")]
            process = self.start(*arguments, "--record", self.path("r"))
            while not os.path.exists(self.path("r.part")):
                time.sleep(0.005)
            time.sleep(0.1)
            process.send_signal(sent)
            output, errors = process.communicate(timeout=60)
            self.assertEqual((process.returncode, errors), (130, ""))
            stopped = float(re.search(r"stopped at ([0-9.e+]+) ms", output)[1])
            self.assertAlmostEqual(self.time_of("c"), stopped, places=3)
            whole = self.results("run", model, "--duration", f"{stopped + 100:.1f}ms")
            self.assertEqual(self.results("resume", self.path("c"), "--duration", "100ms", "--threads", "2", "--partitions", "5"), whole)
            os.remove(self.path("r"))

    def test_killed_while_it_saves(self):
        model = self.model(BUSY)
        whole = self.results("run", model)
        moments = random.Random(6)
        began = time.monotonic()
        resumed = 0
        for i in range(20):
            os.mkdir(self.path("k"))
            process = self.start("run", model, "--checkpoint", self.path("k/c"), "--every", "10ms")
            while not os.path.exists(self.path("k/c")) and process.poll() is None:
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.4))
            process.kill()
            process.communicate(timeout=60)
            with self.subTest(i=i):
                left = {name for name in os.listdir(self.path("k")) if ".part" not in name}
                self.assertIn(left, ({"c"}, {"c", "c.previous"}))
                for name in left:
                    self.time_of("k/" + name)
                # The same hash from each; one in four is enough to know that it is.
                if i % 4 == 0 and self.time_of("k/c") < 3000:
                    self.assertEqual(self.results("resume", self.path("k/c"))["spike_hash"], whole["spike_hash"])
                    resumed += 1
            shutil.rmtree(self.path("k"))
        self.assertGreater(resumed, 0)
        self.assertLess(time.monotonic() - began, 60)


if __name__ == "__main__":
    unittest.main()
