"""What fuzz_commands.py makes its mutants from."""

import os
import subprocess
import tempfile

CONTINUOUS = "clock { continuous {} }"

# Between them they use every kind of population, rule, device and recorder.
MODELS = [
    """\
name: "grid" seed: 3 warm_up: 5 duration: 20 clock { grid { step: 0.1 } }
parameter { name: "w" value: 40 doc: "pA" }
population_type { name: "lif" iaf_psc_exp { tau_syn_ex: 0.5 tau_syn_in: 0.5 } }
population { name: "E" type: "lif" size: "round(40 * 1.5)" initial_V_m { normal { mean: -60 sd: 5 } } published { rate: 3 cv: 0.8 } }
population { name: "I" type: "lif" size: 15 }
poisson_drive { target: ["E", "I"] rate: 12000 weight: 60 }
projection { source: "E" target: ["E", "I"] fixed_in_degree { in_degree: 10 }
  weight { normal { mean: "w" sd: "w / 10" } min: 0 out_of_range: REDRAW } delay { normal { mean: 1.5 sd: 0.7 } min: 0.1 } }
projection { source: "I" target: ["E", "I"] fixed_total_number { number: 100 } weight { constant: "-5 * w" } }
spike_recorder { population: "E" neurons { first: 3 count: 8 stride: 2 } }
state_recorder { population: "E" variable: [V_m, I_syn] neurons { index: [1, 2] } interval: 0.5 }
""",
    """\
duration: 20
population { name: "T" spike_trains { train { time: [1, 2] } train { time: 3 } } }
population { name: "U" spike_trains { file: "t.csv" } }
population { name: "A" size: 10 iaf_psc_alpha { I_e: 1000 } } population { name: "D" size: 4 iaf_psc_delta { t_ref: 1 } }
population { name: "R" size: 2 relay {} } population { name: "P" size: 5 poisson { rate: 200 start: 1 stop: 9 } }
projection { source: "T" target: ["A", "R"] explicit { connection { source: 0 target: 1 weight: 2 delay: 1.5 } } }
projection { source: "R" target: "A" bernoulli { probability: 0.5 } weight { lognormal { mu: 0 sigma: 1 } max: 9 } }
projection { source: "A" target: "A" fixed_out_degree { out_degree: 3 autapses: false } storage: F32 plastic { w_min: 0 w_max: 5 } }
projection { source: "U" target: "D" all_to_all {} weight { uniform { low: 1 high: 9 } } }
projection { source: "R" target: "R" one_to_one {} delay { constant: 2 } }
dc_current { target: "A" amplitude: 5 start: 1 stop: 2 }
step_current { target: "D" step { time: 1 amplitude: 200 } step { time: 2 amplitude: 0 } }
state_recorder { population: "A" variable: [V_m, I_syn] neurons { first: 0 count: 3 stride: 2 } interval: 0.5 }
""",
    f"""\
duration: 20 {CONTINUOUS}
population {{ name: "F" size: 3 int_fire {{ tau: 5 t_ref: 1e-9 }} }}
population {{ name: "I" size: 2 inhomogeneous_poisson {{ rate {{ table {{ step {{ time: 0 rate: 50 }} step {{ time: 2 rate: 90 }} }} }} stop: 9 }} }}
population {{ name: "G" size: 2 gamma {{ rate: 200 shape: 3 start: 1 }} }}
population {{ name: "P" size: 2 pulse_packets {{ time: [3, 6] spikes: 2 sd: 0.5 }} }}
population {{ name: "A" size: 3 iaf_psc_exp {{}} }}
projection {{ source: ["I", "G", "P"] target: "F" all_to_all {{}} delay {{ constant: 0.123456789 }} }}
projection {{ source: "F" target: "A" explicit {{ file: "e.csv" }} }}
projection {{ source: "G" target: "A" fixed_in_degree {{ in_degree: 1 multapses: false }} weight {{ constant: 500 }} plastic {{ w_min: 0 w_max: 900 }} delay {{ uniform {{ low: 0.1 high: 2 }} }} }}
inhomogeneous_poisson_drive {{ target: "A" rate {{ sinusoid {{ mean: 900 amplitude: 800 frequency: 70 phase: 90 }} }} weight: 30 }}
""",
]

PIECES = [
    "{", "}", '"', "-", "0", "1e300", "nan", "inf", "-1", '"2^40"', ":", "[", "]", "<", "#", ",", "\n", "\\", "population", "projection",
    "type", "size", '"1/0"', "4294967296", "99999999", "1000", "((((", "1e-9", "true", "\udcff", "E", "\x1b", "\u202e", "\ufeff", "9" * 400,
]

NUMBERS = [
    "0", "1", "2", "7", "-1", "0.1", "0.05", "1e-9", "1e-300", "0.30000000000000004", "50", "999", "1000", "65536", "100001", "4294967295", "4294967296",
    "1e6", "1e9", "1e12", "1e300", "18446744073709551616", "inf", "nan", '"2^40"', '"1/3"',
]

# Files that models may name.
NEIGHBOURS = {"t.csv": "neuron,time_ms\n0,1.5\n2,3\n0,7.1\n", "e.csv": "source,target,weight,delay_ms\n0,0,30,1.5\n2,1,-5,0.1\n"}


def outputs(engram, option, ways):
    """The bytes of what runs of the models write with `--option FILE`, with the options of each way."""
    result = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in NEIGHBOURS.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        for text in MODELS:
            for options in ways:
                with open(os.path.join(folder, "m.txtpb"), "w", encoding="utf-8") as file:
                    file.write(text)
                subprocess.run([engram, "run", "m.txtpb", "--quiet", option, "o", *options],
                               cwd=folder, check=True, stdout=subprocess.DEVNULL)
                with open(os.path.join(folder, "o"), "rb") as file:
                    result.append(file.read())
    return result


def recordings(engram):
    """Of the models, whole and in part, compressed and not."""
    return outputs(engram, "--record", ([], ["--zstd"], ["--duration", "200ms"]))


def checkpoints(engram):
    """Of the models, early and late. One of them refers to a file that is gone."""
    return outputs(engram, "--checkpoint", (["--duration", "3ms"], ["--duration", "200ms"]))
