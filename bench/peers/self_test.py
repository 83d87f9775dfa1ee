"""Whether the translation says what the files say: `run.py --self-test`. Each line is one check; exit code 1 if one fails.

Networks and ensembles against onnxruntime (float32) at random points; Gaussian processes against instances/processes.py, which shares no code;
intervals contain the values; each solver that is installed finds the optimum of a small problem.
"""

import importlib.util
import json
import random
import sys
import tempfile
from pathlib import Path

from expression import Refused, order, value_at
from instance import Problem
from record import Task

ROOT = Path(__file__).resolve().parents[2]
POINTS = 20
# A concave quadratic over a triangle, with a whole number: the minimum is -4 at (2, 0, 1).
SMALL = {
    "surety": 1,
    "name": "small",
    "variables": [{"name": "x", "size": 2, "lower": 0, "upper": 3}, {"name": "k", "lower": 0, "upper": 3, "integer": True}],
    "minimize": "-x[0]^2 + x[1] + (k - 1.2)^2 - 0.04",
    "subjectTo": ["x[0] + x[1] <= 2"],
}
SMALL_OPTIMUM = -4
SOLVERS = {"maingopy": "on_maingo", "pyscipopt": "on_scip"}


def points_of(problem, seed=0):
    source = random.Random(seed)
    for _ in range(POINTS):
        x = [source.uniform(v.lower, v.upper) for v in problem.variables]
        yield [round(t) if v.is_integer else t for t, v in zip(x, problem.variables)]


def intervals_hold(problem):
    nodes = order([problem.objective, *(row.expression for row in problem.rows)])
    for x in points_of(problem):
        for node, value in zip(nodes, value_at(nodes, x)):
            room = 1e-9 * (1 + abs(value))
            if not node.lower - room <= value <= node.upper + room:
                return f"{node.operation} {node.data if node.operation == 'function' else ''} is {value}, not in [{node.lower}, {node.upper}]"
    return None


def against_onnxruntime(problem):
    import numpy as np
    import onnxruntime

    ((model),) = problem.models.values()
    session = onnxruntime.InferenceSession(str(model.path))
    feed = session.get_inputs()[0]
    kind = np.float64 if "double" in feed.type else np.float32
    for x in points_of(problem):
        # Both get the point that float32 can hold.
        rounded = [float(np.float32(t)) for t in x]
        theirs = np.ravel(session.run(None, {feed.name: np.array([rounded], dtype=kind)})[0])
        ours = value_at([node for outputs in problem.calls.values() for node in outputs], rounded)
        for a, b in zip(ours, theirs):
            if abs(a - b) > 2e-5 * (1 + abs(b)):
                return f"{a} at {rounded}, onnxruntime {b}"
    return None


def against_processes(problem, file):
    import numpy as np

    sys.path.insert(0, str(ROOT / "instances"))
    import processes

    evaluate, _, _, sign, _ = processes.objective(json.loads(file.read_text()), file.parent)
    for x in points_of(problem):
        ours, theirs = problem.value(x), sign * float(evaluate(np.array([x]))[0])
        if abs(ours - theirs) > 1e-6 * (1 + abs(theirs)):
            return f"{ours} at {x}, instances/processes.py {theirs}"
    return None


def solves(module):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.json"
        file.write_text(json.dumps(SMALL))
        found = importlib.import_module(module).solve(Task(file, 1e-6, 30, None, "none"))
    is_found = found["objective"] is not None and abs(found["objective"] - SMALL_OPTIMUM) < 1e-4
    return None if is_found else f"{found['objective']} is not the optimum {SMALL_OPTIMUM}"


def checks():
    for file in sorted((ROOT / "instances").glob("*/*.json")):
        if "surety-gp" in file.read_text()[:40]:
            continue
        try:
            problem = Problem(file)
        except Refused as reason:
            yield f"{file.stem}: refused ({reason})", None
            continue
        yield f"{file.stem}: intervals", intervals_hold(problem)
        if file.parent.name == "gaussian-process":
            yield f"{file.stem}: values", against_processes(problem, file)
        elif problem.models and importlib.util.find_spec("onnxruntime"):
            yield f"{file.stem}: values", against_onnxruntime(problem)
    for package, module in SOLVERS.items():
        if importlib.util.find_spec(package):
            yield f"{package}: a small problem", solves(module)


def run():
    failed = 0
    for name, problem in checks():
        print(f"{'ok  ' if problem is None else 'FAIL'} {name}{'' if problem is None else ': ' + problem}")
        failed += problem is not None
    print(f"{failed} checks failed")
    return 1 if failed else 0
