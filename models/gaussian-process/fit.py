"""Gaussian processes for the instances, tests and benchmarks, fitted by scikit-learn with fixed seeds.

    python models/gaussian-process/fit.py [name ...]

Needs numpy, scipy and scikit-learn. Points are scrambled Sobol points in the unit box; observations are standardised; the
hyper-parameters are fitted to the first 200 points (larger models reuse them), with a noise variance of at least 1e-6. All
numbers are rounded before they are stored, so that the files stay small; what is proved is about the files. Synthetic data
only.
"""
import json
import pathlib
import sys
import warnings
import numpy as np
from scipy.stats import qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, RBF, RationalQuadratic, WhiteKernel

HERE = pathlib.Path(__file__).parent
FITTED = 200

H3 = (
    np.array([[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]),
    1e-4 * np.array([[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]),
)
H6 = (
    np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]),
    1e-4
    * np.array(
        [
            [1312, 1696, 5569, 124, 8283, 5886],
            [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650],
            [4047, 8828, 8732, 5743, 1091, 381],
        ]
    ),
)


def hartmann(x, a, p):
    return -np.exp(-((x[:, None, :] - p) ** 2 * a).sum(2)) @ np.array([1.0, 1.2, 3.0, 3.2])


def peaks(x):
    a, b = x.T
    return (
        3 * (1 - a) ** 2 * np.exp(-(a**2) - (b + 1) ** 2)
        - 10 * (a / 5 - a**3 - b**5) * np.exp(-(a**2) - b**2)
        - np.exp(-((a + 1) ** 2) - b**2) / 3
    )


def branin(x):
    a, b = x.T
    return (b - 5.1 * a**2 / (4 * np.pi**2) + 5 * a / np.pi - 6) ** 2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(a) + 10


def rosenbrock(x):
    return (100 * (x[:, 1:] - x[:, :-1] ** 2) ** 2 + (1 - x[:, :-1]) ** 2).sum(1)


def styblinski(x):
    return 0.5 * (x**4 - 16 * x**2 + 5 * x).sum(1)


def forrester(x):
    a = x[:, 0]
    return (6 * a - 2) ** 2 * np.sin(12 * a - 4)


FUNCTIONS = {
    "peaks": (peaks, [-3, -3], [3, 3]),
    "branin": (branin, [-5, 0], [10, 15]),
    "forrester": (forrester, [0], [1]),
    "hartmann3": (lambda x: hartmann(x, *H3), [0] * 3, [1] * 3),
    "hartmann6": (lambda x: hartmann(x, *H6), [0] * 6, [1] * 6),
    "rosenbrock5": (rosenbrock, [-2] * 5, [2] * 5),
    "rosenbrock8": (rosenbrock, [-2] * 8, [2] * 8),
    "styblinski5": (styblinski, [-5] * 5, [5] * 5),
    "styblinski8": (styblinski, [-5] * 8, [5] * 8),
}

SIZES = {
    ("peaks", "se"): [50, 200, 1000],
    ("peaks", "m52"): [50, 200, 1000],
    ("peaks", "m32"): [50],
    ("peaks", "m12"): [50],
    ("branin", "m52"): [8, 12, 20, 30, 50, 100, 200],
    ("forrester", "se"): [20],
    ("hartmann3", "se"): [100, 200, 500, 1000],
    ("hartmann3", "m52"): [50, 100, 200, 500, 1000],
    ("hartmann3", "m32"): [100],
    ("hartmann3", "m12"): [100],
    ("hartmann3", "rq"): [100],
    ("hartmann6", "se"): [100, 500, 1000],
    ("hartmann6", "m52"): [100, 200, 1000],
    ("rosenbrock5", "se"): [100, 200],
    ("rosenbrock5", "m52"): [200],
    ("rosenbrock8", "se"): [100],
    ("rosenbrock8", "m52"): [200],
    ("styblinski5", "se"): [100],
    ("styblinski5", "m52"): [200],
    ("styblinski8", "se"): [200],
    ("styblinski8", "m52"): [200],
}

NAMES = {"se": "squared-exponential", "m12": "matern12", "m32": "matern32", "m52": "matern52", "rq": "rational-quadratic"}


def correlation(kernel, d):
    bounds = (0.05, 5)
    if kernel == "se":
        return RBF(np.full(d, 0.3), bounds)
    if kernel == "rq":
        return RationalQuadratic(0.3, 1.0, bounds, (0.1, 100))
    return Matern(np.full(d, 0.3), bounds, nu={"m12": 0.5, "m32": 1.5, "m52": 2.5}[kernel])


def rounded(values, digits=6):
    return [float(f"{v:.{digits}g}") for v in np.atleast_1d(values)]


def hyperparameters(kernel, X, y):
    d = X.shape[1]
    full = ConstantKernel(1.0, (1e-2, 50)) * correlation(kernel, d) + WhiteKernel(1e-4, (1e-6, 1))
    gp = GaussianProcessRegressor(full, alpha=0, n_restarts_optimizer=2, random_state=0).fit(X, y)
    product, white = gp.kernel_.k1, gp.kernel_.k2
    found = {"lengthScales": rounded(np.broadcast_to(product.k2.length_scale, d))}
    if kernel == "rq":
        found["alpha"] = rounded(product.k2.alpha)[0]
    found["signalVariance"] = rounded(product.k1.constant_value)[0]
    found["noiseVariance"] = rounded(white.noise_level)[0]
    return found


def write(name, kernel, sizes):
    f, lower, upper = FUNCTIONS[name]
    lower, upper = np.array(lower, float), np.array(upper, float)
    unit = np.round(qmc.Sobol(len(lower), seed=7).random_base2(10), 5)
    values = f(lower + unit * (upper - lower))
    fits = {}
    for n in sizes:
        offset, scale = rounded(values[:n].mean())[0], rounded(values[:n].std())[0]
        y = np.round((values[:n] - offset) / scale, 6)
        key = min(n, FITTED)
        if key not in fits:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fits[key] = hyperparameters(kernel, unit[:key], y[:key])
        model = {
            "surety-gp": 1,
            "kernel": NAMES[kernel],
            **fits[key],
            "mean": 0,
            "inputs": {"offset": lower.tolist(), "scale": (upper - lower).tolist()},
            "output": {"offset": offset, "scale": scale},
            "X": unit[:n].tolist(),
            "y": y.tolist(),
        }
        text = json.dumps(model, separators=(",", ":")).replace('"X":[[', '"X":[\n[').replace("],[", "],\n[").replace(',"y"', ',\n"y"')
        (HERE / f"{name}-{kernel}-{n}.gp.json").write_text(text + "\n")
        print(name, kernel, n, fits[key], flush=True)


for (name, kernel), sizes in SIZES.items():
    if len(sys.argv) < 2 or name in sys.argv[1:]:
        write(name, kernel, sizes)
