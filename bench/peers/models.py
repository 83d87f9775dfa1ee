"""Model files as expressions: ONNX networks and ensembles of trees, `surety-gp` Gaussian processes."""

import json
import math

import numpy as np
import onnx
from expression import KERNELS, Node, Refused, affine, apply, at_least, element
from onnx import numpy_helper

ACTIVATIONS = {"Tanh": "tanh", "Relu": "relu", "Sigmoid": "sigmoid", "Softplus": "softplus", "Erf": "erf", "Exp": "exp", "Abs": "abs"}
TRANSPARENT = ("Cast", "Identity")


def load(path):
    if path.name.endswith(".gp.json"):
        return GaussianProcess(json.loads(path.read_text()))
    if path.suffix != ".onnx":
        raise Refused(f"{path.name}: only ONNX and surety-gp files are translated")
    return Graph(path)


class Graph:
    """An ONNX graph of one input. Tensors are numpy arrays of nodes or of floats, without the batch dimension."""

    outputs = None

    def __init__(self, path):
        self.path = path
        graph = onnx.load(str(path)).graph
        self.constants = {t.name: numpy_helper.to_array(t).astype(float) for t in graph.initializer}
        self.steps = []
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                self.constants[node.output[0]] = numpy_helper.to_array(attributes["value"]).astype(float)
            else:
                self.steps.append((node.op_type, list(node.input), node.output[0], attributes))
        self.input = next(i.name for i in graph.input if i.name not in self.constants)
        self.output = graph.output[0].name

    @property
    def is_ensemble(self):
        return any(operator.startswith("TreeEnsemble") for operator, *_ in self.steps)

    def call(self, inputs):
        tensors = {self.input: np.array(inputs, dtype=object)}
        for operator, names, output, attributes in self.steps:
            arguments = [tensors[name] if name in tensors else self.constants[name] for name in names if name]
            tensors[output] = self.apply(operator, arguments, attributes)
        return list(tensors[self.output].ravel())

    def apply(self, operator, arguments, attributes):
        first = arguments[0]
        if operator in ACTIVATIONS:
            return elementwise(lambda z: element(apply(ACTIVATIONS[operator], z)), first)
        if operator == "Gelu":
            if attributes.get("approximate", b"none") != b"none":
                raise Refused("the approximation of GELU by tanh is not translated")
            return elementwise(lambda z: z * (0.5 + 0.5 * element(apply("erf", z / math.sqrt(2)))), first)
        if operator in TRANSPARENT:
            return first
        if operator in ("Add", "Sub", "Mul", "Div"):
            return self.arithmetic(operator, *arguments)
        if operator == "Scaler":
            return (first - np.array(attributes["offset"])) * np.array(attributes["scale"])
        if operator == "MatMul":
            return dense(first, arguments[1])
        if operator == "Gemm":
            weight = attributes.get("alpha", 1.0) * (arguments[1].T if attributes.get("transB", 0) else arguments[1])
            return dense(first, weight, attributes.get("beta", 1.0) * arguments[2] if len(arguments) > 2 else 0.0)
        if operator in ("Flatten", "Reshape"):
            # The batch comes first in the file and is not here.
            return first.ravel() if operator == "Flatten" else first.reshape([int(d) for d in arguments[1]][1:] or [-1])
        if operator == "Conv":
            return convolution(*arguments, attributes)
        if operator == "BatchNormalization":
            scale, shift, mean, variance = (a.reshape(-1, *[1] * (first.ndim - 1)) for a in arguments[1:])
            factor = scale / np.sqrt(variance + attributes["epsilon"])
            return elementwise(element, first * factor + (shift - mean * factor))
        if operator == "AveragePool":
            (width,), (stride,) = attributes["kernel_shape"], attributes["strides"]
            starts = range(0, first.shape[1] - width + 1, stride)
            return np.stack([first[:, s : s + width].sum(1) / width for s in starts], axis=1)
        if operator == "TreeEnsembleRegressor":
            ensemble = Ensemble(attributes)
            return np.array([Node("trees", tuple(first.ravel()), ensemble, ensemble.range())], dtype=object)
        raise Refused(f"the operator {operator} is not translated")

    @staticmethod
    def arithmetic(operator, a, b):
        # A constant of shape (1, n) has a batch dimension, too.
        rank = min(array.ndim for array in (a, b) if array.dtype == object)
        a, b = (x if x.dtype == object or x.ndim <= rank else x.reshape(x.shape[1:]) for x in (a, b))
        return {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide}[operator](a, b)


def elementwise(function, tensor):
    result = np.empty(tensor.shape, dtype=object)
    result.ravel()[:] = [function(z) for z in tensor.ravel()]
    return result


def dense(x, weight, bias=0.0):
    bias = np.broadcast_to(np.ravel(bias), weight.shape[1])
    return np.array([element(affine(weight[:, k], x, bias[k])) for k in range(weight.shape[1])], dtype=object)


def convolution(x, kernel, bias, attributes):
    """In one dimension."""
    if kernel.ndim != 3:
        raise Refused("convolutions in two dimensions are not translated")
    left, right = attributes.get("pads", [0, 0])
    padded = np.pad(x, ((0, 0), (left, right)), constant_values=0.0)
    width = kernel.shape[2]
    return np.array(
        [
            [element(affine(kernel[o].ravel(), padded[:, k : k + width].ravel(), bias[o])) for k in range(padded.shape[1] - width + 1)]
            for o in range(len(kernel))
        ],
        dtype=object,
    )


class Ensemble:
    """The trees of a TreeEnsembleRegressor with one target, as nested tuples (feature, threshold, left, right) and leaves."""

    def __init__(self, attributes):
        a = attributes
        if set(a["nodes_modes"]) - {b"BRANCH_LEQ", b"LEAF"} or a.get("n_targets", 1) != 1 or a.get("aggregate_function", b"SUM") != b"SUM":
            raise Refused("this kind of ensemble is not translated")
        self.base = float((a.get("base_values") or [0.0])[0])
        leaves = dict(zip(zip(a["target_treeids"], a["target_nodeids"]), map(float, a["target_weights"])))
        place = {key: k for k, key in enumerate(zip(a["nodes_treeids"], a["nodes_nodeids"]))}

        def subtree(tree, node):
            k = place[tree, node]
            if a["nodes_modes"][k] == b"LEAF":
                return leaves.get((tree, node), 0.0)
            below = (subtree(tree, a[side][k]) for side in ("nodes_truenodeids", "nodes_falsenodeids"))
            return (a["nodes_featureids"][k], float(a["nodes_values"][k]), *below)

        roots = {}
        for tree, node in place:
            roots.setdefault(tree, node)
        self.trees = [subtree(tree, node) for tree, node in roots.items()]

    def value(self, x):
        total = self.base
        for tree in self.trees:
            while isinstance(tree, tuple):
                # onnxruntime compares in float32.
                tree = tree[2] if np.float32(x[tree[0]]) <= tree[1] else tree[3]
            total += tree
        return total

    def range(self):
        leaves = [list(leaves_of(tree)) for tree in self.trees]
        return self.base + sum(map(min, leaves)), self.base + sum(map(max, leaves))


def leaves_of(tree):
    if isinstance(tree, tuple):
        yield from leaves_of(tree[2])
        yield from leaves_of(tree[3])
    else:
        yield tree


class GaussianProcess:
    """A surety-gp file (docs/gaussian-processes.md); the variance as signal - |L^-1 k|^2, which relaxes best."""

    is_ensemble = False

    def __init__(self, data):
        self.data = data
        self.points = np.array(data["X"], float)
        dimension = self.points.shape[1]
        inputs, output = data.get("inputs", {}), data.get("output", {})
        self.offset = np.array(inputs.get("offset", np.zeros(dimension)), float)
        self.scale = np.array(inputs.get("scale", np.ones(dimension)), float)
        self.lengths = np.broadcast_to(np.array(data["lengthScales"], float), dimension)
        self.out_offset, self.out_scale = output.get("offset", 0.0), output.get("scale", 1.0)
        self.signal, self.noise = data["signalVariance"], data.get("noiseVariance")
        self.kernel, self.alpha, self.prior = data["kernel"], data.get("alpha"), data.get("mean", 0.0)
        if isinstance(self.prior, dict):
            raise Refused("a linear prior mean is not translated")
        self.weights = np.array(data["weights"], float) / self.signal if "weights" in data else None
        self.factor = None if self.noise is None else np.linalg.cholesky(self.covariance() + self.noise * np.eye(len(self.points)))
        if self.weights is None:
            self.weights = np.linalg.solve(self.factor.T, np.linalg.solve(self.factor, np.array(data["y"], float) - self.prior))

    def covariance(self):
        z = self.points / self.lengths
        squares = ((z[:, None] - z[None]) ** 2).sum(2)
        kernel = (lambda t: (1 + t / (2 * self.alpha)) ** -self.alpha) if self.kernel == "rational-quadratic" else KERNELS[self.kernel]
        return self.signal * np.vectorize(kernel)(squares)

    def kernels(self, x):
        """Kernel values to all points, divided by the signal variance."""
        z = [(element_ - o) * (1 / s) for element_, o, s in zip(x, self.offset, self.scale)]
        result = []
        for point in self.points:
            t = affine([1 / length**2 for length in self.lengths], [(zj - float(p)) ** 2 for zj, p in zip(z, point)])
            if self.kernel == "rational-quadratic":
                value = (1 + t * (1 / (2 * self.alpha))) ** -self.alpha
            else:
                value = apply(self.kernel, element(t))
            result.append(element(value))
        return result

    def call(self, x):
        return [self.mean(self.kernels(x))]

    def mean(self, kernels):
        scale = self.out_scale * self.signal
        return affine(scale * self.weights, kernels, self.out_offset + self.out_scale * self.prior)

    def variance(self, kernels):
        inverse = self.signal * np.linalg.inv(self.factor)
        rows = [element(affine(inverse[i, : i + 1], kernels[: i + 1])) for i in range(len(kernels))]
        total = affine([-(self.out_scale**2)] * len(rows), [row**2 for row in rows], self.out_scale**2 * self.signal)
        return element(at_least(total, 1e-16 * self.out_scale**2))

    def posterior(self, x):
        """Mean and standard deviation without observation noise."""
        kernels = self.kernels(x)
        return self.mean(kernels), element(apply("sqrt", self.variance(kernels)))
