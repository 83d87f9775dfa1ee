"""Finds the `known` value of the instances over Gaussian processes (instances/gaussian-process), by multistart in numpy.

    python instances/processes.py [--write] [instances/gaussian-process/NAME.json ...]

2^15 scrambled Sobol points and the training points in the box, the best 40 improved by L-BFGS-B, the best 5 by Nelder-Mead. Posterior by
Cholesky in float64, from the formulas of docs/gaussian-processes.md and nothing of this project's code.
Understands gp(x), lcb(gp, x, k) and ei(gp, x, best) with x the process's inputs.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.stats import norm, qmc

ROOT = Path(__file__).resolve().parent
FROM = "multistart in Python: 32768 Sobol and the training points, best 40 improved by L-BFGS-B, best 5 by Nelder-Mead (instances/processes.py)"

KERNELS = {
    "squared-exponential": lambda r, a: np.exp(-r * r / 2),
    "matern12": lambda r, a: np.exp(-r),
    "matern32": lambda r, a: (1 + 3**0.5 * r) * np.exp(-(3**0.5) * r),
    "matern52": lambda r, a: (1 + 5**0.5 * r + 5 / 3 * r * r) * np.exp(-(5**0.5) * r),
    "rational-quadratic": lambda r, a: (1 + r * r / (2 * a)) ** -a,
}


class Process:
    def __init__(self, path):
        data = json.loads(path.read_text())
        self.offset, self.scale = (np.array(data["inputs"][key], float) for key in ("offset", "scale"))
        self.lengths = np.broadcast_to(np.array(data["lengthScales"], float), len(self.offset))
        self.points = np.array(data["X"], float)
        self.kernel, self.alpha = KERNELS[data["kernel"]], data.get("alpha")
        self.signal, self.mean_constant = data["signalVariance"], data.get("mean", 0)
        self.out_offset, self.out_scale = data["output"]["offset"], data["output"]["scale"]
        self.factor = cho_factor(self.covariance(self.points) + data["noiseVariance"] * np.eye(len(self.points)), lower=True)
        y = np.array(data["y"], float) if "y" in data else None
        self.weights = np.array(data["weights"], float) / self.signal if "weights" in data else cho_solve(self.factor, y - self.mean_constant)

    def covariance(self, z):
        squares = sum(((z[:, None, j] - self.points[None, :, j]) / self.lengths[j]) ** 2 for j in range(len(self.lengths)))
        return self.signal * self.kernel(np.sqrt(squares), self.alpha)

    def posterior(self, x, with_deviation):
        k = self.covariance((x - self.offset) / self.scale)
        mean = self.out_offset + self.out_scale * (self.mean_constant + k @ self.weights)
        if not with_deviation:
            return mean, None
        variance = self.signal - np.sum(k * cho_solve(self.factor, k.T).T, axis=1)
        return mean, self.out_scale * np.sqrt(np.maximum(variance, 0))


def objective(instance, folder):
    text = instance.get("minimize") or instance["maximize"]
    sign = 1 if "minimize" in instance else -1
    process = Process(folder / instance["models"]["gp"]["file"])
    call = re.fullmatch(r"(gp|lcb|ei)\((?:gp, )?x(?:, ([-\d.]+))?\)", text)
    kind, parameter = call[1], float(call[2] or 0)

    def evaluate(x):
        mean, deviation = process.posterior(x, kind != "gp")
        if kind == "gp":
            return sign * mean
        if kind == "lcb":
            return sign * (mean - parameter * deviation)
        z = (parameter - mean) / np.maximum(deviation, 1e-300)
        return sign * deviation * (z * norm.cdf(z) + norm.pdf(z))

    (variable,) = instance["variables"]
    lower, upper = (np.broadcast_to(np.array(variable[key], float), variable["size"]) for key in ("lower", "upper"))
    seeds = process.points * process.scale + process.offset
    return evaluate, lower, upper, sign, seeds


def multistart(f, lower, upper, seeds):
    points = qmc.scale(qmc.Sobol(len(lower), seed=0).random(2**15), lower, upper)
    points = np.concatenate([points, np.clip(seeds, lower, upper)])
    values = np.concatenate([f(block) for block in np.array_split(points, 128)])
    single = lambda x: float(f(np.clip(x, lower, upper)[None])[0])
    step = 1e-6 * (upper - lower)

    def gradient(x):
        shifts = np.diag(step)
        y = f(np.concatenate([x + shifts, x - shifts]))
        return (y[: len(x)] - y[len(x) :]) / (2 * step)

    bounds = list(zip(lower, upper))
    found = []
    for start in points[np.argsort(values)[:40]]:
        result = minimize(single, start, jac=gradient, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-12})
        found.append(min((result.fun, tuple(np.clip(result.x, lower, upper))), (single(start), tuple(start))))
    best = min(found)
    for value, x in sorted(set(found))[:5]:
        options = {"xatol": 1e-11, "fatol": 1e-14, "maxiter": 2000, "maxfev": 4000}
        result = minimize(single, x, method="Nelder-Mead", bounds=bounds, options=options)
        best = min(best, (result.fun, tuple(np.clip(result.x, lower, upper))))
    return np.array(best[1]), best[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="write the value into instances that have none")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    for path in arguments.files or sorted((ROOT / "gaussian-process").glob("*.json")):
        instance = json.loads(path.read_text())
        f, lower, upper, sign, seeds = objective(instance, path.parent)
        x, value = multistart(f, lower, upper, seeds)
        known = instance.get("known", {}).get("objective")
        print(f"{path.stem}: {sign * value:.12g} at {np.round(x, 6).tolist()}, known {known}", flush=True)
        if arguments.write and known is None:
            text = path.read_text().rstrip().removesuffix("}").rstrip()
            entry = json.dumps({"objective": sign * value, "from": FROM})
            path.write_text(f'{text},\n  "known": {{ {entry[1:-1]} }}\n}}\n')


if __name__ == "__main__":
    sys.exit(main())
