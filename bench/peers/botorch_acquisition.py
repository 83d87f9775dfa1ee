"""Maximizes acquisition functions with BoTorch's `optimize_acqf` and says how often it misses the certified optimum.

    node build/peers.js --setup
    node build/acquisition.js export build/problems.jsonl
    .venv-peers-torch/bin/python bench/peers/botorch_acquisition.py build/problems.jsonl [--seed 0] [--first N]

Reads the problems that `bench/acquisition.ts` exports (200: EI and LCB of 100 Gaussian processes, 1 to 4 inputs). Hyper-parameters
are those of the file, nothing is fitted; float64. EI is maximized as LogExpectedImprovement, which BoTorch recommends, and as
ExpectedImprovement; LCB as UpperConfidenceBound(beta = kappa^2, maximize=False). `optimize_acqf` with num_restarts 10, raw_samples 512
and otherwise its defaults. Before each problem, BoTorch's mean and acquisition are compared with those of the file at its check points.
Prints one JSON line per problem and acquisition function, then a summary line each: misses are values more than 1 % worse than
the certified optimum, contradictions (must be 0) are values better than the proved bound.
"""

import argparse
import json
import math
import time
import warnings
from pathlib import Path

import torch

warnings.filterwarnings("ignore")

import gpytorch
from botorch.acquisition import ExpectedImprovement, LogExpectedImprovement, UpperConfidenceBound
from botorch.models import SingleTaskGP
from botorch.optim import optimize_acqf

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

MISS = 0.01
RESTARTS = 10
RAW_SAMPLES = 512
"""-ln EI up to which plain EI is compared."""
PLAIN_LIMIT = 15


def model_of(problem):
    d = len(problem["lengthScales"])
    x = torch.tensor(problem["x"]).reshape(-1, d)
    y = torch.tensor(problem["y"])[:, None]
    if problem["kernel"] == "matern52":
        base = gpytorch.kernels.MaternKernel(2.5, ard_num_dims=d)
    else:
        base = gpytorch.kernels.RBFKernel(ard_num_dims=d)
    # GPyTorch would raise the noise to 1e-6.
    with gpytorch.settings.min_fixed_noise(double_value=1e-12):
        model = SingleTaskGP(
            x,
            y,
            train_Yvar=torch.full_like(y, problem["noiseVariance"]),
            covar_module=gpytorch.kernels.ScaleKernel(base),
            mean_module=gpytorch.means.ZeroMean(),
            outcome_transform=None,
        )
    model.covar_module.base_kernel.lengthscale = torch.tensor(problem["lengthScales"])[None]
    model.covar_module.outputscale = problem["signalVariance"]
    return model.eval()


def acquisitions(problem, model):
    """Name, function to be maximized, cost (-ln EI, or the bound itself) as a function of its value."""
    parameter = problem["parameter"]
    if problem["kind"] == "lcb":
        bound = UpperConfidenceBound(model, beta=parameter**2, maximize=False)
        return [("LCB", bound, lambda v: -v)]
    log, plain = (kind(model, best_f=parameter, maximize=False) for kind in (LogExpectedImprovement, ExpectedImprovement))
    return [("ln EI", log, lambda v: -v), ("EI", plain, lambda v: -math.log(v) if v > 0 else math.inf)]


def disagreement(problem, model, function, cost):
    """Largest differences at the check points: of the mean in deviations of the observations, of the cost relative to it where above 1."""
    of_mean = of_cost = 0.0
    with torch.no_grad():
        for check in problem["checks"]:
            x = torch.tensor(check["x"])[None]
            of_mean = max(of_mean, abs(float(model.posterior(x).mean) - check["mean"]))
            # Plain EI is lost in rounding where it is tiny.
            if not (check["cost"] > PLAIN_LIMIT and isinstance(function, ExpectedImprovement)):
                difference = abs(cost(float(function(x))) - check["cost"])
                of_cost = max(of_cost, difference / max(1, abs(check["cost"])))
    return of_mean, of_cost


def run(problem, name, function, cost, model, seed):
    of_mean, of_cost = disagreement(problem, model, function, cost)
    d = len(problem["lengthScales"])
    bounds = torch.stack([torch.zeros(d), torch.ones(d)])
    torch.manual_seed(seed)
    start = time.process_time()
    _, reached = optimize_acqf(function, bounds=bounds, q=1, num_restarts=RESTARTS, raw_samples=RAW_SAMPLES)
    cpu = time.process_time() - start
    if problem["kind"] == "ei":
        value = math.exp(-cost(float(reached)))
        shortfall = 1 - value / problem["value"]
        is_contradiction = value > problem["bound"] * (1 + 1e-6)
    else:
        value = cost(float(reached))
        shortfall = (value - problem["value"]) / abs(problem["value"])
        is_contradiction = value < problem["bound"] - 1e-6 * abs(problem["bound"])
    return {
        "function": problem["function"],
        "kernel": problem["kernel"],
        "count": len(problem["y"]),
        "acquisition": name,
        "value": value,
        "certified": problem["value"],
        "shortfall": shortfall,
        "isMiss": shortfall > MISS,
        "isContradiction": is_contradiction,
        "meanDifference": of_mean,
        "costDifference": of_cost,
        "cpuSeconds": cpu,
    }


def summary(name, runs):
    functions = {r["function"]: None for r in runs}
    misses = lambda some: f"{sum(r['isMiss'] for r in some)} of {len(some)}"
    times = sorted(r["cpuSeconds"] for r in runs)
    return {
        "acquisition": name,
        "misses": misses(runs),
        "byFunction": {f: misses([r for r in runs if r["function"] == f]) for f in functions},
        "worstShortfall": max(r["shortfall"] for r in runs),
        "contradictions": sum(r["isContradiction"] for r in runs),
        "meanDifference": max(r["meanDifference"] for r in runs),
        "costDifference": max(r["costDifference"] for r in runs),
        "medianCpuSeconds": times[len(times) // 2],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, help="only the first N problems")
    options = parser.parse_args()
    runs = {}
    for k, line in enumerate(options.file.read_text().splitlines()[: options.first]):
        problem = json.loads(line)
        if problem["status"] != "optimal":
            continue
        model = model_of(problem)
        for name, function, cost in acquisitions(problem, model):
            result = run(problem, name, function, cost, model, 1000 * options.seed + k)
            runs.setdefault(name, []).append(result)
            print(json.dumps(result), flush=True)
    for name, of_name in runs.items():
        print(json.dumps(summary(name, of_name)))


main()
