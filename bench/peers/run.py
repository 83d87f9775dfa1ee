"""Runs one peer on one instance file and prints one JSON line.

    python bench/peers/run.py PEER FILE.json [--gap 1e-3] [--limit 60] [--mps MODEL.mps | --why-no-mps TEXT]
    python bench/peers/run.py --self-test

One thread; `limit` is in wall seconds. `wall_s` and `cpu_s` are of the solve alone, reading and building not counted. What a peer
cannot read has the status `refused` and the reason in `note`; a peer that ends in an error has the status `failed`. `objective` is what the
peer claims, `value` and `violation` are this translation's at its point, in float64. bench/peers.ts runs all of them.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import math  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

sys.dont_write_bytecode = True
from expression import Refused  # noqa: E402
from instance import Problem  # noqa: E402
from record import Task  # noqa: E402

# Module and function of each peer: a module is imported only for its own run.
PEERS = {
    "maingo": ("on_maingo", "solve"),
    "maingo-no-starts": ("on_maingo", "solve_without_starts"),
    "scip": ("on_scip", "solve"),
    "highs": ("on_highs", "solve"),
    "gurobi": ("on_gurobi", "solve"),
    "omlt": ("on_omlt", "solve"),
    "omlt-partition": ("on_omlt", "solve_partitioned"),
    "entmoot": ("on_entmoot", "solve"),
    "botorch": ("on_botorch", "solve"),
}
REFUSED = {key: None for key in ("objective", "bound", "nodes", "wall_s", "cpu_s", "point")}


def line(peer, task):
    module_name, function = PEERS[peer]
    record = {"instance": task.file.stem, "solver": peer, "version": None, "threads": 1, "gap_requested": task.gap, "limit": task.limit}
    try:
        module = importlib.import_module(module_name)
        record["version"] = module.VERSION
        record |= getattr(module, function)(task)
    except Refused as reason:
        return record | REFUSED | {"status": "refused", "note": f"refused: {reason}", "value": None, "violation": None}
    except Exception as error:
        note = f"{type(error).__name__}: {str(error)[:300]}"
        return record | REFUSED | {"status": "failed", "note": note, "value": None, "violation": None}
    return record | at(record["point"], task.file)


def at(point, file):
    try:
        problem = Problem(file)
    except Refused:
        return {"value": None, "violation": None}
    is_there = point is not None
    return {"value": problem.value(point) if is_there else None, "violation": problem.violation(point) if is_there else None}


def finite(value):
    """JSON has no infinities."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", nargs="?", choices=PEERS)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--mps", type=Path)
    parser.add_argument("--why-no-mps", default="no MPS file was given")
    parser.add_argument("--self-test", action="store_true")
    given = parser.parse_args()
    if given.self_test:
        import self_test

        sys.exit(self_test.run())
    if given.peer is None or given.file is None:
        parser.error("give a peer and an instance file")
    mps = given.mps and given.mps.resolve()
    record = line(given.peer, Task(given.file.resolve(), given.gap, given.limit, mps, given.why_no_mps))
    print(json.dumps({key: finite(value) for key, value in record.items()}))


if __name__ == "__main__":
    main()
