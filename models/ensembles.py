"""Trains the tree ensembles of bench/tree-ensemble.ts and bench/ensemble-warm-starts.ts and writes each as FOLDER/NAME.json,
flat arrays as in src/predictors/tree-ensemble/trees.ts. They are too large for the repository.

    .venv/bin/python models/ensembles.py build/ensembles [NAME ...]

Seeds are fixed. The concrete data are read from ../shared/models/data; without them its ensembles are left out.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor

CONCRETE = Path(__file__).parent.parent.parent / "shared/models/data/concrete.csv"


def friedman(random, features):
    x = random.rand(2000, features)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return x, y + 0.5 * random.randn(2000)


def rastrigin(random, features):
    x = random.rand(4000, features) * 10.24 - 5.12
    return x, (x**2 - 10 * np.cos(2 * np.pi * x / 3) + 10).sum(1)


def rotated(random, features):
    """A sum of twelve waves in random directions: every feature interacts with every other one."""
    x = random.rand(3000, features) * 2 - 1
    directions = 1.6 * random.randn(features, 12)
    phases = 6.28 * random.rand(12)
    return x, np.cos(x @ directions + phases) @ random.randn(12)


def drawn(seed, data):
    """Draws data sets from one stream of random numbers and returns the last."""
    random = np.random.RandomState(seed)
    return [kind(random, features) for kind, features in data][-1]


# The streams of the method's first trials, so that its figures can be compared.
FRIEDMAN_5 = (0, [(friedman, 5)])
RASTRIGIN_8 = (0, [(friedman, 5), (rastrigin, 8)])
FRIEDMAN_20 = (1, [(friedman, 10), (friedman, 20)])
ROTATED_8 = (1, [(friedman, 10), (friedman, 20), (rotated, 5), (rotated, 8)])
ROTATED_15 = (1, ROTATED_8[1] + [(rotated, 15)])


def diabetes():
    return load_diabetes(return_X_y=True)


def concrete():
    """Strength to be maximized: its negative."""
    rows = np.array([[float(cell) for cell in row] for row in list(csv.reader(CONCRETE.open()))[1:]])
    return rows[:, :-1], -rows[:, -1]


def boosted(data, trees, depth, rate=0.1):
    x, y = data
    model = GradientBoostingRegressor(
        n_estimators=trees, max_depth=depth, learning_rate=rate, random_state=0, subsample=0.8
    ).fit(x, y)
    return x, [e.tree_ for e in model.estimators_[:, 0]], rate, float(model.init_.constant_[0][0])


def forest(data, trees, depth):
    x, y = data
    model = RandomForestRegressor(n_estimators=trees, max_depth=depth, random_state=0, max_features=1 / 3).fit(x, y)
    return x, [e.tree_ for e in model.estimators_], 1 / trees, 0.0


def retrained(step):
    """The diabetes data, of which two more rows are known at every step; all trees are trained anew."""
    x, y = diabetes()
    rows = 430 + 2 * step
    model = GradientBoostingRegressor(n_estimators=300, max_depth=3, random_state=0).fit(x[:rows], y[:rows])
    return x, [e.tree_ for e in model.estimators_[:, 0]], 0.1, float(model.init_.constant_[0][0])


def extended(step):
    """The same, but ten trees are added to those there are."""
    x, y = diabetes()
    model = GradientBoostingRegressor(max_depth=3, random_state=0, subsample=0.8, warm_start=True)
    for k in range(step + 1):
        rows = 430 + 2 * k
        model.set_params(n_estimators=300 + 10 * k).fit(x[:rows], y[:rows])
    return x, [e.tree_ for e in model.estimators_[:, 0]], 0.1, float(model.init_.constant_[0][0])


def extended_forest(step):
    """A forest of 200 trees over the diabetes data, to which ten trees are added at every step."""
    x, y = diabetes()
    model = RandomForestRegressor(max_depth=8, random_state=0, max_features=1 / 3, warm_start=True)
    for k in range(step + 1):
        rows = 430 + 2 * k
        model.set_params(n_estimators=200 + 10 * k).fit(x[:rows], y[:rows])
    return x, [e.tree_ for e in model.estimators_], 1 / len(model.estimators_), 0.0


ENSEMBLES = {
    "friedman-5-100-5": lambda: boosted(drawn(*FRIEDMAN_5), 100, 5),
    "friedman-5-300-4": lambda: boosted(drawn(*FRIEDMAN_5), 300, 4),
    "friedman-5-1000-5": lambda: boosted(drawn(*FRIEDMAN_5), 1000, 5),
    "rastrigin-8-1000-5": lambda: boosted(drawn(*RASTRIGIN_8), 1000, 5),
    "diabetes-10-100-3": lambda: boosted(diabetes(), 100, 3),
    "diabetes-10-300-3": lambda: boosted(diabetes(), 300, 3),
    "diabetes-10-1000-3": lambda: boosted(diabetes(), 1000, 3, 0.05),
    "concrete-8-300-5": lambda: boosted(concrete(), 300, 5),
    "concrete-8-1000-5": lambda: boosted(concrete(), 1000, 5, 0.05),
    "concrete-8-300-8": lambda: boosted(concrete(), 300, 8, 0.05),
    "concrete-forest-100-8": lambda: forest(concrete(), 100, 8),
    "concrete-forest-500-8": lambda: forest(concrete(), 500, 8),
    "concrete-forest-100-full": lambda: forest(concrete(), 100, None),
    "diabetes-10-1000-5": lambda: boosted(diabetes(), 1000, 5, 0.03),
    "rotated-8-1000-4": lambda: boosted(drawn(*ROTATED_8), 1000, 4),
    "friedman-20-300-5": lambda: boosted(drawn(*FRIEDMAN_20), 300, 5),
    "rotated-15-300-5": lambda: boosted(drawn(*ROTATED_15), 300, 5),
    **{f"retrained-{step}": lambda step=step: retrained(step) for step in range(6)},
    **{f"forest-{step}": lambda step=step: extended_forest(step) for step in range(6)},
    **{f"extended-{step}": lambda step=step: extended(step) for step in range(6)},
}


def single_below(threshold):
    """The largest float32 that is not above: scikit-learn compares float32 inputs with float64 thresholds."""
    nearest = threshold.astype(np.float32)
    return np.where(nearest > threshold, np.nextafter(nearest, np.float32(-np.inf)), nearest).astype(float)


def flat(x, trees, scale, base):
    offset, arrays = 0, {key: [] for key in ("roots", "feature", "threshold", "left", "right", "values")}
    for tree in trees:
        is_leaf = tree.children_left < 0
        arrays["roots"].append(offset)
        arrays["feature"] += np.where(is_leaf, -1, tree.feature).tolist()
        arrays["threshold"] += np.where(is_leaf, 0, single_below(tree.threshold)).tolist()
        arrays["left"] += np.where(is_leaf, -1, tree.children_left + offset).tolist()
        arrays["right"] += np.where(is_leaf, -1, tree.children_right + offset).tolist()
        arrays["values"] += np.where(is_leaf, tree.value[:, 0, 0] * scale, 0).tolist()
        offset += tree.node_count
    ensemble = dict(features=x.shape[1], outputs=1, **arrays, base=[base], aggregate="sum")
    return dict(lower=x.min(0).tolist(), upper=x.max(0).tolist(), trees=ensemble)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or ENSEMBLES:
        if name.startswith("concrete") and not CONCRETE.exists():
            print(f"{name}: left out, the data are not there", flush=True)
            continue
        data = flat(*ENSEMBLES[name]())
        (folder / f"{name}.json").write_text(json.dumps(data))
        print(f"{name}: {sum(k < 0 for k in data['trees']['feature'])} leaves", flush=True)


if __name__ == "__main__":
    main()
