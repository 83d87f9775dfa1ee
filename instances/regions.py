"""Writes instances/convex-regions: the bundled surrogates of the peaks function (models/convex-regions), alone and two at once. Known values come from a
linear program (scipy, HiGHS) for every region, or for every pair of regions that can meet.

    python instances/regions.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

HERE = Path(__file__).parent
FOLDER = HERE / "convex-regions"


def regions(kind):
    return json.loads((HERE.parent / f"models/convex-regions/peaks-{kind}.json").read_text())["regions"]


def polytope(region):
    def ends(key, default):
        return np.array([default if e is None else e for e in region.get(key, [default] * 2)], float)

    rows = np.array(region.get("rows", []), float).reshape(-1, 2)
    return ends("lower", -3.0), ends("upper", 3.0), rows, np.array(region.get("limits", []), float)


def least(chosen, sign, extra):
    """The least of sign * (sum of the models) over the intersection of regions and the row extra . x <= limit."""
    parts = [polytope(region) for region in chosen]
    lower = np.maximum(-3.0, np.max([part[0] for part in parts], axis=0))
    upper = np.minimum(3.0, np.min([part[1] for part in parts], axis=0))
    if np.any(lower > upper):
        return np.inf
    rows = np.vstack([part[2] for part in parts] + [row for row, _ in extra])
    limits = np.concatenate([part[3] for part in parts] + [[limit] for _, limit in extra])
    slopes = np.sum([region["slopes"] for region in chosen], axis=0)
    constant = sum(region["constant"] for region in chosen)
    found = linprog(
        sign * slopes, A_ub=rows if len(rows) else None, b_ub=limits if len(rows) else None, bounds=list(zip(lower, upper))
    )
    return found.fun + sign * constant if found.status == 0 else np.inf


def write(name, models, objective, value, rows=()):
    instance = {
        "surety": 1,
        "name": name,
        "models": {key: {"file": f"../../models/convex-regions/peaks-{kind}.json"} for key, kind in models.items()},
        "variables": [{"name": "x", "size": 2, "lower": -3, "upper": 3}],
        **objective,
        **({"subjectTo": list(rows)} if rows else {}),
        "known": {"objective": round(value, 9), "from": "a linear program per region or pair of regions (instances/regions.py)"},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(instance, indent=2) + "\n")
    print(name, value)


def main():
    FOLDER.mkdir(exist_ok=True)
    for kind in ("tree", "oblique", "cluster"):
        value = min(least([region], 1, []) for region in regions(kind))
        write(f"peaks-{kind}", {"net": kind}, {"minimize": "net(x)"}, value)
    row = [(np.array([1.0, 2.0]), 1.0)]
    pairs = ((a, b) for a in regions("oblique") for b in regions("cluster"))
    value = min(least(pair, 1, row) for pair in pairs)
    write(
        "peaks-two",
        {"f": "oblique", "g": "cluster"},
        {"minimize": "f(x) + g(x)"},
        value,
        ["x[0] + 2*x[1] <= 1"],
    )


if __name__ == "__main__":
    main()
