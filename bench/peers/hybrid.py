"""Runs MAiNGO (reduced space, McCormick relaxations) on constrained design problems and prints one JSON line per run.

    python3.11 -m venv .venv && .venv/bin/pip install -r bench/peers/requirements.txt
    .venv/bin/python bench/peers/hybrid.py FILE.json ... [--gap 1e-3] [--time-limit 300] [--repeat 3]
    .venv/bin/python bench/peers/hybrid.py FILE.json --option PRE_maxLocalSearches=0

Reads the problem files of `../shared/models/hybrid` whose models are networks: variables, networks with named outputs, rows
with a scale, an objective. Networks are written out as explicit expression graphs (`maingo.py`); rows are divided by their
scale, as `bench/hybrid.ts` does, so that the feasibility tolerance (1e-6 in both) means the same. One thread; every setting
that is not named on the command line is MAiNGO's default. `cpuSeconds` is the process's CPU time within `solve()`: building
the model is not counted, in MAiNGO's favour.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from maingo import Network, number  # also sets the number of threads, so it comes first

import maingopy as mp

FUNCTIONS = {name: getattr(mp, name) for name in ("exp", "log", "sqrt", "tanh", "erf")}


def compiled(text):
    return compile(str(text).replace("^", "**"), str(text), "eval")


class Design(mp.MAiNGOmodel):
    def __init__(self, path):
        super().__init__()
        problem = json.loads(path.read_text())
        self.name = problem["name"]
        self.variables = problem["variables"]
        self.sign = 1 if problem["objective"]["sense"] == "min" else -1
        self.objective = compiled(problem["objective"]["expr"])
        self.rows = [
            (row["op"], compiled(row["lhs"]), compiled(row["rhs"]), row.get("scale", 1)) for row in problem["constraints"]
        ]
        self.models = [
            (Network(str(path.parent.parent / model["file"])), [compiled(i) for i in model["inputs"]], model["outputs"])
            for model in problem["models"]
        ]

    def get_variables(self):
        return [
            mp.OptimizationVariable(
                mp.Bounds(float(v["lb"]), float(v["ub"])),
                mp.VT_INTEGER if v["type"] == "integer" else mp.VT_CONTINUOUS,
                v["name"],
            )
            for v in self.variables
        ]

    def evaluate(self, variables):
        scope = {**FUNCTIONS, **{v["name"]: value for v, value in zip(self.variables, variables)}}
        for network, inputs, outputs in self.models:
            values = network.expressions([eval(code, scope) for code in inputs])
            scope |= {output["name"]: values[output["index"]] for output in outputs}
        container = mp.EvaluationContainer()
        container.objective = self.sign * eval(self.objective, scope)
        rows = [(op, (eval(left, scope) - eval(right, scope)) / scale) for op, left, right, scale in self.rows]
        container.eq = [difference for op, difference in rows if op == "="]
        container.ineq = [difference if op == "<=" else -difference for op, difference in rows if op != "="]
        return container


def solve(path, arguments):
    problem = Design(path)
    solver = mp.MAiNGO(problem)
    options = {"epsilonR": arguments.gap, "epsilonA": arguments.absolute_gap, "maxTime": arguments.time_limit}
    options |= {key: number(value) for key, value in (entry.split("=", 1) for entry in arguments.option)}
    solver.set_option("loggingDestination", mp.LOGGING_NONE)
    for key, value in options.items():
        if not solver.set_option(key, value):
            raise SystemExit(f"MAiNGO does not know the option {key}")
    wall, cpu = time.perf_counter(), time.process_time()
    status = solver.solve()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    found = status in (mp.GLOBALLY_OPTIMAL, mp.FEASIBLE_POINT)
    return {
        "solver": "maingo",
        "instance": problem.name,
        "options": options,
        "status": str(status).split(".")[-1],
        "objective": problem.sign * solver.get_objective_value() if found else None,
        "bound": problem.sign * solver.get_final_LBD(),
        "nodes": int(solver.get_iterations()),
        "cpuSeconds": cpu,
        "seconds": wall,
        "load": os.getloadavg()[0],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--gap", type=float, default=1e-3, help="relative gap (epsilonR)")
    parser.add_argument("--absolute-gap", type=float, default=1e-9, help="absolute gap (epsilonA)")
    parser.add_argument("--time-limit", type=float, default=300, help="seconds (maxTime)")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="any further MAiNGO option")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.files]
    os.chdir(tempfile.mkdtemp())  # MAiNGO writes log files into the working folder
    for path in paths:
        for _ in range(arguments.repeat):
            print(json.dumps(solve(path, arguments)), flush=True)


if __name__ == "__main__":
    main()
