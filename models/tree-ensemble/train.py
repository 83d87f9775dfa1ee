"""Trains small forests and boosted trees with scikit-learn, exports them with skl2onnx, and writes beside each NAME.onnx a
NAME.points.json with inputs on and beside thresholds and the outputs of onnxruntime (float32).

    python3.11 -m venv .venv && .venv/bin/pip install -r models/requirements.txt
    .venv/bin/python models/tree-ensemble/train.py

The data are synthetic; seeds are fixed.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import helper
from skl2onnx import to_onnx
from sklearn.ensemble import (
    BaggingRegressor,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

FOLDER = Path(__file__).parent
RANDOM = np.random.RandomState(0)
X = RANDOM.rand(500, 5).astype(np.float32)
Y = 10 * np.sin(np.pi * X[:, 0] * X[:, 1]) + 20 * (X[:, 2] - 0.5) ** 2 + 10 * X[:, 3] + 5 * X[:, 4]
CLASSES = np.digitize(Y, np.quantile(Y, [0.4, 0.7]))
FIXED = {"random_state": 0}

MODELS = {
    "friedman-tree": (DecisionTreeRegressor(max_depth=6, **FIXED), Y),
    "friedman-boosted": (GradientBoostingRegressor(n_estimators=100, max_depth=3, subsample=0.8, **FIXED), Y),
    "friedman-forest": (RandomForestRegressor(n_estimators=25, max_depth=6, **FIXED), Y),
    "friedman-extra-trees": (ExtraTreesRegressor(n_estimators=25, max_depth=6, **FIXED), Y),
    "friedman-two-targets": (RandomForestRegressor(n_estimators=15, max_depth=5, **FIXED), np.c_[Y, X[:, 0] - X[:, 3]]),
    "friedman-bagging": (BaggingRegressor(DecisionTreeRegressor(max_depth=5), n_estimators=12, **FIXED), Y),
    "friedman-scaled": (make_pipeline(StandardScaler(), GradientBoostingRegressor(n_estimators=30, **FIXED)), Y),
    "friedman-isolation": (IsolationForest(n_estimators=20, max_samples=64, **FIXED), None),
    "friedman-two-classes": (GradientBoostingClassifier(n_estimators=30, max_depth=3, **FIXED), CLASSES > 0),
    "friedman-votes": (RandomForestClassifier(n_estimators=25, max_depth=5, **FIXED), CLASSES),
}


def thresholds(model):
    found = []
    for node in model.graph.node:
        if not node.op_type.startswith("TreeEnsemble"):
            continue
        values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        for f, t, mode in zip(values["nodes_featureids"], values["nodes_values"], values["nodes_modes"]):
            if mode != b"LEAF":
                found.append((f, np.float32(t)))
    return found


def points(model):
    """Random points, then points with one coordinate on a threshold or one float32 beside it."""
    rows = list(X[:20])
    cuts = thresholds(model)
    for k in range(40):
        x = X[RANDOM.randint(len(X))].copy()
        feature, value = cuts[RANDOM.randint(len(cuts))]
        x[feature] = [value, np.nextafter(value, np.float32(-9)), np.nextafter(value, np.float32(9))][k % 3]
        rows.append(x)
    return np.array(rows, dtype=np.float32)


for name, (estimator, target) in MODELS.items():
    estimator.fit(X, target)
    options = {"zipmap": False} if hasattr(estimator, "predict_proba") else None
    options = {"score_samples": False} if isinstance(estimator, IsolationForest) else options
    model = to_onnx(estimator, X[:1], options={id(estimator): options} if options else None, target_opset={"": 17, "ai.onnx.ml": 3})
    model.graph.name = name
    data = model.SerializeToString()
    (FOLDER / f"{name}.onnx").write_bytes(data)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    output = session.get_outputs()[-1].name
    x = points(model)
    y = session.run([output], {session.get_inputs()[0].name: x})[0].reshape(len(x), -1)
    card = {"output": output, "X": x.astype(float).tolist(), "y": y.astype(float).tolist()}
    (FOLDER / f"{name}.points.json").write_text(json.dumps(card, separators=(",", ":")))
    print(name, len(data), output)
