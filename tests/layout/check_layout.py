#!/usr/bin/env python3
"""Checks the rules of docs/architecture.md and CONTRIBUTING.md for the source tree.

usage: check_layout.py ROOT

Prints one line a violation and exits with status 1 if there is any.
"""

import collections
import os
import re
import sys

# An include may only point to a folder of the same row or of a row above it.
FOLDERS = [["core"], ["plasticity"], ["io"], ["cli", "python", "examples", "bench"], ["tests"]]
CORE_FOLDERS = [
    ["base", "random", "state"],
    ["network"],
    ["connection"],
    ["partitioning"],
    ["neuron", "event"],
    ["device", "synapse", "recording"],
    ["check", "graph", "registry"],
    ["engine"],
]

# Folders whose headers describe each of their types.
DOCUMENTED = {"core", "plasticity", "io", "cli"}

MAX_LINES = 450
CODE = (".cpp", ".hpp", ".proto", ".py", ".cmake", ".txtpb", "CMakeLists.txt")
CMAKE = (".cmake", "CMakeLists.txt")
NOT_OURS = {".git", "build", "out", "__pycache__"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
GLOB = re.compile(r"^[^#\n]*\bfile\s*\(\s*GLOB", re.MULTILINE | re.IGNORECASE)
# A type at the scope of a namespace, defined or named there.
TYPE = re.compile(r"^(?:struct|class|enum class|enum|union)\s+(?:alignas\(\w+\)\s+)?(\w+)\b(?![^{]*;)|^using\s+(\w+)\s*=")
OF_THE_SAME_TYPE = re.compile(r"^(?:template\b|\s*requires\b)")
# Where all neuron models and devices are registered, the only file that may name more than one.
REGISTRATION = "core/registry/built_in_models"
REGISTERED = re.compile(r"registry\.add<(\w+)>\(\)")
SCHEMA_NAME = re.compile(r'\.name = "(\w+)"')
PROGRAM = ("core/", "plasticity/", "io/", "cli/")
# Where the headers of the public interface are listed.
INSTALLATION = "cmake/install.cmake"
INSTALLED = re.compile(r"\$\{PROJECT_SOURCE_DIR\}/(\S+\.hpp)")
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:home|root|work|tmp|Users|mnt)/\w")


def files_of(root):
    """Paths of the project's text files, relative to the root, sorted."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        for name in sorted(set(names) - NOT_OURS):
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def read(root, path):
    """The text of a file, or None where it is binary."""
    with open(os.path.join(root, path), "rb") as file:
        content = file.read()
    return None if b"\0" in content else content.decode("utf-8", errors="replace")


def rank(rows, folder):
    """The row of a folder, or None."""
    return next((i for i, row in enumerate(rows) if folder in row), None)


def is_backward(source, target):
    """Whether the include of `target` by `source` (two paths) points against the arrows."""
    source, target = source.split("/"), target.split("/")
    if source[0] != target[0]:
        return rank(FOLDERS, source[0]) <= rank(FOLDERS, target[0])
    if source[0] == "core" and source[1] != target[1]:
        return rank(CORE_FOLDERS, source[1]) < rank(CORE_FOLDERS, target[1])
    return False


def check_includes(path, text, arrows):
    """Yields what is wrong with the includes of one C++ file; notes its arrows between folders."""
    for match in INCLUDE.finditer(text):
        bracket, target = match.groups()
        where = f"{path}:{text.count(chr(10), 0, match.start(2)) + 1}"
        top = target.split("/")[0]
        if target.endswith(".pb.h"):
            if not (path.startswith("io/") and path.endswith(".cpp")):
                yield f"{where}: generated protobuf header {target}: only io/*.cpp may include those"
        elif rank(FOLDERS, top) is None:
            if bracket == '"' and not path.startswith("tests/"):
                yield f'{where}: "{target}" does not start at the root of the repository'
        elif path.startswith("tests/") and target.startswith("core/support/"):
            continue  # what the tests of core share: tests/core/support
        elif top == "core" and rank(CORE_FOLDERS, target.split("/")[1]) is None:
            yield f"{where}: {target}: core has no such part"
        elif is_backward(path, target):
            yield f"{where}: {target} lies above {os.path.dirname(path)}: the arrow points back"
        elif path.startswith("core/"):
            arrows[path.split("/")[1]].add(target.split("/")[1])


def check_docstrings(path, text):
    """Yields the types of a public header that have no comment above them or in their line."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = TYPE.match(line)
        if not found or "///<" in line:
            continue
        above = number - 1
        while above >= 0 and OF_THE_SAME_TYPE.match(lines[above]):
            above -= 1
        if lines[above + 1] == "template <>" or (above >= 0 and lines[above].startswith("//")):
            continue
        yield f"{path}:{number + 1}: {found.group(1) or found.group(2)} has no docstring"


def model_names(root):
    """By pair of files (without their ending): the names that only the pair, its registration and its message may
    have, the type's and, unless it is a plain word, the one in model files."""
    registration = read(root, REGISTRATION + ".cpp") if os.path.exists(os.path.join(root, REGISTRATION + ".cpp")) else ""
    types = REGISTERED.findall(registration)
    pairs = {}
    for _, header in INCLUDE.findall(read(root, REGISTRATION + ".hpp") if types else ""):
        pair = header.removesuffix(".hpp")
        text = read(root, header) + read(root, pair + ".cpp")
        names = {name for name in types if re.search(rf"^struct {name}\b", text, re.MULTILINE)}
        names.update(name for name in SCHEMA_NAME.findall(text) if "_" in name)
        pairs[pair] = names
    return pairs


def check_model_names(path, text, pairs):
    """Yields the models that a file of the program names without being of their pair."""
    if not path.startswith(PROGRAM) or path.startswith(os.path.dirname(REGISTRATION)):
        return
    for pair, names in pairs.items():
        if path.rsplit(".", 1)[0] == pair:
            continue
        for name in sorted(names) + [pair + ".hpp"]:
            match = re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", text)
            if match:
                yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {name} is named outside {pair}.*"


def installed_headers(root):
    """The paths of the headers that are installed."""
    listed = os.path.exists(os.path.join(root, INSTALLATION))
    return set(INSTALLED.findall(read(root, INSTALLATION))) if listed else set()


def check_installed(path, text, installed):
    """Yields the project's headers that an installed header includes and that are not installed."""
    if path not in installed:
        return
    for match in INCLUDE.finditer(text):
        target = match.group(2)
        if rank(FOLDERS, target.split("/")[0]) is not None and target not in installed:
            line = text.count(chr(10), 0, match.start(2)) + 1
            yield f"{path}:{line}: {target} is not installed, but this header is ({INSTALLATION})"


def check_cycles(arrows):
    """Yields the pairs of folders in core that reach each other."""

    def reach(start):
        seen, todo = set(), [start]
        while todo:
            new = arrows.get(todo.pop(), set()) - seen
            seen |= new
            todo.extend(new)
        return seen

    for folder in sorted(arrows):
        for other in sorted(reach(folder)):
            if folder < other and folder in reach(other):
                yield f"core/{folder} and core/{other} include each other"


def check(root):
    """All violations below a folder, one string each."""
    violations = []
    arrows = collections.defaultdict(set)
    pairs = model_names(root)
    installed = installed_headers(root)
    for path in files_of(root):
        text = read(root, path)
        if text is None:
            continue
        lines = len(text.splitlines())
        if path.endswith(CODE) and lines > MAX_LINES:
            violations.append(f"{path}: {lines} lines, more than {MAX_LINES}")
        if path.endswith(CMAKE) and GLOB.search(text):
            violations.append(f"{path}: file(GLOB) hides which files belong to a target")
        machine_path = MACHINE_PATH.search(text)
        if machine_path:
            line = text.count("\n", 0, machine_path.start()) + 1
            violations.append(f"{path}:{line}: a path that exists on one machine only")
        if path.endswith((".cpp", ".hpp")) and rank(FOLDERS, path.split("/")[0]) is not None:
            violations.extend(check_includes(path, text, arrows))
            violations.extend(check_model_names(path, text, pairs))
            violations.extend(check_installed(path, text, installed))
            if path.endswith(".hpp") and path.split("/")[0] in DOCUMENTED:
                violations.extend(check_docstrings(path, text))
    return violations + list(check_cycles(arrows))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    violations = check(sys.argv[1])
    print("\n".join(violations) if violations else "The layout is as described.")
    sys.exit(bool(violations))


if __name__ == "__main__":
    main()
