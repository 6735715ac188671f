#!/usr/bin/env python3
"""Ends runs and other commands early, in every way, and checks what they leave behind.

usage: ending_test.py ENGRAM
"""

import json
import os
import random
import re
import resource
import signal
import subprocess
import time
import unittest

from command_line import ENGRAM, CommandLine, engram

# Runs for minutes unless it is stopped; 20 ms of warm-up.
LONG = """\
warm_up: 20
duration: 10000000
population { name: "P" size: 500 poisson { rate: 100 } }
"""
EXPLOSIVE = """\
duration: 1000
population { name: "S" size: 1 spike_trains { train { time: 700 } } }
population { name: "R" size: 4 relay {} }
population { name: "P" size: 10 poisson { rate: 100 } }
projection { source: "S" target: "R" all_to_all {} weight { constant: 1 } delay { constant: 0.1 } }
projection { source: "R" target: "R" all_to_all {} weight { constant: 1 } delay { constant: 0.1 } }
"""
REPLAY = 'duration: 100 population { name: "P" replay { file: "r" population: "P" } }'
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ending(CommandLine):
    def start(self, *arguments, **options):
        return subprocess.Popen([ENGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **options)

    def wait_for(self, name, process):
        while not os.path.exists(self.path(name)):
            self.assertIsNone(process.poll())
            time.sleep(0.005)

    def end(self, process, sent):
        process.send_signal(sent)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def summary(self):
        with open(self.path("s"), encoding="utf-8") as file:
            return json.load(file)

    def state(self, name="r", status=0):
        info = engram("info", self.path(name))
        self.assertEqual(info.returncode, status, info.stderr)
        return re.search(r"^state +(.*)$", info.stdout, re.MULTILINE)[1], info.stdout

    def test_stopped_at_random_moments(self):
        moments = random.Random(1)
        model = self.model(LONG)
        for i in range(9):
            sent = STOPS[i % 3]
            process = self.start("run", model, "--quiet", "--record", self.path("r"), "--summary", self.path("s"))
            self.wait_for("r.part", process)
            time.sleep(moments.uniform(0, 0.3))
            with self.subTest(sent=sent, i=i):
                status, output, errors = self.end(process, sent)
                self.assertEqual((status, errors), (130, ""))
                self.assertEqual(sorted(os.listdir(self.folder)), ["model.txtpb", "r", "s"])
                state, info = self.state()
                end = re.fullmatch(r"stopped at ([0-9.]+) ms of 10000020 ms", state)[1]
                self.assertIn(f"stopped at {float(end):g} ms of", output.replace(".0 ms", " ms"))
                summary = self.summary()
                self.assertEqual((summary["completed"], summary["end"]), (False, "stopped"))
                self.assertEqual(summary["planned_ms"], 10000000)
                self.assertAlmostEqual(summary["model_time_ms"], max(0, float(end) - 20), places=6)
                self.assertEqual(info.count(f"{summary['spikes']} spikes, hash {summary['spike_hash']}"), 2)
            os.remove(self.path("r"))

    def test_stopped_while_it_starts(self):
        moments = random.Random(4)
        model = self.model(LONG)
        for i in range(12):
            process = self.start("run", model, "--quiet", "--record", self.path("r"), "--summary", self.path("s"))
            time.sleep(moments.uniform(0, 0.05))
            with self.subTest(sent=STOPS[i % 3], i=i):
                status, _, errors = self.end(process, STOPS[i % 3])
                left = set(os.listdir(self.folder)) - {"model.txtpb"}
                self.assertEqual(errors, "")
                if left:
                    self.assertEqual((status, left), (130, {"r", "s"}))
                    self.assertTrue(self.state()[0].startswith("stopped at "))
                else:
                    self.assertIn(status, (130, -STOPS[i % 3]))
                for name in left:
                    os.remove(self.path(name))

    def test_killed_at_random_moments(self):
        moments = random.Random(2)
        model = self.model(LONG)
        for i in range(4):
            process = self.start("run", model, "--quiet", "--record", self.path("r"), "--summary", self.path("s"))
            self.wait_for("r.part", process)
            time.sleep(moments.uniform(0.05, 0.3))
            with self.subTest(i=i):
                self.assertEqual(self.end(process, signal.SIGKILL)[0], -signal.SIGKILL)
                self.assertEqual(sorted(os.listdir(self.folder)), ["model.txtpb", "r.part"])
                self.assertIn("incomplete", self.state(status=1)[0])
            os.remove(self.path("r.part"))

    def test_nohup_is_respected(self):
        process = self.start("run", self.model(LONG), "--quiet", "--record", self.path("r"),
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for("r.part", process)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        self.assertEqual(self.end(process, signal.SIGINT)[0], 130)

    def test_replay_of_what_was_stopped_needs_to_be_told(self):
        process = self.start("run", self.model(LONG), "--quiet", "--record", self.path("r"))
        self.wait_for("r.part", process)
        time.sleep(0.2)
        self.end(process, signal.SIGTERM)
        self.assert_refused_in_one_line(self.model(REPLAY), ["replay", self.path("r"), "stopped at", "of 10000020 ms", "allow_incomplete"])
        allowed = self.model(REPLAY.replace('"P" }', '"P" allow_incomplete: true }'))
        self.assertEqual(engram("run", allowed, "--quiet").returncode, 0)

    def test_replay_of_a_finished_recording_may_be_shorter_than_the_run(self):
        model = self.model(LONG)
        self.assertEqual(engram("run", model, "--duration", "30ms", "--quiet", "--record", self.path("r")).returncode, 0)
        self.assertEqual(self.state()[0], "complete")
        self.assertEqual(engram("run", self.model(REPLAY), "--quiet").returncode, 0)

    def test_results_of_a_stopped_run_say_so(self):
        process = self.start("run", self.model(LONG), "--quiet", "--record", self.path("r"), "--report", self.path("r.html"))
        self.wait_for("r.part", process)
        time.sleep(0.3)
        self.assertEqual(self.end(process, signal.SIGINT)[0::2], (130, ""))
        stopped = re.search(r"stopped at ([0-9.]+ ms) of 10000020 ms", self.state()[0])
        with open(self.path("r.html"), encoding="utf-8") as file:
            self.assertIn(f"stopped at {stopped[1]} of 10000020 ms", file.read())
        plot = engram("plot", self.path("r"), "-o", self.path("p.svg"))
        self.assertEqual(plot.returncode, 0, plot.stderr)
        with open(self.path("p.svg"), encoding="utf-8") as file:
            self.assertTrue(stopped[0] in file.read())
        for arguments in (["stats", self.path("r")], ["convert", self.path("r"), "-o", self.path("r.csv")]):
            result = engram(*arguments)
            self.assertEqual((result.returncode, result.stderr), (0, f"engram: {self.path('r')}: {stopped[0]}\n"))

    def test_a_run_that_fails_says_so_everywhere(self):
        model = self.model(EXPLOSIVE)
        result = engram("run", model, "--quiet", "--record", self.path("r"), "--summary", self.path("s"))
        self.assert_refused(result, ["relay", "65,536", "kept in " + self.path("r.part")], status=1)
        kept = re.search(r"recorded up to ([0-9.]+) ms is kept", result.stderr)[1]
        self.assertEqual(sorted(os.listdir(self.folder)), ["model.txtpb", "r.part", "s"])
        state, _ = self.state()
        self.assertTrue(state.startswith(f"failed at {kept} ms of 1000 ms: "), state)
        self.assertGreater(float(kept), 690)
        summary = self.summary()
        self.assertEqual((summary["completed"], summary["end"], summary["spikes"]), (False, "failed", None))
        self.assertIn("relay", summary["failure"])
        self.assert_refused_in_one_line(self.model(REPLAY), [self.path("r.part"), "failed at", "allow_incomplete"])
        report = engram("run", self.model(EXPLOSIVE), "--quiet", "--report", self.path("r.html"))
        kept = re.search(r"is kept in (\S+)$", report.stderr)[1]
        self.assertEqual(report.returncode, 1)
        self.assertTrue(os.path.exists(kept), kept)

    def test_damaged_recordings_give_what_is_whole_and_status_1(self):
        engram("run", self.model(LONG), "--duration", "5s", "--quiet", "--record", self.path("r"))
        with open(self.path("r"), "rb") as file:
            whole = file.read()
        middle = len(whole) // 2
        cut = whole[:middle]
        flipped = cut + bytes([whole[middle] ^ 1]) + whole[middle + 1:]
        for damage, content in (("cut", cut), ("end lost", whole[:-1]), ("flipped", flipped), ("longer", whole + b"x")):
            with open(self.path("r"), "wb") as file:
                file.write(content)
            with self.subTest(damage):
                state, info = self.state(status=1)
                self.assertRegex(state, "r: (incomplete: it ends )?at byte .*; whole up to [0-9.]+ ms")
                spikes = int(re.search(r"^recorded .* ([0-9]+) spikes", info, re.MULTILINE)[1])
                self.assertGreater(spikes, 10000)
                statistics = engram("stats", self.path("r"), "--json", "--from", "0ms")
                self.assertEqual((statistics.returncode, statistics.stderr), (1, f"engram: {state}\n"))
                self.assertGreater(json.loads(statistics.stdout)["populations"]["P"]["spikes"], 10000)
                converted = engram("convert", self.path("r"), "-o", self.path("r.csv"))
                self.assertEqual((converted.returncode, converted.stderr), (1, f"engram: {state}\n"))
                with open(self.path("r.csv"), encoding="utf-8") as file:
                    self.assertEqual(sum(1 for _ in file) - 1, spikes)
                plot = engram("plot", self.path("r"), "-o", self.path("r.svg"))
                self.assertEqual((plot.returncode, plot.stderr), (1, f"engram: {state}\n"))
                os.remove(self.path("r.svg"))

    def test_nothing_is_left_of_commands_that_are_ended(self):
        moments = random.Random(3)
        engram("run", self.model(LONG), "--duration", "20s", "--quiet", "--record", self.path("r"))
        place = self.path("tmp")
        os.mkdir(place)
        for i in range(12):
            sent = (*STOPS, signal.SIGKILL)[i % 4]
            what = (["plot", self.path("r"), "-o", self.path("o.svg")], ["convert", self.path("r"), "-o", self.path("o.csv")])[i // 4 % 2]
            process = self.start(*what, env={**os.environ, "TMPDIR": place})
            time.sleep(moments.uniform(0, 0.4))
            with self.subTest(what=what[0], sent=sent):
                status = self.end(process, sent)[0]
                self.assertIn(status, (0, -sent))
                self.assertEqual(os.listdir(place), [])
                left = set(os.listdir(self.folder)) - {"model.txtpb", "r", "tmp"}
                self.assertLessEqual(left, {"o.svg", "o.csv"})
                for name in left:
                    os.remove(self.path(name))

    def test_a_full_disk_leaves_nothing_that_is_not_named(self):
        engram("run", self.model(LONG), "--duration", "5s", "--quiet", "--record", self.path("r"))
        before = set(os.listdir(self.folder))

        def check(limit, *arguments):
            result = engram(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            with self.subTest(arguments[0], limit=limit):
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                for name in set(os.listdir(self.folder)) - before:
                    self.assertIn(self.path(name), result.stderr)
                    os.remove(self.path(name))

        model = self.path("model.txtpb")
        run = ["run", model, "--quiet", "--duration", "5s"]
        check(2000, "convert", self.path("r"), "-o", self.path("o.csv"))
        check(2000, "plot", self.path("r"), "-o", self.path("o.svg"))
        check(20000, "plot", self.path("r"), "-o", self.path("o.png"))
        check(100, *run, "--summary", self.path("s"))
        for limit in (20, 2000, 100_000, 500_000):
            check(limit, *run, "--record", self.path("new"))
            check(limit, *run, "--report", self.path("r.html"))

    def test_output_that_is_not_read_does_not_cost_the_files(self):
        reader, writer = os.pipe()
        os.close(reader)
        model = self.model("duration: 10 " + " ".join(f'population {{ name: "P{i}" size: 1 poisson {{ rate: 1 }} }}' for i in range(300)))
        process = subprocess.Popen([ENGRAM, "run", model, "--record", self.path("r"), "--summary", self.path("s")],
                                   stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
        os.close(writer)
        self.assertNotEqual(process.wait(timeout=60), 0)
        self.assertEqual(self.state()[0], "complete")
        self.assertTrue(self.summary()["completed"])

    def test_a_closed_standard_output_is_not_a_file_of_ours(self):
        process = subprocess.Popen([ENGRAM, "run", self.model(LONG), "--duration", "100ms", "--record", self.path("r")],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=lambda: (os.close(0), os.close(1)))
        self.assertIn("standard output", process.communicate(timeout=60)[1])
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.state()[0], "complete")


if __name__ == "__main__":
    unittest.main()
