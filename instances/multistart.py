"""Finds the `known` value of every instance that has none, or checks those that have one, by dense multistart.

    python instances/multistart.py [--write] [instances/network/NAME.json ...]

2^17 scrambled Sobol points of the box are evaluated in float64 (models/reference.py), the best 100 are improved by L-BFGS-B
with central differences, and the best 10 of these by restarts of Nelder-Mead, which gets over kinks. The value is that of a
very good point, not a proof.
Understands what the bundled instances use: one vector variable, and an objective linear in a model's outputs.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.stats import qmc

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent / "models"))
sys.dont_write_bytecode = True
import reference  # noqa: E402

SAMPLES, STARTS, POLISHED, RESTARTS = 2**17, 100, 10, 8
FROM = f"multistart in Python: {SAMPLES} Sobol points, best {STARTS} improved by L-BFGS-B and Nelder-Mead (instances/multistart.py)"


def objective(instance, folder):
    """The objective to minimize, as a function of points (m, n); negated for a maximization."""
    models = {name: reference.load(str(folder / entry["file"])) for name, entry in instance["models"].items()}
    (variable,) = instance["variables"]
    text = instance.get("minimize") or instance["maximize"]
    sign = 1 if "minimize" in instance else -1
    call = re.compile(rf"(\w+)\({variable['name']}\)(?:\[(\d+)\])?")
    code = compile(call.sub(lambda m: f"outputs[{m[1]!r}][:, {m[2] or 0}]", text), text, "eval")

    def evaluate(x):
        outputs = {name: model(x) for name, model in models.items()}
        return sign * eval(code, {"outputs": outputs})

    size = variable.get("size", 1)
    lower = np.broadcast_to(np.array(variable["lower"], float), size)
    upper = np.broadcast_to(np.array(variable["upper"], float), size)
    return evaluate, lower, upper, sign


def multistart(f, lower, upper):
    points = qmc.scale(qmc.Sobol(len(lower), seed=0).random(SAMPLES), lower, upper)
    values = np.concatenate([f(block) for block in np.array_split(points, 64)])
    single = lambda x: float(f(np.clip(x, lower, upper)[None])[0])

    step = 1e-6 * (upper - lower)

    def gradient(x):
        shifts = np.diag(step)
        y = f(np.concatenate([x + shifts, x - shifts]))
        return (y[: len(x)] - y[len(x) :]) / (2 * step)

    bounds = list(zip(lower, upper))
    found = []
    for start in points[np.argsort(values)[:STARTS]]:
        result = minimize(single, start, jac=gradient, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-12})
        found.append(min((result.fun, tuple(np.clip(result.x, lower, upper))), (single(start), tuple(start))))
    # Kinks stop L-BFGS-B early: restarts of Nelder-Mead from the best few get over them.
    best = min(found)
    for value, x in sorted(set(found))[:POLISHED]:
        for _ in range(RESTARTS):
            options = {"xatol": 1e-12, "fatol": 1e-14, "maxiter": 4000, "maxfev": 8000}
            result = minimize(single, x, method="Nelder-Mead", bounds=bounds, options=options)
            if not result.fun < value - 1e-14 * abs(value):
                break
            value, x = result.fun, tuple(np.clip(result.x, lower, upper))
        best = min(best, (value, tuple(x)))
    return np.array(best[1]), best[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="write the value into instances that have none")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    for path in arguments.files or sorted((ROOT / "network").glob("*.json")):
        instance = json.loads(path.read_text())
        f, lower, upper, sign = objective(instance, path.parent)
        x, value = multistart(f, lower, upper)
        known = instance.get("known", {}).get("objective")
        print(f"{path.stem}: {sign * value:.12g} at {np.round(x, 6).tolist()}, known {known}", flush=True)
        if arguments.write and known is None:
            text = path.read_text().rstrip().removesuffix("}").rstrip()
            entry = json.dumps({"objective": sign * value, "from": FROM})
            path.write_text(f'{text},\n  "known": {{ {entry[1:-1]} }}\n}}\n')


if __name__ == "__main__":
    main()
