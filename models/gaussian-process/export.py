"""Two small scikit-learn Gaussian processes as skl2onnx writes them, for the tests of the import.

    python models/gaussian-process/export.py

Needs numpy, scikit-learn and skl2onnx. The reference values beside them are scikit-learn's own.
"""
import json
import pathlib
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, RBF, WhiteKernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType

HERE = pathlib.Path(__file__).parent


def target(X):
    return np.sin(3 * X[:, 0]) + X[:, 1] ** 2 + 5


CASES = {
    "small-matern32": (ConstantKernel(1.3) * Matern([0.9, 1.4], nu=1.5) + WhiteKernel(1e-3), 20),
    "small-rbf-low-noise": (ConstantKernel(2.0) * RBF([1.1, 1.7]), 25),
}

for name, (kernel, count) in CASES.items():
    rng = np.random.default_rng(3)
    X = np.round(rng.uniform(-2, 2, (count, 2)), 6)
    y = np.round(target(X), 6).reshape(-1, 1)
    gp = GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True)
    model = make_pipeline(StandardScaler(), gp).fit(X, y)
    onnx = to_onnx(model, initial_types=[("X", DoubleTensorType([None, 2]))], options={GaussianProcessRegressor: {"return_std": True}}, target_opset=17)
    (HERE / f"{name}.onnx").write_bytes(onnx.SerializeToString())
    points = np.round(rng.uniform(-2, 2, (6, 2)), 6)
    mean, std = model.predict(points, return_std=True)
    reference = {"X": points.tolist(), "mean": mean.ravel().tolist(), "std": std.ravel().tolist()}
    (HERE / f"{name}.reference.json").write_text(json.dumps(reference) + "\n")
