"""Analytic functions that the bundled networks are trained on, each with the box it is sampled in.

A surface maps points (m, n) to values (m, outputs). All data are synthetic: nothing here comes from a third party's data set.
"""

from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy.stats import qmc


@dataclass(frozen=True)
class Surface:
    formula: str
    lower: tuple
    upper: tuple
    value: Callable

    def sample(self, points: int, seed: int):
        """Scrambled Sobol points in the box and the surface's values there; `points` is a power of two."""
        unit = qmc.Sobol(len(self.lower), seed=seed).random(points)
        x = qmc.scale(unit, self.lower, self.upper)
        return x, self.value(x)


def column(values):
    return values.reshape(-1, 1)


def peaks(x):
    a, b = x.T
    return column(
        3 * (1 - a) ** 2 * np.exp(-(a**2) - (b + 1) ** 2)
        - 10 * (a / 5 - a**3 - b**5) * np.exp(-(a**2) - b**2)
        - np.exp(-((a + 1) ** 2) - b**2) / 3
    )


def hartmann3(x):
    alpha = np.array([1.0, 1.2, 3.0, 3.2])
    a = np.array([[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]])
    p = 1e-4 * np.array([[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]])
    return column(-np.exp(-((x[:, None, :] - p) ** 2 * a).sum(2)) @ alpha)


def six_hump_camel(x):
    a, b = x.T
    return column((4 - 2.1 * a**2 + a**4 / 3) * a**2 + a * b + (4 * b**2 - 4) * b**2)


def styblinski_tang(x):
    return column(0.5 * (x**4 - 16 * x**2 + 5 * x).sum(1))


def log_goldstein_price(x):
    a, b = x.T
    first = 1 + (a + b + 1) ** 2 * (19 - 14 * a + 3 * a**2 - 14 * b + 6 * a * b + 3 * b**2)
    second = 30 + (2 * a - 3 * b) ** 2 * (18 - 32 * a + 12 * a**2 + 48 * b - 36 * a * b + 27 * b**2)
    return column((np.log(first * second) - 8.693) / 2.427)


def profile_ripple(x):
    neighbours = np.sin(3 * x[:, :-1]) * np.cos(2 * x[:, 1:])
    return column(neighbours.sum(1) + 0.5 * (x**2).sum(1))


def cantilever(x):
    """Width, height (cm) and length (m) of a cantilever of rectangular section under a unit load, all scaled to order one."""
    width, height, length = x.T
    mass = width * height * length / 100
    deflection = 400 * length**3 / (width * height**3)
    stress = 60 * length / (width * height**2)
    return np.stack([mass, deflection, stress], axis=1)


SURFACES = {
    "peaks": Surface("peaks(a, b) of MATLAB", (-3, -3), (3, 3), peaks),
    "hartmann3": Surface("Hartmann function, 3 variables", (0, 0, 0), (1, 1, 1), hartmann3),
    "camel": Surface("six-hump camel-back function", (-2, -1), (2, 1), six_hump_camel),
    "styblinski4": Surface("Styblinski-Tang function, 4 variables", (-5,) * 4, (5,) * 4, styblinski_tang),
    "goldstein": Surface("logarithm of the Goldstein-Price function, scaled", (-2, -2), (2, 2), log_goldstein_price),
    "profile": Surface("sum of sin(3 x_i) cos(2 x_{i+1}) + sum x_i^2 / 2, 6 variables", (-1,) * 6, (1,) * 6, profile_ripple),
    "cantilever": Surface(
        "mass w h l / 100, deflection 400 l^3 / (w h^3) and stress 60 l / (w h^2) of a cantilever", (4, 6, 1), (8, 12, 2), cantilever
    ),
}
