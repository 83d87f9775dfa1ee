"""Looks for published figures of ../shared/instances/ann400 that cannot be right, without Surety: multistart in numpy.

    .venv/bin/python bench/peers/published.py        # a few seconds; packages of models/requirements.txt

For each network the best value of a multistart over [-1, 1]^n is an upper bound of the minimum (up to float64 rounding). A
published bound above it is wrong. A published objective well below it belongs to no point that the multistart found; for GELU
the network is then minimized again with the tanh approximation in place of the erf form that the file holds.
"""

import csv
import math
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "models"), str(ROOT / "instances")]
sys.dont_write_bytecode = True
import multistart  # noqa: E402
import reference  # noqa: E402

FOLDER = ROOT.parent / "shared" / "instances" / "ann400"
TOLERANCE = 1e-5
multistart.SAMPLES, multistart.STARTS = 2**13, 20


def tanh_gelu(t, attributes):
    z = t[0]
    return 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))


def minimum(path, inputs, gelu):
    reference.OPERATORS["Gelu"] = gelu
    network = reference.load(str(path))
    return multistart.multistart(lambda x: network(x)[:, 0], -np.ones(inputs), np.ones(inputs))[1]


def main():
    erf_gelu = reference.OPERATORS["Gelu"]
    rows = csv.DictReader((FOLDER / "published.csv").open())
    checked = 0
    for row in rows:
        path = FOLDER / f"{row['instance']}.onnx"
        if not path.exists():
            continue
        value = minimum(path, int(row["inputs"]), erf_gelu)
        approximate = None
        for solver in [key.removesuffix("_status") for key in row if key.endswith("_status")]:
            if row[f"{solver}_status"] in ("INFEASIBLE", "OPTIMIZE_NOT_CALLED"):
                continue
            checked += 1
            bound, objective = float(row[f"{solver}_bound"]), float(row[f"{solver}_objective"])
            if bound > value + TOLERANCE:
                print(f"{row['instance']} {solver}: bound {bound:.7g} above the value {value:.7g} of a point")
            if objective < value - TOLERANCE:
                note = ""
                if "gelu" in row["instance"]:
                    approximate = minimum(path, int(row["inputs"]), tanh_gelu) if approximate is None else approximate
                    note = f"; with the tanh approximation {approximate:.7g}"
                print(f"{row['instance']} {solver}: objective {objective:.7g} below the best found {value:.7g}{note}", flush=True)
    print(f"{checked} published runs checked")


if __name__ == "__main__":
    main()
