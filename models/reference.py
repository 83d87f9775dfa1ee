"""Evaluates an ONNX file in float64 with its weights exactly as stored. Independent of Surety and of onnxruntime: numpy only.

Only the operators that the bundled models use are here. Batches: x is (m, inputs).
"""

import numpy as np
import onnx
from onnx import numpy_helper
from scipy.special import erf, expit


def convolution(x, kernel, bias, attributes):
    left, right = attributes["pads"]
    padded = np.pad(x, ((0, 0), (0, 0), (left, right)))
    width = kernel.shape[2]
    length = padded.shape[2] - width + 1
    windows = np.stack([padded[:, :, k : k + length] for k in range(width)], axis=3)
    return np.einsum("milk,oik->mol", windows, kernel) + bias[:, None]


def average_pool(x, attributes):
    (width,), (stride,) = attributes["kernel_shape"], attributes["strides"]
    starts = range(0, x.shape[2] - width + 1, stride)
    return np.stack([x[:, :, s : s + width].mean(2) for s in starts], axis=2)


def batch_normalization(x, scale, shift, mean, variance, attributes):
    shape = (1, -1) + (1,) * (x.ndim - 2)
    deviation = np.sqrt(variance + attributes["epsilon"]).reshape(shape)
    return (x - mean.reshape(shape)) / deviation * scale.reshape(shape) + shift.reshape(shape)


def gemm(a, b, c, attributes):
    b = b.T if attributes.get("transB", 0) else b
    return attributes.get("alpha", 1.0) * (a @ b) + attributes.get("beta", 1.0) * c


OPERATORS = {
    "Add": lambda t, a: t[0] + t[1],
    "Sub": lambda t, a: t[0] - t[1],
    "Mul": lambda t, a: t[0] * t[1],
    "Div": lambda t, a: t[0] / t[1],
    "MatMul": lambda t, a: t[0] @ t[1],
    "Gemm": lambda t, a: gemm(t[0], t[1], t[2], a),
    "Tanh": lambda t, a: np.tanh(t[0]),
    "Relu": lambda t, a: np.maximum(t[0], 0),
    "Sigmoid": lambda t, a: expit(t[0]),
    "Softplus": lambda t, a: np.logaddexp(0, t[0]),
    "Gelu": lambda t, a: t[0] * 0.5 * (1 + erf(t[0] / np.sqrt(2))),
    "Conv": lambda t, a: convolution(*t, a),
    "BatchNormalization": lambda t, a: batch_normalization(*t, a),
    "AveragePool": lambda t, a: average_pool(t[0], a),
    "Flatten": lambda t, a: t[0].reshape(len(t[0]), -1),
    "Reshape": lambda t, a: t[0].reshape([int(d) for d in t[1]]),
    "Scaler": lambda t, a: (t[0] - np.array(a["offset"])) * np.array(a["scale"]),
    "Cast": lambda t, a: t[0],
    "Identity": lambda t, a: t[0],
}


def load(path):
    """A function from points (m, inputs) to outputs (m, outputs)."""
    graph = onnx.load(path).graph
    constants = {}
    for tensor in graph.initializer:
        constants[tensor.name] = numpy_helper.to_array(tensor).astype(np.float64)
    steps = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        steps.append((OPERATORS[node.op_type], list(node.input), node.output[0], attributes))

    def evaluate(x):
        values = dict(constants)
        values[graph.input[0].name] = np.asarray(x, dtype=np.float64)
        for operator, inputs, output, attributes in steps:
            values[output] = operator([values[i] for i in inputs], attributes)
        y = values[graph.output[0].name]
        return y.reshape(len(y), -1)

    return evaluate
