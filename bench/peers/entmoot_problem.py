"""A problem as ENTMOOT states it, over its own ensemble: written for Surety, or solved by ENTMOOT with HiGHS (one JSON line).

    python bench/peers/entmoot_problem.py --write FOLDER     mean.txt and entmoot-like.json
    python bench/peers/entmoot_problem.py --at POINT.json                       its acquisition at a point of eight numbers
    python bench/peers/entmoot_problem.py [--gap 1e-3] [--time-limit 300]       solves

Eight features (six real, one integer, one of four categories), 100 points, 300 trees of depth 3 by LightGBM as ENTMOOT trains them, two linear
constraints, and the penalty sense: mean + beta * distance to the nearest point, l1 in ranges of 1, 1 for another category, divided by the number of features.
Needs entmoot (2.1.1), whose PyomoOptimizer passes HiGHS arguments that it refuses; they are dropped here.
"""

import argparse
import json
import os
import time
import types
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
warnings.filterwarnings("ignore")
import numpy as np
from entmoot import Enting, ProblemConfig, PyomoOptimizer
from entmoot.optimizers import pyomo_opt
from pyomo import environ as pyo

REALS, CATEGORIES, MOST = 6, ("a", "b", "c", "d"), 8
TREES, DEPTH, POINTS = 300, 3, 100
# ENTMOOT's default.
BETA = 1.96
IDLE = ("split_gain", "leaf_weight", "leaf_count", "internal_", "tree_sizes", "feature_infos")


def target(x):
    *reals, count, category = x
    a, b, c, d, e, f = (float(v) for v in reals)
    kind = CATEGORIES.index(category)
    friedman = 10 * np.sin(np.pi * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e
    return friedman + 0.4 * (int(count) - 4) ** 2 + (0, -3 * f, 2 * a - 1, 1 - 4 * b)[kind]


def model():
    config = ProblemConfig(rnd_seed=0)
    for _ in range(REALS):
        config.add_feature("real", (0.0, 1.0))
    config.add_feature("integer", (1, MOST))
    config.add_feature("categorical", CATEGORIES)
    config.add_min_objective()
    random = np.random.RandomState(0)
    reals = np.round(random.rand(POINTS, REALS), 3)
    counts, kinds = random.randint(1, MOST + 1, POINTS), random.randint(0, len(CATEGORIES), POINTS)
    rows = [[*map(float, x), int(n), CATEGORIES[k]] for x, n, k in zip(reals, counts, kinds)]
    training = {"train_params": {"num_boost_round": TREES, "max_depth": DEPTH}}
    uncertainty = {"dist_metric": "l1", "cat_metric": "overlap", "acq_sense": "penalty", "beta": BETA}
    enting = Enting(config, params={"tree_train_params": training, "unc_params": uncertainty})
    enting.fit(np.array(rows, dtype=object), np.array([[target(row)] for row in rows]))
    scaled = np.hstack([reals, (counts[:, None] - 1) / (MOST - 1), np.eye(len(CATEGORIES))[kinds] / 2])
    return config, enting, scaled


def write(folder, enting, scaled):
    folder.mkdir(parents=True, exist_ok=True)
    booster = next(iter(enting.mean_model.tree_dict.values()))
    # What says nothing about the trees' values is three quarters of the text.
    text, *_ = booster.model_to_string().split("\nfeature_importances:")
    lines = [line for line in text.splitlines() if not line.startswith(IDLE)]
    (folder / "mean.txt").write_text("\n".join(lines) + "\n")
    of = [*(f"x[{j}]" for j in range(REALS)), "n", *(f"kind[{k}]" for k in range(len(CATEGORIES)))]
    parameters = {
        "offset": [0.0] * REALS + [1.0] + [0.0] * len(CATEGORIES),
        "factor": [1.0] * REALS + [1 / (MOST - 1)] + [0.5] * len(CATEGORIES),
        "points": scaled.ravel().tolist(),
        "norm": "l1",
        "neighbours": 1,
        "limit": 1e-9,
    }
    code = " + ".join(f"{k} * kind[{k}]" for k in range(1, len(CATEGORIES)))
    instance = {
        "surety": 1,
        "name": "entmoot-like",
        "models": {"mean": {"file": "mean.txt"}},
        "variables": [
            {"name": "x", "size": REALS, "lower": 0, "upper": 1},
            {"name": "n", "lower": 1, "upper": MOST, "integer": True},
            {"name": "kind", "size": len(CATEGORIES), "binary": True},
        ],
        "minimize": f"mean({', '.join(of[: REALS + 1])}, {code})",
        "subjectTo": [" + ".join(of[REALS + 1 :]) + " == 1", "x[0] + x[1] >= 0.8", "n + 8 * x[3] >= 5"],
        "validity": [{"kind": "distance", "of": of, "penalty": BETA / 8, "parameters": parameters}],
    }
    lines = [f'  "{key}": {json.dumps(value)}' for key, value in instance.items()]
    (folder / "entmoot-like.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def acquisition(enting, point):
    return float(np.ravel(enting.predict_acq(np.array([point], dtype=object))[0])[0])


def constrained(config):
    """ENTMOOT's Pyomo model of the features, with the two constraints."""
    core = config.get_pyomo_model_core()
    x = core._all_feat
    core.first = pyo.Constraint(expr=x[0] + x[1] >= 0.8)
    core.second = pyo.Constraint(expr=x[6] + 8 * x[3] >= 5)
    return core


def solve(config, enting, arguments):
    factory, runs = pyomo_opt.pyo.SolverFactory, []

    def silent(name, **_):
        solver = factory(name)
        runs.append(solver)
        return solver

    pyomo_opt.pyo = types.SimpleNamespace(**{**vars(pyomo_opt.pyo), "SolverFactory": silent})
    core = constrained(config)
    options = {"mip_rel_gap": arguments.gap, "time_limit": arguments.time_limit, "threads": 1}
    optimizer = PyomoOptimizer(config, params={"solver_name": "appsi_highs", "solver_options": options, "verbose": False})
    start, cpu = time.perf_counter(), time.process_time()
    line = {"solver": "entmoot, HiGHS"}
    try:
        result = optimizer.solve(enting, model_core=core)
        line |= {"objective": float(result.opt_val), "at": [*map(str, np.ravel(result.opt_point))]}
        line |= {"predicted": acquisition(enting, result.opt_point[0])}
    except Exception as error:
        line |= {"error": f"{type(error).__name__}: {str(error)[:200]}"}
    line |= {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
    info = runs[0]._solver_model.getInfo() if runs and getattr(runs[0], "_solver_model", None) is not None else None
    if info is not None:
        line |= {"best": info.objective_function_value, "bound": info.mip_dual_bound, "gap": info.mip_gap, "nodes": info.mip_node_count}
    return line


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", type=Path)
    parser.add_argument("--at", type=Path)
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--time-limit", type=float, default=300)
    arguments = parser.parse_args()
    problem = model()
    if arguments.write:
        write(arguments.write, *problem[1:])
    elif arguments.at:
        *numbers, category = json.loads(arguments.at.read_text())
        print(json.dumps({"acquisition": acquisition(problem[1], [*numbers, CATEGORIES[int(category)]])}))
    else:
        print(json.dumps(solve(*problem[:2], arguments)))


if __name__ == "__main__":
    main()
