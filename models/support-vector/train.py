"""Trains small support vector machines with scikit-learn and writes them as `surety-svm` JSON (docs/formats.md), with reference values beside
them (NAME.points.json): the decision function at 20 points, evaluated in float64 by scikit-learn.

    python models/support-vector/train.py
"""

import json
import pathlib

import numpy as np
from sklearn import __version__
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, NuSVC, NuSVR, OneClassSVM

FOLDER = pathlib.Path(__file__).parent
KERNELS = {
    "linear": lambda m: {"type": "linear"},
    "rbf": lambda m: {"type": "rbf", "gamma": float(m._gamma)},
    "poly": lambda m: {
        "type": "polynomial",
        "gamma": float(m._gamma),
        "coef0": float(m.coef0),
        "degree": int(m.degree),
    },
    "sigmoid": lambda m: {"type": "sigmoid", "gamma": float(m._gamma), "coef0": float(m.coef0)},
}
TYPES = {SVR: "epsilon-svr", NuSVR: "nu-svr", SVC: "c-svc", NuSVC: "nu-svc", OneClassSVM: "one-class"}


def peaks(x):
    a, b = x[:, 0], x[:, 1]
    return (
        3 * (1 - a) ** 2 * np.exp(-(a**2) - (b + 1) ** 2)
        - 10 * (a / 5 - a**3 - b**5) * np.exp(-(a**2) - b**2)
        - np.exp(-((a + 1) ** 2) - b**2) / 3
    )


def machine(model, scaler):
    """What scikit-learn holds of a fitted machine, as the format has it. The score of two classes is positive for the second one."""
    written = {
        "surety-svm": 1,
        "type": TYPES[type(model)],
        "comment": f"models/support-vector/train.py, scikit-learn {__version__}",
        "kernel": KERNELS[model.kernel](model),
    }
    if scaler is not None:
        written["inputs"] = {"offset": scaler.mean_.tolist(), "scale": scaler.scale_.tolist()}
    if isinstance(model, (SVC, NuSVC)):
        written["supportsPerClass"] = model.n_support_.tolist()
    written["intercepts"] = np.atleast_1d(model.intercept_).tolist()
    written["coefficients"] = model.dual_coef_.tolist()
    written["supportVectors"] = model.support_vectors_.tolist()
    return written


def write(name, model, scaler, x):
    def scaled(points):
        return points if scaler is None else scaler.transform(points)

    score = model.predict if isinstance(model, (SVR, NuSVR)) else model.decision_function
    text = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in machine(model, scaler).items())
    (FOLDER / f"{name}.json").write_text("{\n" + text + "\n}\n")
    reference = score(scaled(x)).reshape(len(x), -1)
    points = {"X": x.tolist(), "scores": reference.tolist()}
    (FOLDER / f"{name}.points.json").write_text(json.dumps(points) + "\n")
    print(name, len(model.support_vectors_), "support vectors")


def main():
    random = np.random.default_rng(7)
    x = random.uniform(-3, 3, (120, 2))
    y = peaks(x)
    ring = x[np.abs(np.hypot(x[:, 0], x[:, 1]) - 2) < 0.8]
    two = (y > 0).astype(int)
    three = np.digitize(y, [-0.5, 1.0])
    points = random.uniform(-3, 3, (20, 2))
    scaler = StandardScaler().fit(x)
    z = scaler.transform(x)
    write("peaks-rbf", SVR(C=50, epsilon=0.3, gamma=1.5).fit(z, y), scaler, points)
    write("peaks-polynomial", NuSVR(kernel="poly", degree=3, coef0=1.0, nu=0.4, C=2).fit(z, y), scaler, points)
    write("peaks-sigmoid", SVR(kernel="sigmoid", gamma=0.3, coef0=0.1, C=1, epsilon=1.0).fit(x, y), None, points)
    write("sign-rbf", SVC(C=5, gamma=1.0).fit(z, two), scaler, points)
    write("levels-rbf", NuSVC(nu=0.3, gamma=1.0, decision_function_shape="ovo").fit(z, three), scaler, points)
    write("levels-linear", SVC(kernel="linear", C=0.5, decision_function_shape="ovo").fit(x, three), None, points)
    write("ring-rbf", OneClassSVM(nu=0.15, gamma=0.8).fit(ring), None, points)


if __name__ == "__main__":
    main()
