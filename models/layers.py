"""A few network layers in numpy with hand-written derivatives, trained on the full batch by L-BFGS, and written as ONNX nodes.

A layer has `parameters` (list of arrays, changed in place by the trainer), `forward(x)`, `backward(gradient)` (which sets
`gradients`, one per parameter, and returns the gradient with respect to x) and `emit(writer, name)`.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import erf, expit


def gaussian_error_linear_unit(z):
    cumulative = 0.5 * (1 + erf(z / np.sqrt(2)))
    return z * cumulative, cumulative + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def silu(z):
    s = expit(z)
    return z * s, s * (1 + z * (1 - s))


def hyperbolic_tangent(z):
    t = np.tanh(z)
    return t, 1 - t**2


def softplus(z):
    return np.logaddexp(0, z), expit(z)


def rectifier(z):
    return np.maximum(z, 0), (z > 0).astype(float)


# Value and derivative of each activation, and the ONNX nodes it is written with (None: the operator of that name).
ACTIVATIONS = {
    "Tanh": (hyperbolic_tangent, None),
    "Softplus": (softplus, None),
    "Relu": (rectifier, None),
    "Gelu": (gaussian_error_linear_unit, None),
    "Silu": (silu, "Sigmoid then Mul"),
}


class Dense:
    def __init__(self, random, inputs, outputs):
        self.parameters = [random.normal(0, 1 / np.sqrt(inputs), (outputs, inputs)), np.zeros(outputs)]

    def forward(self, x):
        self.x = x
        return x @ self.parameters[0].T + self.parameters[1]

    def backward(self, gradient):
        self.gradients = [gradient.T @ self.x, gradient.sum(0)]
        return gradient @ self.parameters[0]

    def emit(self, writer, x):
        return writer.node("Gemm", [x, writer.weight(self.parameters[0]), writer.weight(self.parameters[1])], transB=1)


class Activation:
    parameters = []
    gradients = []

    def __init__(self, name):
        self.name = name

    def forward(self, x):
        value, self.slope = ACTIVATIONS[self.name][0](x)
        return value

    def backward(self, gradient):
        return gradient * self.slope

    def emit(self, writer, x):
        if self.name == "Silu":
            return writer.node("Mul", [x, writer.node("Sigmoid", [x])])
        return writer.node(self.name, [x])


class Residual:
    """x + body(x)."""

    def __init__(self, body):
        self.body = body

    @property
    def parameters(self):
        return [p for layer in self.body for p in layer.parameters]

    @property
    def gradients(self):
        return [g for layer in self.body for g in layer.gradients]

    def forward(self, x):
        y = x
        for layer in self.body:
            y = layer.forward(y)
        return x + y

    def backward(self, gradient):
        inner = gradient
        for layer in reversed(self.body):
            inner = layer.backward(inner)
        return gradient + inner

    def emit(self, writer, x):
        y = x
        for layer in self.body:
            y = layer.emit(writer, y)
        return writer.node("Add", [x, y])


class Convolution:
    """One-dimensional, one input channel, padding 1, kernel 3: (m, length) -> (m, channels, length)."""

    def __init__(self, random, channels):
        self.parameters = [random.normal(0, 0.6, (channels, 3)), np.zeros(channels)]

    def forward(self, x):
        padded = np.pad(x, ((0, 0), (1, 1)))
        self.windows = np.stack([padded[:, k : k + x.shape[1]] for k in range(3)], axis=2)
        return np.einsum("mlk,ck->mcl", self.windows, self.parameters[0]) + self.parameters[1][:, None]

    def backward(self, gradient):
        self.gradients = [np.einsum("mlk,mcl->ck", self.windows, gradient), gradient.sum((0, 2))]
        return None  # always the first layer

    def emit(self, writer, x):
        image = writer.node("Reshape", [x, writer.integers([-1, 1, self.windows.shape[1]])])
        kernel = writer.weight(self.parameters[0][:, None, :])
        return writer.node("Conv", [image, kernel, writer.weight(self.parameters[1])], kernel_shape=[3], pads=[1, 1])


class BatchNormalization:
    """Over (m, channels, length). The batch is the whole training set, so its statistics are the ones that are stored."""

    epsilon = 1e-5

    def __init__(self, channels):
        self.parameters = [np.ones(channels), np.zeros(channels)]

    def forward(self, x):
        self.mean, self.variance = x.mean((0, 2)), x.var((0, 2))
        self.scale = 1 / np.sqrt(self.variance + self.epsilon)
        self.normalized = (x - self.mean[:, None]) * self.scale[:, None]
        return self.normalized * self.parameters[0][:, None] + self.parameters[1][:, None]

    def backward(self, gradient):
        total = gradient.sum((0, 2))
        along = (gradient * self.normalized).sum((0, 2))
        self.gradients = [along, total]
        count = gradient.shape[0] * gradient.shape[2]
        centred = gradient - (total[:, None] + self.normalized * along[:, None]) / count
        return centred * (self.parameters[0] * self.scale)[:, None]

    def emit(self, writer, x):
        stored = [writer.weight(a) for a in (*self.parameters, self.mean, self.variance)]
        return writer.node("BatchNormalization", [x, *stored], epsilon=self.epsilon)


class PairPooling:
    """Averages of neighbouring pairs: (m, channels, length) -> (m, channels * length / 2)."""

    parameters = []
    gradients = []

    def forward(self, x):
        self.shape = x.shape
        return x.reshape(*x.shape[:2], -1, 2).mean(3).reshape(len(x), -1)

    def backward(self, gradient):
        pooled = gradient.reshape(*self.shape[:2], -1)
        return np.repeat(pooled, 2, axis=2) / 2

    def emit(self, writer, x):
        pooled = writer.node("AveragePool", [x], kernel_shape=[2], strides=[2])
        return writer.node("Flatten", [pooled], axis=1)


def train(layers, x, y, decay, steps):
    """Least squares with weight decay over the whole batch. Returns the coefficient of determination reached."""
    parameters = [p for layer in layers for p in layer.parameters]
    sizes = np.cumsum([0] + [p.size for p in parameters])

    def load(vector):
        for p, start, end in zip(parameters, sizes[:-1], sizes[1:]):
            p[...] = vector[start:end].reshape(p.shape)

    def loss(vector):
        load(vector)
        z = x
        for layer in layers:
            z = layer.forward(z)
        error = z - y
        gradient = 2 * error / len(x)
        for layer in reversed(layers):
            gradient = layer.backward(gradient)
        slopes = np.concatenate([g.ravel() for layer in layers for g in layer.gradients])
        return (error**2).sum() / len(x) + decay * vector @ vector, slopes + 2 * decay * vector

    start = np.concatenate([p.ravel() for p in parameters])
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxfun": 2 * steps, "maxcor": 20})
    load(result.x)
    z = x
    for layer in layers:
        z = layer.forward(z)
    return float(1 - ((z - y) ** 2).sum() / ((y - y.mean(0)) ** 2).sum())
