"""Runs MAiNGO (reduced space, McCormick relaxations) on constrained design problems and prints one JSON line per run.

    node build/peers.js --setup
    .venv-peers/bin/python bench/peers/hybrid.py FILE.json ... [--gap 1e-3] [--time-limit 300] [--repeat 3]
    .venv-peers/bin/python bench/peers/hybrid.py FILE.json --option PRE_maxLocalSearches=0

Reads the problem files of `../shared/models/hybrid` whose models are networks: variables, networks with named outputs, rows
with a scale, an objective. Rows are divided by their scale, as `bench/hybrid.ts` does, so that the feasibility tolerance (1e-6 in both)
means the same. One thread; every setting that is not named on the command line is MAiNGO's default. `cpuSeconds` is the process's
CPU time within `solve()`: building the model is not counted, in MAiNGO's favour.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

sys.dont_write_bytecode = True
from instance import Problem  # noqa: E402
from on_maingo import run  # noqa: E402


def instance_of(design):
    """The design problem as an instance file would state it."""
    models, define = {}, {}
    for m, model in enumerate(design["models"]):
        models[f"model{m}"] = {"file": model["file"]}
        # Of one output, a vector has one element, too.
        call = f"model{m}({', '.join(map(str, model['inputs']))})"
        define |= {output["name"]: f"{call}[{output['index']}]" for output in model["outputs"]}
    rows = [(row["lhs"], row["rhs"], row.get("scale", 1), "==" if row["op"] == "=" else row["op"]) for row in design["constraints"]]
    return {
        "name": design["name"],
        "models": models,
        "variables": [
            {"name": v["name"], "lower": v["lb"], "upper": v["ub"], "integer": v["type"] == "integer"} for v in design["variables"]
        ],
        "define": define,
        "subjectTo": [f"(({left}) - ({right})) / {scale} {operator} 0" for left, right, scale, operator in rows],
        "minimize" if design["objective"]["sense"] == "min" else "maximize": design["objective"]["expr"],
    }


def number(text):
    return int(text) if text.lstrip("-").isdigit() else float(text)


def solve(path, given):
    design = json.loads(path.read_text())
    options = {key: number(value) for key, value in (entry.split("=", 1) for entry in given.option)}
    problem = Problem(instance_of(design), folder=path.parent.parent)
    found = run(problem, given.gap, given.time_limit, options)
    return {
        "solver": "maingo",
        "instance": design["name"],
        "options": options,
        "status": found["status"],
        "objective": found["objective"],
        "bound": found["bound"],
        "nodes": found["nodes"],
        "cpuSeconds": found["cpu_s"],
        "seconds": found["wall_s"],
        "load": os.getloadavg()[0],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--gap", type=float, default=1e-3, help="relative gap (epsilonR)")
    parser.add_argument("--time-limit", type=float, default=300, help="wall seconds")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="any further MAiNGO option")
    given = parser.parse_args()
    for path in [path.resolve() for path in given.files]:
        for _ in range(given.repeat):
            print(json.dumps(solve(path, given)), flush=True)


if __name__ == "__main__":
    main()
