"""Points of the peaks function on [-3, 3]^2 with noise, fixed seed: peaks.csv, from which the models of this folder are fitted (README.md)."""
import numpy as np

random = np.random.default_rng(7)
x = random.uniform(-3, 3, (1200, 2))
x[:4] = [[-3, -3], [-3, 3], [3, -3], [3, 3]]
a, b = x.T
y = 3 * (1 - a) ** 2 * np.exp(-(a**2) - (b + 1) ** 2)
y -= 10 * (a / 5 - a**3 - b**5) * np.exp(-(a**2) - b**2)
y -= np.exp(-((a + 1) ** 2) - b**2) / 3
y += random.normal(0, 0.05, len(y))
np.savetxt("peaks.csv", np.column_stack([x, y]), "%.5g", ",", header="a,b,y", comments="")
