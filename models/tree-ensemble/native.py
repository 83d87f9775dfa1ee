"""Trains small boosted trees with XGBoost and LightGBM, saves them in the libraries' own formats, and writes beside each
NAME.json/NAME.txt a NAME.points.json with inputs on and beside thresholds and the library's predictions.

    python3.11 -m venv .venv-trees && .venv-trees/bin/pip install xgboost==3.2.0 lightgbm==4.7.0 scikit-learn pandas
    .venv-trees/bin/python models/tree-ensemble/native.py

The data are synthetic; seeds are fixed.
"""
import json
import re
from pathlib import Path

import lightgbm as lgb
import numpy as np
import xgboost as xgb

FOLDER = Path(__file__).parent
RANDOM = np.random.RandomState(0)
X = np.c_[RANDOM.rand(400, 3) * 2 - 1, RANDOM.randint(0, 9, 400)].astype(np.float32).astype(float)
X[RANDOM.rand(400) < 0.2, 1] = 0
Y = 3 * X[:, 0] + np.sin(4 * X[:, 1]) + X[:, 1] * X[:, 2] + (X[:, 3] % 3) + 2.5
COUNTS = np.round(np.exp(Y / 3))
IS_LARGE = (Y > np.median(Y)).astype(int)
CLASSES = np.digitize(Y, np.quantile(Y, [0.33, 0.66]))


def points(thresholds, single):
    """Random points, then points with one coordinate on a threshold or one step of the number format beside it."""
    step = np.float32 if single else np.float64
    rows = list(X[:20])
    for k in range(60):
        x = X[RANDOM.randint(len(X))].copy()
        feature, value = thresholds[RANDOM.randint(len(thresholds))]
        x[feature] = [value, np.nextafter(step(value), step(-9)), np.nextafter(step(value), step(9))][k % 3]
        rows.append(x)
    # Between, below and above the categories.
    rows += [np.r_[X[k, :3], c] for k, c in enumerate([-1, -0.5, 0.5, 2.9, 8.5, 9, 40, 1e5])]
    return np.array(rows)


def write(name, model, x, predictions):
    model.save_model(FOLDER / name)
    text = (FOLDER / name).read_text()
    if name.endswith(".json"):
        (FOLDER / name).write_text(json.dumps(json.loads(text), separators=(",", ":")))
    else:
        (FOLDER / name).write_text(re.sub(r"\nparameters:.*", "\n", text, flags=re.S))
    rows = np.asarray(predictions, float).reshape(len(x), -1).tolist()
    stem = name.rsplit(".", 1)[0]
    (FOLDER / f"{stem}.points.json").write_text(json.dumps({"X": x.tolist(), "y": rows}, separators=(",", ":")))
    print(name, (FOLDER / name).stat().st_size)


XGBOOST = {
    "xgboost-regression": ({"objective": "reg:squarederror"}, Y),
    "xgboost-binary": ({"objective": "binary:logistic", "base_score": 0.3}, IS_LARGE),
    "xgboost-margin": ({"objective": "binary:logitraw", "base_score": 0.3}, IS_LARGE),
    "xgboost-classes": ({"objective": "multi:softprob", "num_class": 3}, CLASSES),
    "xgboost-poisson": ({"objective": "count:poisson"}, COUNTS),
    "xgboost-dart": ({"objective": "reg:squarederror", "booster": "dart", "rate_drop": 0.4, "one_drop": 1}, Y),
    "xgboost-targets": ({"objective": "reg:squarederror"}, np.c_[Y, X[:, 2] ** 2]),
    "xgboost-vector-leaves": ({"objective": "reg:squarederror", "multi_strategy": "multi_output_tree"}, np.c_[Y, X[:, 2] ** 2]),
    "xgboost-categories": ({"objective": "reg:squarederror", "tree_method": "hist", "max_cat_to_onehot": 1}, Y),
}

LIGHTGBM = {
    "lightgbm-regression": ({"objective": "regression"}, Y),
    "lightgbm-binary": ({"objective": "binary", "sigmoid": 1.5}, IS_LARGE),
    "lightgbm-classes": ({"objective": "multiclass", "num_class": 3}, CLASSES),
    "lightgbm-poisson": ({"objective": "poisson"}, COUNTS),
    "lightgbm-forest": ({"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}, Y),
    "lightgbm-categories": ({"objective": "regression", "cat_smooth": 1, "cat_l2": 1, "min_data_per_group": 5}, Y),
    "lightgbm-zeros": ({"objective": "regression", "zero_as_missing": True}, Y),
}


def xgboost_thresholds(file):
    learner = json.loads(file)["learner"]["gradient_booster"]
    model = learner.get("model") or learner["gbtree"]["model"]
    return [
        (f, np.float32(t))
        for tree in model["trees"]
        for f, t, l, kind in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"], tree["split_type"])
        if l >= 0 and kind == 0
    ]


for name, (parameters, target) in XGBOOST.items():
    types = ["q", "q", "q", "c" if name.endswith("categories") else "q"]
    matrix = lambda x: xgb.DMatrix(x, feature_types=types, enable_categorical=True)
    data = xgb.DMatrix(X, target, feature_types=types, enable_categorical=True)
    model = xgb.train({"max_depth": 4, "seed": 0, "eta": 0.3, "nthread": 1, **parameters}, data, 12)
    x = points(xgboost_thresholds(model.save_raw("json").decode()), True)
    write(f"{name}.json", model, x, model.predict(matrix(x)))

for name, (parameters, target) in LIGHTGBM.items():
    data = lgb.Dataset(X, target, categorical_feature=[3] if name.endswith("categories") else [])
    parameters = {"num_leaves": 9, "verbose": -1, "seed": 0, "min_data_in_leaf": 8, "num_threads": 1, **parameters}
    model = lgb.train(parameters, data, 12)
    trees = re.findall(r"split_feature=(.*)\n(?:.*\n)*?threshold=(.*)\ndecision_type=(.*)\n", model.model_to_string())
    thresholds = [
        (int(f), float(t))
        for tree in trees
        for f, t, kind in zip(*(line.split() for line in tree))
        if int(kind) % 2 == 0
    ]
    x = points(thresholds, False)
    write(f"{name}.txt", model, x, model.predict(x))
