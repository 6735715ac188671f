#!/usr/bin/env python3
"""Gives the commands outputs that are something else as well, or cannot be written.

usage: outputs_test.py ENGRAM
"""

import os
import stat
import subprocess
import sys
import unittest

from command_line import CommandLine, engram

MODEL = 'duration: 100\npopulation { name: "P" size: 10 poisson { rate: 50 } }\n'


class Outputs(CommandLine):
    def setUp(self):
        super().setUp()
        self.model(MODEL)
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        os.mkdir("d")
        os.symlink("d", "to_d")
        os.symlink("d/new", "to_new")

    def content(self, name):
        with open(name, "rb") as file:
            return file.read()

    def put(self, name, content):
        with open(name, "w", encoding="utf-8") as file:
            file.write(content)

    def run_model(self, *arguments, model="model.txtpb"):
        return engram("run", model, "--quiet", *arguments)

    def assert_one_would_be_lost(self, result, *words):
        self.assert_refused(result, [*words, "one would be lost"])

    def test_two_outputs_are_never_one_file(self):
        ways = ["d/new", "./d/new", os.path.abspath("d/new"), "d/../d/new", "d//new", "to_d/new", "to_new", "none/../d/new"]
        options = ["--record", "--summary", "--report"]
        for exists in (False, True):
            if exists:
                self.put("d/new", "kept")
            for i, one in enumerate(ways):
                for k, other in enumerate(ways):
                    first, second = options[(i + k) % 3], options[(i + k + 1) % 3]
                    with self.subTest(exists=exists, first=(first, one), second=(second, other)):
                        self.assert_one_would_be_lost(self.run_model(first, one, second, other), first[2:], second[2:])
        self.assertEqual(os.listdir("d"), ["new"])
        self.assertEqual(self.content("d/new"), b"kept")
        os.link("d/new", "hard")
        self.assert_one_would_be_lost(self.run_model("--record", "hard", "--report", "to_new"), "recording", "report")
        for part in ("d/new.part", "to_d/new.part"):
            self.assert_one_would_be_lost(self.run_model("--record", "to_new", "--summary", part), "recording's part", "summary")

    def test_no_output_replaces_an_input(self):
        self.put("d/trains.csv", "0,1.5\n")
        self.assertEqual(self.run_model("--record", "d/recorded").returncode, 0)
        self.put("inputs.txtpb", 'duration: 5\npopulation { name: "T" spike_trains { file: "to_d/trains.csv" } }\n'
                 'population { name: "R" replay { file: "d/recorded" population: "P" } }\n')
        os.symlink("inputs.txtpb", "to_inputs")
        os.link("d/trains.csv", "d/hard")
        self.assertEqual(self.run_model(model="inputs.txtpb").returncode, 0)
        before = {name: self.content(name) for name in ("d/trains.csv", "d/recorded", "inputs.txtpb")}
        for option in ("--record", "--summary", "--report"):
            for path in ("d/trains.csv", "to_d/../d/trains.csv", "d/hard", "to_d/recorded", "to_inputs", "./inputs.txtpb"):
                with self.subTest(option=option, path=path):
                    self.assert_one_would_be_lost(self.run_model(option, path, model="inputs.txtpb"), path)
        os.rename("d/recorded", "d/recorded.part")
        self.assert_one_would_be_lost(self.run_model("--record", "to_d/recorded", model="inputs.txtpb"), "recording's part")
        os.rename("d/recorded.part", "d/recorded")
        for name, content in before.items():
            self.assertEqual(self.content(name), content)

    def test_no_plot_or_table_replaces_its_recording(self):
        for name in ("r.svg", "r.csv"):
            self.assertEqual(self.run_model("--record", name).returncode, 0)
            before = self.content(name)
            ending = name[1:]
            os.symlink(name, "link" + ending)
            os.link(name, "hard" + ending)
            for path in ("./" + name, "d/../" + name, "link" + ending, "hard" + ending, os.path.abspath(name)):
                command = "plot" if ending == ".svg" else "convert"
                with self.subTest(command=command, path=path):
                    self.assert_one_would_be_lost(engram(command, name, "-o", path), "recording")
            self.assertEqual(self.content(name), before)
        self.put("samples.txtpb", MODEL + 'population { name: "N" size: 1 iaf_psc_exp {} }\nstate_recorder { population: "N" variable: V_m interval: 1 }\n')
        self.assertEqual(self.run_model("--record", "t.samples.csv", model="samples.txtpb").returncode, 0)
        self.assert_one_would_be_lost(engram("convert", "t.samples.csv", "-o", "d/../t.csv"), "recording", "table of samples")

    def test_a_link_to_write_to_stays_one(self):
        os.mkdir("target")
        for name in ("r", "s", "h.html", "c.csv", "p.svg"):
            os.symlink(f"target/{name}", name)
        for _ in range(2):  # to what does not exist yet, and to what does
            self.assertEqual(self.run_model("--record", "r", "--summary", "s", "--report", "h.html").returncode, 0)
            self.assertEqual(engram("convert", "r", "-o", "c.csv").returncode, 0)
            self.assertEqual(engram("plot", "r", "-o", "p.svg").returncode, 0)
        self.assertEqual(sorted(os.listdir("target")), ["c.csv", "h.html", "p.svg", "r", "s"])
        self.assertTrue(all(os.path.islink(name) for name in ("r", "s", "h.html", "c.csv", "p.svg")))
        self.assertIn("complete", engram("info", "target/r").stdout)
        # A run that is not finished has its part beside the target, and the link stands for it, too.
        os.rename("target/r", "target/r.part")
        self.assertIn(os.path.join("target", "r.part"), engram("info", "r").stdout)

    def test_permissions_are_kept(self):
        outputs = ["--record", "r", "--summary", "s", "--report", "h.html"]
        result = engram("run", "model.txtpb", "--quiet", *outputs, preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(result.returncode, 0, result.stderr)
        for name, mode in (("r", 0o600), ("s", 0o664), ("h.html", 0o604)):
            self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), 0o640)
            os.chmod(name, mode)
        self.assertEqual(self.run_model(*outputs).returncode, 0)
        self.assertEqual([stat.S_IMODE(os.stat(name).st_mode) for name in ("r", "s", "h.html")], [0o600, 0o664, 0o604])

    def test_what_cannot_be_written_is_found_before_the_run(self):
        endless = self.model(MODEL.replace("100", "1e9", 1))
        self.put("file", "")
        for option in ("--record", "--summary", "--report"):
            for path, words in (("none/out", "directory that exists"), ("d", "is a directory"), ("file/out", "Not a directory"),
                                ("/dev/full", "not a regular file"), ("/proc/out", "cannot be written")):
                with self.subTest(option=option, path=path):
                    self.assert_refused(engram("run", endless, "--quiet", option, path, timeout=20), [path, words])
        os.mkdir("busy.part")
        self.assert_refused(engram("run", endless, "--quiet", "--record", "busy", timeout=20), ["busy.part", "is a directory"])
        self.assertEqual(sorted(os.listdir(".")), ["busy.part", "d", "file", "model.txtpb", "to_d", "to_new"])

    def test_what_an_earlier_run_left_is_kept_and_named(self):
        self.put("r.part", "of an earlier run")
        result = self.run_model("--record", "r")
        self.assertEqual(result.returncode, 0)
        self.assertIn("kept in r.part.1", result.stderr)
        self.assertEqual(self.content("r.part.1"), b"of an earlier run")

    @unittest.skipUnless(os.geteuid() == 0 and sys.platform == "linux", "needs to mount a file system")
    def test_a_disk_that_is_full(self):
        os.mkdir("small")
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", "small"], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", os.path.abspath("small")], check=False)
        result = self.run_model("--duration", "100s", "--record", "small/r", "--summary", "s")
        self.assert_refused(result, ["No space left", "kept in small/r.part"], status=1)
        self.assertEqual(os.listdir("small"), ["r.part"])
        self.assertIn('"end": "failed"', self.content("s").decode())
        self.assertIn("failed at", engram("info", "small/r").stdout)
        result = engram("convert", "small/r", "-o", "small/r.csv")
        self.assert_refused(result, ["small/r.csv", "No space left"], status=1)
        self.assertEqual(os.listdir("small"), ["r.part"])


if __name__ == "__main__":
    unittest.main()
