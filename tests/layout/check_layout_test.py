"""Tests that check_layout.py finds each kind of violation, and nothing where there is none."""

import os
import tempfile
import unittest

import check_layout


def violations(files):
    """What check_layout says about a tree with these files, a dictionary from path to text."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return check_layout.check(root)


def including(path, target, brackets='""'):
    return violations({path: f"#pragma once\n#include {brackets[0]}{target}{brackets[1]}\n"})


class Layout(unittest.TestCase):
    def assert_one(self, found, *words):
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_forward_includes_are_fine(self):
        for path, target in [
            ("core/random/draw.hpp", "core/base/time.hpp"),
            ("core/engine/partition.cpp", "core/device/poisson.hpp"),
            ("core/neuron/lif.cpp", "core/network/network.hpp"),
            ("plasticity/stdp/pair.hpp", "core/network/network.hpp"),
            ("io/model/parse.hpp", "plasticity/rule.hpp"),
            ("cli/main.cpp", "io/model/parse.hpp"),
            ("bench/run.cpp", "core/engine/simulation.hpp"),
            ("tests/io/parse_test.cpp", "io/model/parse.hpp"),
            ("io/model/parse.cpp", "engram/v1/model.pb.h"),
        ]:
            self.assertEqual(including(path, target), [], path)
        self.assertEqual(including("core/base/time.hpp", "boost/heap/heap.hpp", "<>"), [])

    def test_backward_includes_are_found(self):
        for path, target in [
            ("core/base/time.hpp", "io/model/parse.hpp"),
            ("core/engine/simulation.hpp", "plasticity/rule.hpp"),
            ("plasticity/rule.hpp", "io/model/parse.hpp"),
            ("io/model/parse.cpp", "cli/options.hpp"),
            ("core/engine/simulation.cpp", "tests/reference.hpp"),
            ("cli/main.cpp", "bench/clock.hpp"),
            ("core/base/time.hpp", "core/network/network.hpp"),
            ("core/neuron/lif.hpp", "core/device/poisson.hpp"),
            ("core/device/poisson.hpp", "core/engine/partition.hpp"),
        ]:
            self.assert_one(including(path, target), path + ":2", target, "points back")
            self.assertEqual(len(including(path, target, "<>")), 1)

    def test_folders_of_one_row_must_not_include_each_other(self):
        one_way = {"core/device/drive.hpp": '#include "core/synapse/stream.hpp"\n'}
        self.assertEqual(violations(one_way), [])
        round_trip = one_way | {"core/synapse/stream.hpp": '#include "core/recording/sink.hpp"\n',
                                "core/recording/sink.hpp": '#include "core/device/drive.hpp"\n'}
        self.assertEqual(len(violations(round_trip)), 3)
        self.assertIn("include each other", violations(round_trip)[0])

    def test_generated_protobuf_stays_in_sources_of_io(self):
        for path in ["io/model/parse.hpp", "cli/main.cpp", "core/base/time.cpp", "tests/io/x.cpp"]:
            self.assert_one(including(path, "engram/v1/model.pb.h"), path + ":2", "io/*.cpp")

    def test_includes_start_at_the_root(self):
        self.assert_one(including("core/base/time.cpp", "time.hpp"), "root of the repository")
        self.assert_one(including("core/base/time.cpp", "core/kernel/time.hpp"), "no such part")

    def test_long_files_are_found(self):
        self.assertEqual(violations({"io/a.cpp": "\n" * 450, "docs/long.md": "\n" * 900}), [])
        self.assert_one(violations({"io/a.cpp": "\n" * 451}), "io/a.cpp", "451 lines")

    def test_globs_are_found(self):
        self.assertEqual(violations({"io/CMakeLists.txt": "# no file(GLOB) here\n"}), [])
        self.assert_one(violations({"io/CMakeLists.txt": "file( GLOB_RECURSE x *.cpp)\n"}), "GLOB")

    def test_paths_of_one_machine_are_found(self):
        for folder in ["home", "root", "work", "tmp", "Users", "mnt"]:
            found = violations({"docs/a.md": "fine\nsee /" + folder + "/somebody\n"})
            self.assert_one(found, "docs/a.md:2", "one machine")
        self.assertEqual(violations({"docs/a.md": "https://example.org/home/x, $DIR/tmp/x\n"}), [])

    def test_types_without_docstring_are_found(self):
        for text in ["struct A {\n};\n", "class A final : public B {\n};\n", "enum class A { kOne };\n",
                     "using A = int;\n", "template <class T>\nrequires true\nclass A {\n};\n",
                     "/// Of another.\n\nstruct A {};\n\nint b;\n".replace("{};", "{\n};")]:
            self.assert_one(violations({"core/base/a.hpp": text}), "core/base/a.hpp:", "A has no docstring")
        for text in ["/// What it is.\nstruct A {\n  struct B {};\n};\n", "struct A;\n", "enum class A : int;\n",
                     "/// Of any T.\ntemplate <class T>\nclass A {\n};\n", "template <>\nstruct A<int> {\n};\n",
                     "using A = int;  ///< ms\n", "/// One.\n/// Two.\nusing A = int;\n"]:
            self.assertEqual(violations({"core/base/a.hpp": text}), [], text)
        self.assertEqual(violations({"core/base/a.cpp": "struct A {\n};\n", "tests/core/a.hpp": "struct A {\n};\n"}), [])

    def test_build_trees_are_left_out(self):
        self.assertEqual(violations({"build/x/CMakeLists.txt": "file(GLOB x *)\n"}), [])

    def test_installed_headers_include_installed_ones_alone(self):
        def installing(*installed):
            return violations({
                "cmake/install.cmake": "\n".join("${PROJECT_SOURCE_DIR}/" + path for path in installed) + ")\n",
                "core/base/a.hpp": '#pragma once\n#include <vector>\n#include "core/base/b.hpp"\n',
                "core/base/b.hpp": "#pragma once\n",
                "io/c.hpp": "#pragma once\n#include <core/base/a.hpp>\n",
            })

        self.assertEqual(installing(), [])
        self.assertEqual(installing("core/base/b.hpp"), [])
        self.assertEqual(installing("core/base/a.hpp", "core/base/b.hpp"), [])
        self.assert_one(installing("core/base/a.hpp"), "core/base/a.hpp:3", "core/base/b.hpp is not installed")
        self.assert_one(installing("io/c.hpp"), "io/c.hpp:2", "core/base/a.hpp is not installed")

    def test_models_are_known_by_name_to_their_pair_alone(self):
        def with_model(path, text):
            return violations({
                "core/registry/built_in_models.hpp": '#pragma once\n#include "core/neuron/two_faced.hpp"\n',
                "core/registry/built_in_models.cpp": "registry.add<TwoFaced>();\n",
                "core/neuron/two_faced.hpp": "#pragma once\n/// It.\nstruct TwoFaced {};\n",
                "core/neuron/two_faced.cpp": 'Description{.name = "two_faced"};\n',
                path: text,
            })

        for path in ["tests/neuron_test.cpp", "examples/run.cpp", "docs/models.md", "proto/engram/v1/model.proto"]:
            self.assertEqual(with_model(path, "// TwoFaced two_faced\n"), [])
        self.assertEqual(with_model("core/engine/assembly.cpp", "TwoFacedGroup two_faced_group;\n"), [])
        for text in ["holds<TwoFaced>()", 'name == "two_faced"', "// as two_faced.", '#include "core/neuron/two_faced.hpp"']:
            for path in ["core/engine/assembly.cpp", "io/report/section.cpp", "cli/main.cpp"]:
                self.assert_one(with_model(path, "\n" + text + "\n"), path + ":2", "is named outside")


if __name__ == "__main__":
    unittest.main()
