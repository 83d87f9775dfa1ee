"""What instances/validity holds: data of MATLAB's peaks with a hole of radius 1.2 around (0.2, -0.4), three tanh networks fitted to
them with different seeds, and an isolation forest of the same data. All data are synthetic.

    pip install -r models/requirements.txt && python instances/validity.py
    node dist/cli/main.js fit-gp instances/validity/peaks-hole.csv --target y -o instances/validity/peaks-hole.gp.json
"""

from pathlib import Path

import numpy as np
from scipy.stats import qmc
from skl2onnx import to_onnx
from sklearn.ensemble import IsolationForest
from sklearn.neural_network import MLPRegressor

FOLDER = Path(__file__).parent / "validity"
CENTRE = np.array([0.2, -0.4])
RADIUS = 1.2


def peaks(x):
    a, b = x.T
    first = 3 * (1 - a) ** 2 * np.exp(-(a**2) - (b + 1) ** 2)
    second = 10 * (a / 5 - a**3 - b**5) * np.exp(-(a**2) - b**2)
    return first - second - np.exp(-((a + 1) ** 2) - b**2) / 3


def main():
    sample = (-3 + 6 * qmc.Sobol(2, seed=8).random(256)).round(4)
    x = sample[np.hypot(*(sample - CENTRE).T) > RADIUS]
    y = peaks(x)
    rows = "\n".join(f"{a:.4f},{b:.4f},{value:.8f}" for (a, b), value in zip(x, y))
    (FOLDER / "peaks-hole.csv").write_text(f"a,b,y\n{rows}\n")
    for seed in range(3):
        net = MLPRegressor(
            hidden_layer_sizes=(16, 16), activation="tanh", solver="lbfgs", alpha=1e-4, max_iter=1500, random_state=seed
        ).fit(x, y)
        print(seed, net.score(x, y))
        (FOLDER / f"peaks-hole-{seed}.onnx").write_bytes(to_onnx(net, x[:1].astype(np.float32)).SerializeToString())
    forest = IsolationForest(n_estimators=25, max_samples=128, random_state=0).fit(x)
    options = {"target_opset": {"": 15, "ai.onnx.ml": 3}}
    model = to_onnx(forest, x[:1].astype(np.float32), **options)
    (FOLDER / "peaks-hole-forest.onnx").write_bytes(model.SerializeToString())
    print(np.quantile(forest.decision_function(x), 0.05))


main()
