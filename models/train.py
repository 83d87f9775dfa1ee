"""Trains the networks of models/network/ and writes each as NAME.onnx with its card NAME.json.

    python3.11 -m venv .venv && .venv/bin/pip install -r models/requirements.txt
    .venv/bin/python models/train.py [NAME ...]

Seeds are fixed; another BLAS may still change the last bits of the weights, so the files in the repository are the reference
and their cards carry their sha256.
"""

import hashlib
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

import layers as L
import reference
from surfaces import SURFACES

FOLDER = Path(__file__).parent / "network"
EXPORTER_SKL = "skl2onnx"
EXPORTER_HELPER = "onnx.helper (nodes written by models/train.py; no framework's exporter)"


class Writer:
    """Collects ONNX nodes and float32 weights."""

    def __init__(self):
        self.nodes, self.initializers = [], []

    def store(self, array):
        name = f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def weight(self, array):
        return self.store(np.asarray(array, dtype=np.float32))

    def integers(self, values):
        return self.store(np.array(values, dtype=np.int64))

    def node(self, operator, inputs, **attributes):
        output = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=f"n{len(self.nodes)}", **attributes))
        return output

    def model(self, inputs, outputs, last, opset):
        self.nodes[-1].output[0] = "y"
        assert last == f"t{len(self.nodes) - 1}"
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", inputs])
        y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", outputs])
        graph = helper.make_graph(self.nodes, "network", [x], [y], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="surety models/train.py")
        model.ir_version = 10 if opset >= 20 else 8
        return model


def scikit(surface, hidden, activation, scaler, dtype, decay, seed, opset):
    """A scikit-learn pipeline: input scaler, then MLPRegressor trained by L-BFGS."""
    x, y = surface.sample(2048, seed)
    network = MLPRegressor(hidden_layer_sizes=hidden, activation=activation, solver="lbfgs", alpha=decay, max_iter=6000, max_fun=12000, tol=1e-9, random_state=seed)
    pipeline = make_pipeline(scaler(), network).fit(x, y if y.shape[1] > 1 else y.ravel())
    kind = DoubleTensorType if dtype == "double" else FloatTensorType
    model = to_onnx(pipeline, initial_types=[("x", kind([None, x.shape[1]]))], target_opset={"": opset, "ai.onnx.ml": 1})
    return model, pipeline.score(x, y)


def numeric(surface, build, decay, steps, seed, opset, fold):
    """Layers of layers.py on standardized data; the two scalers become part of the first and last Gemm, or nodes of their own."""
    x, y = surface.sample(1024, seed)
    centre, spread, offset, scale = x.mean(0), x.std(0), y.mean(0), y.std(0)
    network = build(np.random.default_rng(seed))
    fit = L.train(network, (x - centre) / spread, (y - offset) / scale, decay, steps)
    writer, z = Writer(), "x"
    if fold:
        weight, bias = network[0].parameters
        bias -= weight @ (centre / spread)
        weight /= spread
        weight, bias = network[-1].parameters
        weight *= scale[:, None]
        bias[...] = bias * scale + offset
    else:
        z = writer.node("Div", [writer.node("Sub", [z, writer.weight(centre)]), writer.weight(spread)])
    for layer in network:
        z = layer.emit(writer, z)
    if not fold:
        z = writer.node("Add", [writer.node("Mul", [z, writer.weight(scale)]), writer.weight(offset)])
    return writer.model(x.shape[1], y.shape[1], z, opset), fit


def plain(inputs, width, depth, outputs, activation):
    def build(random):
        widths = [inputs] + [width] * depth
        hidden = [layer for a, b in zip(widths, widths[1:]) for layer in (L.Dense(random, a, b), L.Activation(activation))]
        return [*hidden, L.Dense(random, widths[-1], outputs)]

    return build


def residual(random):
    block = lambda: L.Residual([L.Dense(random, 12, 12), L.Activation("Tanh")])
    return [L.Dense(random, 2, 12), L.Activation("Tanh"), block(), block(), L.Dense(random, 12, 1)]


def convolutional(random):
    features = [L.Convolution(random, 6), L.BatchNormalization(6), L.Activation("Relu"), L.PairPooling()]
    return [*features, L.Dense(random, 18, 10), L.Activation("Relu"), L.Dense(random, 10, 1)]


# name -> surface, architecture in words, exporter, recipe
NETWORKS = {
    "peaks-tanh": ("peaks", "standard scaler (ai.onnx.ml Scaler), 2-10-10-1 tanh", EXPORTER_SKL,
                   lambda s: scikit(s, (10, 10), "tanh", StandardScaler, "float", 1e-3, 3, 15)),
    "peaks-relu": ("peaks", "min-max scaler (Mul, Add), 2-20-20-1 ReLU", EXPORTER_SKL,
                   lambda s: scikit(s, (20, 20), "relu", MinMaxScaler, "float", 1e-4, 0, 15)),
    "hartmann3-sigmoid": ("hartmann3", "standard scaler (Sub, Div), 3-20-20-1 sigmoid, float64 weights", EXPORTER_SKL,
                          lambda s: scikit(s, (20, 20), "logistic", StandardScaler, "double", 1e-4, 1, 15)),
    "styblinski4-tanh": ("styblinski4", "scalers folded, 4-20-20-1 tanh", EXPORTER_HELPER,
                         lambda s: numeric(s, plain(4, 20, 2, 1, "Tanh"), 1e-5, 3000, 2, 9, True)),
    "camel-silu": ("camel", "scalers as nodes, 2-16-16-1 SiLU written as Sigmoid and Mul", EXPORTER_HELPER,
                   lambda s: numeric(s, plain(2, 16, 2, 1, "Silu"), 1e-6, 2000, 1, 13, False)),
    "camel-gelu": ("camel", "scalers as nodes, 2-12-12-1 GELU (operator Gelu)", EXPORTER_HELPER,
                   lambda s: numeric(s, plain(2, 12, 2, 1, "Gelu"), 1e-6, 2000, 2, 20, False)),
    "goldstein-softplus": ("goldstein", "scalers folded, 2-14-14-1 softplus", EXPORTER_HELPER,
                           lambda s: numeric(s, plain(2, 14, 2, 1, "Softplus"), 1e-6, 2000, 4, 9, True)),
    "peaks-residual": ("peaks", "scalers folded, 2-12, two residual tanh blocks of width 12, 1", EXPORTER_HELPER,
                       lambda s: numeric(s, residual, 1e-6, 2000, 5, 13, True)),
    "profile-convolution": ("profile", "scalers as nodes, Conv (6 channels, kernel 3), BatchNormalization, ReLU, AveragePool, 18-10-1 ReLU",
                            EXPORTER_HELPER, lambda s: numeric(s, convolutional, 1e-6, 3000, 8, 13, False)),
    "cantilever-outputs": ("cantilever", "scalers folded, 3-12-12-3 tanh: mass, deflection, stress", EXPORTER_HELPER,
                           lambda s: numeric(s, plain(3, 12, 2, 3, "Tanh"), 1e-6, 2000, 7, 13, True)),
}


def card(name, surface_name, architecture, exporter, model, fit):
    surface = SURFACES[surface_name]
    path = FOLDER / f"{name}.onnx"
    data = path.read_bytes()
    random = np.random.default_rng(20)
    points = random.uniform(surface.lower, surface.upper, (20, len(surface.lower))).astype(np.float32).astype(np.float64)
    outputs = reference.load(str(path))(points)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(data, options)
    double = "double" in session.get_inputs()[0].type
    runtime = session.run(None, {session.get_inputs()[0].name: points.astype(np.float64 if double else np.float32)})[0]
    spread = float(np.abs(runtime.reshape(outputs.shape) - outputs).max())
    operators = {}
    for node in model.graph.node:
        operators[node.op_type] = operators.get(node.op_type, 0) + 1
    tools = ["numpy", "scipy", "scikit-learn", "skl2onnx", "onnx", "onnxruntime"]
    return {
        "name": name,
        "file": path.name,
        "architecture": architecture,
        "trainedOn": f"synthetic: {surface.formula}, scrambled Sobol sample of the box; no third-party data",
        "fit": {"coefficientOfDetermination": round(float(fit), 6)},
        "exporter": exporter,
        "versions": {"python": platform.python_version(), **{tool: version(tool) for tool in tools}},
        "opset": {o.domain or "ai.onnx": o.version for o in model.opset_import},
        "irVersion": model.ir_version,
        "operators": operators,
        "parameters": int(sum(np.prod(t.dims, dtype=int) for t in model.graph.initializer if t.data_type != TensorProto.INT64)),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "inputs": len(surface.lower),
        "outputs": outputs.shape[1],
        "elementType": "float64" if double else "float32",
        "box": {"lower": list(surface.lower), "upper": list(surface.upper)},
        "test": {
            "how": "float64 evaluation of the stored weights by models/reference.py (numpy); points are float32-representable",
            "onnxruntimeLargestDifference": spread,
            "points": points.tolist(),
            "outputs": outputs.tolist(),
        },
    }


def dump(value):
    """JSON with one line per point, so that a card can be read and compared."""
    text = json.dumps(value, indent=2)
    for row in [*value["test"]["points"], *value["test"]["outputs"], *value["box"].values()]:
        for indent in ("\n      ", "\n    "):
            text = text.replace(json.dumps(row, indent=2).replace("\n", indent), json.dumps(row), 1)
    return text + "\n"


def main(names):
    for name in names or NETWORKS:
        surface_name, architecture, exporter, recipe = NETWORKS[name]
        model, fit = recipe(SURFACES[surface_name])
        onnx.checker.check_model(model)
        (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString())
        description = card(name, surface_name, architecture, exporter, model, fit)
        (FOLDER / f"{name}.json").write_text(dump(description))
        print(f"{name}: fit {fit:.5f}, {description['bytes']} bytes, onnxruntime differs by {description['test']['onnxruntimeLargestDifference']:.1e}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
