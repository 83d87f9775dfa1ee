"""Log marginal likelihoods and gradients by scikit-learn, for the tests of the fit.

    python models/gaussian-process/likelihood.py
"""
import json
import pathlib
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, RBF, RationalQuadratic, WhiteKernel

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
X = np.round(rng.uniform(-1, 1, (18, 2)), 6)
y = np.round(np.sin(4 * X[:, 0]) * X[:, 1] + 0.1 * rng.normal(size=18), 6)
lengths, signal, noise, alpha = [0.4, 0.9], 1.3, 0.02, 1.7
kernels = {
    "squared-exponential": RBF(lengths),
    "matern12": Matern(lengths, nu=0.5),
    "matern32": Matern(lengths, nu=1.5),
    "matern52": Matern(lengths, nu=2.5),
    "rational-quadratic": RationalQuadratic(0.6, alpha),
}
cases = []
for name, kernel in kernels.items():
    full = ConstantKernel(signal) * kernel + WhiteKernel(noise)
    gp = GaussianProcessRegressor(full, alpha=0, optimizer=None).fit(X, y)
    value, gradient = gp.log_marginal_likelihood(full.theta, eval_gradient=True)
    parts = dict(zip([h.name for h in full.hyperparameters for _ in range(h.n_elements)], gradient))
    lengthwise = [g for h, g in zip([h.name for h in full.hyperparameters for _ in range(h.n_elements)], gradient) if "length_scale" in h]
    cases.append({
        "kernel": name,
        "lengthScales": [0.6, 0.6] if name == "rational-quadratic" else lengths,
        "signalVariance": signal,
        "noiseVariance": noise,
        **({"alpha": alpha} if name == "rational-quadratic" else {}),
        "logMarginalLikelihood": value,
        "gradient": {
            "lengthScales": lengthwise,
            "signalVariance": parts["k1__k1__constant_value"],
            "noiseVariance": parts["k2__noise_level"],
            **({"alpha": parts["k1__k2__alpha"]} if name == "rational-quadratic" else {}),
        },
    })
text = json.dumps({"X": X.tolist(), "y": y.tolist(), "cases": cases}, indent=1)
(HERE / "likelihood.reference.json").write_text(text + "\n")
