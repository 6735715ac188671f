#!/usr/bin/env python3
"""Lists projections, writes the synapses of one and gives them back to a model, with the standard library alone.

usage: connections_test.py ENGRAM
"""

import csv
import os
import struct
import unittest

from command_line import MODEL, CommandLine, engram

TWO = """\
duration: 50
parameter { name: "n" value: 4 }
population { name: "S" size: "n" poisson { rate: 500 } }
population { name: "E" size: 3 iaf_psc_exp {} }
projection { name: "in" source: "S" target: "E" all_to_all {} weight { normal { mean: 200 sd: 20 } } delay { uniform { low: 0.5 high: 2 } } }
projection { source: "E" target: "E" fixed_in_degree { in_degree: 2 } weight { constant: -5 } }
"""
LISTED = """\
duration: 50
population { name: "S" size: 4 poisson { rate: 500 } }
population { name: "E" size: 3 iaf_psc_exp {} }
projection { source: "S" target: "E" explicit { file: "%s" } }
"""
ROW = struct.Struct("<IIdd")
TYPE = "[('source', '<u4'), ('target', '<u4'), ('weight', '<f8'), ('delay', '<f8')]"


def npy(data, shape, kind=TYPE):
    """The bytes of an array of format 1.0."""
    header = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def npy_of(rows):
    return npy(b"".join(ROW.pack(*row) for row in rows), (len(rows),))


def rows_of_npy(content):
    """The rows of an array that engram wrote."""
    assert content[:8] == b"\x93NUMPY\x01\x00"
    begin = 10 + struct.unpack_from("<H", content, 8)[0]
    assert begin % 64 == 0 and content[begin - 1:begin] == b"\n"
    header = content[10:begin].decode("ascii").strip()
    rows = list(ROW.iter_unpack(content[begin:]))
    assert header == f"{{'descr': {TYPE}, 'fortran_order': False, 'shape': ({len(rows)},), }}"
    return rows


def rows_of_csv(text):
    lines = list(csv.reader(text.splitlines()))
    assert lines[0] == ["source", "target", "weight", "delay_ms"]
    return [(int(s), int(t), float(w), float(d)) for s, t, w, d in lines[1:]]


class Connections(CommandLine):
    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def put(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def write(self, model, name, *arguments):
        result = engram("connections", model, "-o", self.path(name), *arguments)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        return self.content(name)

    def test_projections_are_listed_with_their_synapses(self):
        model = self.model(TWO)
        result = engram("connections", model)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, "projection  source  target  rule             synapses\n"
                                        "in          S       E       all_to_all             12\n"
                                        "E -> E      E       E       fixed_in_degree         6\n")
        only = engram("connections", model, "--projection", "E -> E", "--set", "n=9").stdout.splitlines()
        self.assertEqual(len(only), 2)
        self.assertEqual(only[1].split()[-2:], ["fixed_in_degree", "6"])
        self.assertEqual(engram("connections", model, "--set", "n=9").stdout.splitlines()[1].split()[-1], "27")

    def test_both_formats_have_the_same_synapses(self):
        model = self.model(TWO)
        rows = rows_of_npy(self.write(model, "e.npy", "--projection", "in"))
        self.assertEqual(rows_of_csv(self.write(model, "e.csv", "--projection", "in").decode()), rows)
        self.assertEqual([row[:2] for row in rows], [(s, t) for s in range(4) for t in range(3)])
        self.assertTrue(all(100 < weight < 300 and 0.5 <= delay <= 2 for _, _, weight, delay in rows))
        self.assertEqual({row[2:] for row in rows_of_npy(self.write(model, "r.npy", "--projection", "E -> E"))}, {(-5.0, 1.0)})

    def test_one_projection_needs_no_name(self):
        rows = rows_of_npy(self.write(self.model(), "e.npy"))
        self.assertEqual(len(rows), 400 * 40)
        self.assertEqual(rows, sorted(rows, key=lambda row: row[:2]))

    def test_what_was_written_is_read(self):
        rows = rows_of_npy(self.write(self.model(TWO), "e.npy", "--projection", "in"))
        self.write(self.model(TWO), "e.csv", "--projection", "in")
        for name in ("e.npy", "e.csv"):
            model = self.put("listed.txtpb", (LISTED % name).encode())
            self.assertEqual(engram("run", model, "--quiet").returncode, 0)
            self.assertEqual(rows_of_npy(self.write(model, "again.npy")), rows)

    def test_lists_in_place_of_all_projections_give_the_same_spikes_on_the_continuous_clock(self):
        head, *projections = TWO.replace("duration: 50", "duration: 500 clock { continuous {} }").split("projection ")
        model = self.model(head + "".join("projection " + text for text in projections))
        for name, file in (("in", "in.npy"), ("E -> E", "rec.csv")):
            self.write(model, file, "--projection", name)
        listed = self.put("listed.txtpb", (head + 'projection { source: "S" target: "E" explicit { file: "in.npy" } }\n'
                                           'projection { source: "E" target: "E" explicit { file: "rec.csv" } }').encode())
        results = [engram("run", path, "--quiet").stdout.splitlines()[-1] for path in (model, listed)]
        self.assertRegex(results[0], r"^\d{3,} spikes, hash \w+$")
        self.assertEqual(results[0], results[1])

    def test_arrays_made_elsewhere_are_read(self):
        rows = [(3, 2, 40.0, 1.5), (0, 0, -0.1, 0.1), (0, 1, 2.0, 1.0)]
        model = self.put("listed.txtpb", (LISTED % "in.npy").encode())
        self.put("in.npy", npy_of(rows))
        self.assertEqual(rows_of_npy(self.write(model, "out.npy")), sorted(rows))
        plain = b"".join(struct.pack("<4d", *row) for row in rows)
        self.put("in.npy", npy(plain, (3, 4), "'<f8'"))
        self.assertEqual(rows_of_npy(self.write(model, "out.npy")), sorted(rows))
        self.put("in.npy", npy_of(rows + [(4, 0, 1.0, 1.0)]))
        result = engram("check", model)
        self.assert_refused(result, ["listed.txtpb:4:", "projection.explicit.file", "in.npy: at byte", "row 3: source 4", "0 to 3"])

    def test_mistakes_are_refused_in_one_line(self):
        model = self.model(TWO)
        output = self.path("e.csv")
        for arguments, words in (
                (["-o", output], ["there are 2 projections", "--projection", "in, E -> E"]),
                (["-o", output, "--projection", "im"], ["--projection im", "did you mean 'in'?", "E -> E"]),
                (["--projection", "E -> F"], ["--projection E -> F", "did you mean 'E -> E'?"]),
                (["-o", self.path("e.txt"), "--projection", "in"], ["e.txt", "valid: a name that ends in .csv or .npy"]),
                (["-o", self.path("none/e.csv"), "--projection", "in"], ["none/e.csv", "cannot be written"]),
                (["--projection", ""], ["value is empty"]), (["-o", ""], ["value is empty"])):
            with self.subTest(arguments):
                self.assert_refused(engram("connections", model, *arguments), words)
        self.assertFalse(os.path.exists(output))
        alone = self.model('duration: 1 population { name: "R" size: 1 relay {} }')
        self.assert_refused(engram("connections", alone, "-o", output), ["the model has no projection"])
        self.assertEqual(engram("connections", alone).stdout.count("\n"), 1)
        invalid = self.model(TWO.replace("in_degree: 2", "in_degree: 4 multapses: false"))
        self.assert_refused(engram("connections", invalid), ["in-degree 4"])

    def test_no_output_replaces_an_input(self):
        self.put("in.csv", b"0,0,1,1\n")
        model = self.put("listed.csv", (LISTED % "in.csv").encode())
        for path in ("in.csv", "listed.csv"):
            with self.subTest(path):
                before = self.content(path)
                self.assert_refused(engram("connections", model, "-o", self.path(path)), [path, "one would be lost"])
                self.assert_refused(engram("run", model, "--quiet", "--summary", self.path(path)), [path, "one would be lost"])
                self.assertEqual(self.content(path), before)


if __name__ == "__main__":
    unittest.main()
