"""SCIP on the draws of a parametric program: one JSON line per draw, as bench/strategy-peers.ts reads them.

    python bench/peers/scip_strategies.py FILE.json [--gap 1e-4] [--limit 60]

FILE is what bench/strategy-peers.ts writes: a program (linear, convex quadratic, with and without integers) and its numbers at each draw. Every draw
is a model of its own, on one thread; seconds are of the solve, presolve included, without building. A quadratic objective is the
epigraph of a variable.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from pyscipopt import Model, quicksum
from record import Clock


def end(value):
    """JSON has no infinities."""
    return None if value is None else float(value)


def model_of(program, draw):
    model = Model()
    model.hideOutput()
    x = [
        model.addVar(vtype="I" if is_integer else "C", lb=low, ub=high)
        for low, high, is_integer in zip(program["lower"], program["upper"], program["isInteger"])
    ]
    starts, indices = program["starts"], program["indices"]
    for r, (low, high) in enumerate(zip(draw["rowLower"], draw["rowUpper"])):
        entries = range(starts[r], starts[r + 1])
        activity = quicksum(draw["values"][e] * x[indices[e]] for e in entries)
        low, high = end(low), end(high)
        if low is not None and low == high:
            model.addCons(activity == low)
            continue
        if low is not None:
            model.addCons(activity >= low)
        if high is not None:
            model.addCons(activity <= high)
    cost = quicksum(c * v for c, v in zip(draw["linear"], x) if c != 0) + draw["constant"][0]
    quadratic = program["quadratic"]
    if quadratic is not None:
        goal = model.addVar(lb=None, ub=None)
        rows = quadratic["starts"]
        square = quicksum(
            0.5 * quadratic["values"][e] * x[i] * x[quadratic["indices"][e]] for i in range(len(x)) for e in range(rows[i], rows[i + 1])
        )
        model.addCons(goal >= square)
        cost = cost + goal
    model.setObjective(cost, "minimize")
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--gap", type=float, default=1e-4)
    parser.add_argument("--limit", type=float, default=60)
    given = parser.parse_args()
    data = json.loads(given.file.read_text())
    for draw in data["draws"]:
        model = model_of(data["program"], draw)
        settings = {"limits/gap": given.gap, "limits/absgap": 1e-9, "limits/time": given.limit, "timing/clocktype": 2, "lp/threads": 1}
        for key, value in settings.items():
            model.setParam(key, value)
        with Clock() as clock:
            model.optimize()
        found = model.getNSols() > 0
        line = {
            "solver": "scip",
            "name": data["program"]["name"],
            "status": model.getStatus(),
            "objective": model.getObjVal() if found else None,
            "bound": model.getDualbound(),
            "nodes": model.getNTotalNodes(),
            "wall_s": clock.wall,
            "cpu_s": clock.cpu,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
