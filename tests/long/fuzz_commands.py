#!/usr/bin/env python3
"""Runs every command that reads a file on many mutants of recordings, checkpoints or models.

usage: fuzz_commands.py ENGRAM recordings|checkpoints|models [--mutants N] [--plots N] [--seconds N] [--seed N] [--jobs N]

No command may crash, compute for more than 10 s or go on for more than 60 s, which a busy machine may need for these
(`run` and `resume` are interrupted after 5 s, and must then end), take more than 1 GB of memory, print an error of more than one line, or print a control character. Mutants that do are
kept in the folder `fuzz_findings`; exits with status 1 if there are any.
"""

import argparse
import collections
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from recording_bytes import bodies, frame  # noqa: E402
import fuzz_corpus  # noqa: E402

CPU_SECONDS = 10
SECONDS = 60
INTERRUPT_AFTER = 5
BYTES = 10**9
ADDRESS_SPACE = 4 * 2**30
# A model that needs more by its own account is only checked.
GIGABYTES_TO_RUN = 0.1
STATUSES = {0, 1, 2, 130}
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Outcome = collections.namedtuple("Outcome", "status seconds bytes stdout stderr")


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, folder, interrupt_after=None):
    """The outcome of a command; its status is None where it had to be killed."""
    begin = time.monotonic()
    with open(os.path.join(folder, "stdout"), "wb+") as out, open(os.path.join(folder, "stderr"), "wb+") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, preexec_fn=limited)
        pid, interrupted = 0, False
        while pid == 0:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            seconds = time.monotonic() - begin
            if pid == 0 and seconds > SECONDS:
                os.kill(process.pid, signal.SIGKILL)
                pid, status, usage = os.wait4(process.pid, 0)
                status = None
            elif pid == 0 and interrupt_after and seconds > interrupt_after and not interrupted:
                os.kill(process.pid, signal.SIGINT)
                interrupted = True
            time.sleep(0.001)
        process.returncode = 0  # it has been waited for
        out.seek(0)
        err.seek(0)
        code = None if status is None else os.waitstatus_to_exitcode(status)
        return Outcome(code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read(), err.read())


def fault_of(outcome):
    """What is wrong with an outcome, or None."""
    if outcome.status is None:
        return f"goes on for more than {SECONDS} s"
    if outcome.seconds > CPU_SECONDS:
        return f"computes for {outcome.seconds:.1f} s"
    if outcome.status not in STATUSES:
        return f"ends with status {outcome.status}"
    if outcome.bytes > BYTES or b"not enough memory" in outcome.stderr:
        return f"takes {outcome.bytes / 1e9:.2f} GB of memory"
    for name, output in (("standard output", outcome.stdout), ("standard error", outcome.stderr)):
        try:
            if CONTROLS.search(output.decode()):
                return f"prints a control character on {name}"
        except UnicodeDecodeError:
            return f"prints what is no UTF-8 on {name}"
    if outcome.status in (1, 2) and not re.fullmatch(rb"(engram: .*\n){1,2}", outcome.stderr):
        return "does not complain in a line"
    return None


def mutate_bytes(data, draw):
    """A few bytes changed, or a piece cut off, removed, or repeated."""
    data = bytearray(data)
    at = draw.randrange(len(data) + 1)
    length = draw.randrange(min(len(data) - at, 40) + 1)
    kind = draw.randrange(8)
    if kind == 0:
        return bytes(data[:at])
    if kind == 1:
        return bytes(data[:at] + data[at + length:])
    if kind == 2:
        return bytes(data[:at] + data[at:at + length] + data[at:])
    for _ in range(draw.randrange(1, 5)):
        if data:
            place = draw.randrange(len(data))
            data[place] = data[place] ^ 1 << draw.randrange(8) if draw.randrange(2) else draw.choice((0, 0x7f, 0x80, 0xff, draw.randrange(256)))
    return bytes(data)


def mutate_recording(data, draw):
    """Raw bytes are mutated, or the inside of records, whose checksums are made good."""
    if draw.randrange(3) == 0:
        return mutate_bytes(data, draw)
    records = bodies(data)
    for _ in range(draw.randrange(1, 3)):
        # The header, which all else is read by, as often as all others together.
        place = 0 if draw.randrange(2) else draw.randrange(len(records))
        records[place] = mutate_bytes(records[place], draw)
    if draw.randrange(10) == 0:
        draw.shuffle(records)
    return b"".join(map(frame, records))


def mutate_sense(text, texts, draw):
    """Another number or name, a line left out, doubled, or from elsewhere: often still a model."""
    kind = draw.randrange(5)
    if kind < 3:
        words = list(re.finditer(r"(?<![\w.])[-\d.e]+(?![\w.])" if kind < 2 else r"\w+", text))
        word = draw.choice(words)
        others = fuzz_corpus.NUMBERS if kind < 2 else [draw.choice(words).group()]
        return text[:word.start()] + draw.choice(others) + text[word.end():]
    lines = text.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    source = lines if draw.randrange(2) else draw.choice(texts).splitlines(keepends=True)
    lines[at:at + 1] = [] if kind == 3 else [lines[at], draw.choice(source)]
    return "".join(lines) or "duration: 1"


def mutate_model(text, texts, draw):
    if draw.randrange(4):
        for _ in range(draw.randrange(1, 4)):
            text = mutate_sense(text, texts, draw) if re.search(r"\w", text) else text
        return text
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(len(text) + 1)
        length = draw.randrange(12)
        kind = draw.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + length:]
        elif kind == 1:
            text = text[:at] + draw.choice(fuzz_corpus.PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + draw.choice(fuzz_corpus.PIECES) + text[at + length:]
        else:
            other = draw.choice(texts)
            begin = draw.randrange(len(other))
            text = text[:at] + other[begin:begin + draw.randrange(300)] + text[at:]
    return text


def recording_outcomes(engram, mutant, folder, plots):
    yield "info", run([engram, "info", mutant], folder)
    yield "stats", run([engram, "stats", mutant], folder)
    statistics = run([engram, "stats", "--json", mutant], folder)
    yield "stats --json", statistics
    if statistics.status == 0:
        json.loads(statistics.stdout)
    yield "convert", run([engram, "convert", mutant, "-o", "spikes.csv"], folder)
    yield "join", run([engram, "join", mutant, "-o", "joined"], folder)
    if plots:
        yield "plot", run([engram, "plot", mutant, "-o", "plot.svg"], folder)


def checkpoint_outcomes(engram, mutant, folder):
    yield "info", run([engram, "info", mutant], folder)
    yield "resume", run([engram, "resume", mutant, "--duration", "5ms", "--threads", "1", "--quiet", "--record", "r", "--checkpoint", "c"],
                        folder, INTERRUPT_AFTER)


def outcomes_of(options, mutant, folder, number):
    if options.kind == "recordings":
        return recording_outcomes(options.engram, mutant, folder, number < options.plots)
    return (checkpoint_outcomes if options.kind == "checkpoints" else model_outcomes)(options.engram, mutant, folder)


def model_outcomes(engram, mutant, folder):
    checked = run([engram, "check", mutant], folder)
    yield "check", checked
    needs = re.search(rb"about ([\d.]+) GB of memory \(([\d.]+) GB", checked.stdout)
    if checked.status != 0 or float(needs[2]) > GIGABYTES_TO_RUN:
        return
    yield "graph", run([engram, "graph", mutant], folder)
    yield "connections", run([engram, "connections", mutant], folder)
    yield "run", run([engram, "run", mutant, "--duration", "1ms", "--threads", "1", "--quiet", "--record", "r"], folder, INTERRUPT_AFTER)


def work(job):
    """One mutant: [(command, fault)]."""
    options, corpus, number = job
    if time.time() > options.deadline:
        return 0, {}, []
    draw = random.Random(f"{options.seed} {number}")
    counts, findings = collections.Counter(), []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        mutant = os.path.join(folder, "mutant")
        for name, content in fuzz_corpus.NEIGHBOURS.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        with open(mutant, "wb") as file:
            original = draw.choice(corpus)
            file.write(mutate_model(original, corpus, draw).encode(errors="surrogateescape") if options.kind == "models"
                       else mutate_recording(original, draw))
        for command, outcome in outcomes_of(options, mutant, folder, number):
            counts[command, outcome.status] += 1
            fault = fault_of(outcome)
            if fault:
                findings.append((number, command, fault))
        if findings:
            os.makedirs("fuzz_findings", exist_ok=True)
            shutil.copy(mutant, f"fuzz_findings/{options.kind}.{options.seed}.{number}")
    return 1, counts, findings


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engram", type=os.path.abspath)
    parser.add_argument("kind", choices=("recordings", "checkpoints", "models"))
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--plots", type=int, default=1_000, help="how many of the recordings are also plotted")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="after which no further mutant is tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.deadline = time.time() + options.seconds
    corpus = fuzz_corpus.MODELS
    if options.kind != "models":
        corpus = (fuzz_corpus.recordings if options.kind == "recordings" else fuzz_corpus.checkpoints)(options.engram)
    tried, total, findings = 0, collections.Counter(), []
    with multiprocessing.Pool(options.jobs) as pool:
        jobs = ((options, corpus, number) for number in range(options.mutants))
        for done, counts, found in pool.imap_unordered(work, jobs, chunksize=20):
            tried += done
            total.update(counts)
            findings += found
            for number, command, fault in found:
                print(f"mutant {number}: {command} {fault}", flush=True)
    for (command, status), count in sorted(total.items(), key=str):
        print(f"{command}: {count} times status {status}")
    print(f"{tried} mutants of {options.kind}, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
