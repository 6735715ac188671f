"""Tests that run_docs.py runs what is marked, and finds documents that are not true."""

import contextlib
import io
import os
import tempfile
import unittest

import run_docs

FENCE = "`" * 3


def block(mark, language, text):
    return f"{mark}\n{FENCE}{language}\n{text}\n{FENCE}\n"


def run(document):
    """Whether a repository with this README is true, and what was printed."""
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as scratch:
        with open(os.path.join(root, "README.md"), "w", encoding="utf-8") as file:
            file.write(document)
        engram = os.path.join(root, "fake_engram")
        with open(engram, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\necho "ran with $*"\n[ "$1" != fail ]\n')
        os.chmod(engram, 0o755)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            good = run_docs.run_all(root, engram, scratch)
        return good, output.getvalue()


class RunDocs(unittest.TestCase):
    def test_marked_blocks_run_and_share_a_folder(self):
        good, output = run(
            block("<!-- run -->", "sh", "engram check a >x\ntools/run check b >>x")
            + block("<!-- save script.py -->", "python", "print(len(open('x').readlines()))")
            + block("<!-- run -->", "console", '$ test "$(python3 script.py)" = 2\n2'))
        self.assertTrue(good, output)
        self.assertIn("3 blocks run", output)

    def test_a_failing_command_is_reported_with_its_output(self):
        good, output = run(block("<!-- run -->", "sh", "engram fail now\ntrue"))
        self.assertFalse(good)
        self.assertIn("ran with fail now", output)

    def test_quoted_lines_must_be_in_the_file(self):
        quote = block("<!-- from README.md -->", "cpp", "int x;")
        self.assertTrue(run(quote)[0])
        good, output = run(block("<!-- from fake_engram -->", "cpp", "int y;"))
        self.assertFalse(good)
        self.assertIn("does not have the lines", output)

    def test_unmarked_blocks_do_not_run(self):
        good, output = run(block("Text.", "sh", "engram fail"))
        self.assertTrue(good)
        self.assertIn("0 blocks run", output)

    def test_a_mark_without_a_block_is_an_error(self):
        self.assertFalse(run("<!-- run -->\nText.\n")[0])
        self.assertFalse(run(block("<!-- run -->", "python", "pass"))[0])

    def test_links_must_lead_somewhere(self):
        self.assertTrue(run("[a](README.md#part) [b](https://example.org/x)\n")[0])
        good, output = run("[a](docs/nowhere.md)\n")
        self.assertFalse(good)
        self.assertIn("docs/nowhere.md", output)


if __name__ == "__main__":
    unittest.main()
