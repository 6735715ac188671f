#!/usr/bin/env python3
"""Runs the commands that the documentation shows, so that it stays true.

usage: run_docs.py ROOT ENGRAM SCRATCH

Reads every .md file below ROOT. A fenced block of shell commands (`sh`: a script; `console`: the
lines after `$ `) is run where an HTML comment stands on the line above it:

    <!-- run -->

and `<!-- save NAME -->` writes a block into the file NAME, for commands that follow. A block below
`<!-- from PATH -->` must stand like that in the file PATH of the repository. The blocks of a document run in order in an empty folder of their own below SCRATCH, which looks like a clone of the
repository: `examples/` and `proto/` are there, and `engram` and `tools/run` are the program ENGRAM.
Links between files of the repository are followed too.
"""

import os
import re
import shutil
import subprocess
import sys

NOT_OURS = {".git", "build", "out"}
BLOCK = re.compile(
    r"^<!-- (?P<verb>run|save|from) ?(?P<name>[\w./-]*) -->\n+"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"^<!-- (?:run|save|from)\b", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s#:]+)(?:#[^)]*)?\)")


class DocumentError(Exception):
    """A document that contains something untrue."""


def documents(root):
    """Paths of all .md files below a folder."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".md"))


def check_links(path, text):
    """Raises DocumentError where a relative link leads nowhere."""
    for target in LINK.findall(FENCED.sub("", text)):
        if not os.path.exists(os.path.join(os.path.dirname(path), target)):
            raise DocumentError(f"{path}: the link to {target} leads nowhere")


def script_of(block):
    """The shell script that a block stands for."""
    if block["language"] == "sh":
        return block["text"]
    if block["language"] == "console":
        return "".join(line[2:] for line in block["text"].splitlines(True) if line[:2] == "$ ")
    raise DocumentError(f"only sh and console blocks can be run, not '{block['language']}'")


def furnish(folder, root, engram):
    """Makes an empty folder look like a clone of the repository in which all is built."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "tools"))
    for name in ("examples", "proto"):
        os.symlink(os.path.join(root, name), os.path.join(folder, name))
    os.symlink(engram, os.path.join(folder, "tools", "run"))
    os.symlink(engram, os.path.join(folder, "tools", "engram"))
    os.symlink(sys.executable, os.path.join(folder, "tools", "python3"))


def check_quoted(path, block, root):
    """Raises DocumentError where a block is not in the file that it is said to be from."""
    with open(os.path.join(root, block["name"]), encoding="utf-8") as file:
        if block["text"] not in file.read():
            raise DocumentError(f"{path}: {block['name']} does not have the lines\n{block['text']}")


def run_document(path, text, folder, root):
    """Runs the marked blocks of one document in a furnished folder; returns how many."""
    blocks = list(BLOCK.finditer(text))
    if len(blocks) != len(MARK.findall(text)):
        raise DocumentError(f"{path}: a mark such as <!-- run --> has no fenced block below")
    environment = dict(os.environ)
    environment["PATH"] = os.path.join(folder, "tools") + os.pathsep + environment["PATH"]
    for block in blocks:
        if block["verb"] == "save":
            with open(os.path.join(folder, block["name"]), "w", encoding="utf-8") as file:
                file.write(block["text"])
            continue
        if block["verb"] == "from":
            check_quoted(path, block, root)
            continue
        script = script_of(block)
        done = subprocess.run(["sh", "-euxc", script], cwd=folder, env=environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise DocumentError(f"{path}: exit status {done.returncode} from\n{script}\n{done.stdout}")
    return len(blocks)


def run_all(root, engram, scratch):
    """Checks every document below `root`; prints one line for each, returns whether all are true."""
    good = True
    for number, path in enumerate(documents(root)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        folder = os.path.join(scratch, str(number))
        furnish(folder, root, engram)
        try:
            check_links(path, text)
            print(f"{path}: {run_document(path, text, folder, root)} blocks run")
        except DocumentError as error:
            print(error)
            good = False
        shutil.rmtree(folder)
    return good


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    root, engram, scratch = (os.path.abspath(argument) for argument in sys.argv[1:])
    sys.exit(0 if run_all(root, engram, scratch) else 1)


if __name__ == "__main__":
    main()
