"""What the tests of the engram command share: how it is run, a small model, and what an error message must be.

The first argument of a test that imports this is the path of the command.
"""

import os
import subprocess
import sys
import tempfile
import unittest

ENGRAM = os.path.abspath(sys.argv.pop(1))

MODEL = """\
name: "small"
seed: 3
warm_up: 100
duration: 400
clock { grid { step: 0.1 } }
parameter { name: "weight" value: 40 }
population { name: "E" size: 400 iaf_psc_exp { tau_syn_ex: 0.5 tau_syn_in: 0.5 } }
poisson_drive { target: "E" rate: 12000 weight: 60 }
projection {
  source: "E" target: "E"
  fixed_in_degree { in_degree: 40 }
  weight { constant: "weight" }
  delay { constant: 1.5 }
}
"""


def engram(*arguments, text=True, **options):
    return subprocess.run([ENGRAM, *arguments], capture_output=True, text=text, stdin=subprocess.DEVNULL, **options)


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def model(self, text=MODEL):
        with open(self.path("model.txtpb"), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path("model.txtpb")

    def assert_refused(self, result, words, status=2):
        self.assertEqual(result.returncode, status, result.stderr)
        lines = [line for line in result.stderr.splitlines() if line.startswith("engram: ")]
        self.assertEqual(len(lines), 1, result.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def assert_refused_in_one_line(self, model, words):
        for arguments in (["check", model], ["run", model, "--quiet"]):
            with self.subTest(arguments[0]):
                result = engram(*arguments, timeout=60)
                self.assert_refused(result, words)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
