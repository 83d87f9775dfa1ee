"""Runs MAiNGO (reduced space, McCormick relaxations) on instance files and prints one JSON line per run.

    python3.11 -m venv .venv && .venv/bin/pip install -r bench/peers/requirements.txt
    .venv/bin/python bench/peers/maingo.py instances/network/peaks-tanh.json --gap 1e-3 --repeat 5
    .venv/bin/python bench/peers/maingo.py FILE.json --option PRE_maxLocalSearches=0 --repeat 5

The ONNX graph is written out as the explicit expression graph that MAiNGO's own neural-network interface would build. One
thread; every setting that is not named on the command line is MAiNGO's default. Reads instance files (docs/formats.md) with
one vector variable and an objective linear in a network's outputs. `cpuSeconds` is the process's CPU time within `solve()`:
building the model is not counted, in MAiNGO's favour. `repeat` solves again in the same process, with a new solver object.
"""

import argparse
import json
import os
import re
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import maingopy as mp  # noqa: E402
import numpy as np  # noqa: E402
import onnx  # noqa: E402
from onnx import numpy_helper  # noqa: E402


def sigmoid(z):
    return 0.5 + 0.5 * mp.tanh(0.5 * z)


# Activations as MAiNGO's users write them; those with an intrinsic relaxation of their own use it.
ACTIVATIONS = {
    "Tanh": mp.tanh,
    "Relu": lambda z: mp.max(z, 0.0),
    "Sigmoid": sigmoid,
    "Softplus": lambda z: mp.log(1 + mp.exp(z)),
    "Gelu": lambda z: z * (0.5 + 0.5 * mp.erf(z / 2**0.5)),
}
ELEMENTWISE = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
}
TRANSPARENT = ("Cast", "Identity", "Flatten", "Reshape")


class Network:
    """An ONNX graph over vectors; `expressions(x)` applies it to MAiNGO variables (or to floats)."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        self.constants = {t.name: numpy_helper.to_array(t).astype(float) for t in graph.initializer}
        self.nodes = []
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                self.constants[node.output[0]] = numpy_helper.to_array(attributes["value"]).astype(float)
            else:
                self.nodes.append((node.op_type, list(node.input), node.output[0], attributes))
        self.input = next(i.name for i in graph.input if i.name not in self.constants)
        self.output = graph.output[0].name

    def vector(self, name, values, length):
        """The tensor as a list of `length` scalars, constants broadcast."""
        if name in values:
            return values[name]
        return np.broadcast_to(self.constants[name].ravel(), length).tolist()

    def expressions(self, x):
        values = {self.input: list(x)}
        for operator, inputs, output, attributes in self.nodes:
            values[output] = self.apply(operator, inputs, attributes, values)
        return values[self.output]

    def apply(self, operator, inputs, attributes, values):
        length = max(len(values[i]) for i in inputs if i in values)
        first = self.vector(inputs[0], values, length)
        if operator in ACTIVATIONS:
            return [ACTIVATIONS[operator](z) for z in first]
        if operator in ELEMENTWISE:
            return [ELEMENTWISE[operator](a, b) for a, b in zip(first, self.vector(inputs[1], values, length))]
        if operator in TRANSPARENT:
            return first
        if operator == "Scaler":
            offset = np.broadcast_to(attributes["offset"], length).tolist()
            scale = np.broadcast_to(attributes["scale"], length).tolist()
            return [(z - o) * s for z, o, s in zip(first, offset, scale)]
        if operator in ("MatMul", "Gemm"):
            weight = self.constants[inputs[1]]
            weight = attributes.get("alpha", 1.0) * (weight.T if attributes.get("transB", 0) else weight)
            bias = np.zeros(weight.shape[1])
            if len(inputs) > 2:
                bias = attributes.get("beta", 1.0) * np.broadcast_to(self.constants[inputs[2]].ravel(), bias.shape)
            return [affine(first, weight[:, k], bias[k]) for k in range(weight.shape[1])]
        raise SystemExit(f"operator {operator} is not in this runner")


def affine(x, column, bias):
    z = float(bias)
    for weight, element in zip(column, x):
        z = z + float(weight) * element
    return z


class Problem(mp.MAiNGOmodel):
    def __init__(self, path):
        super().__init__()
        instance = json.loads(path.read_text())
        (variable,) = instance["variables"]
        size = variable.get("size", 1)
        self.lower = np.broadcast_to(variable["lower"], size).astype(float)
        self.upper = np.broadcast_to(variable["upper"], size).astype(float)
        self.name = instance["name"]
        self.sign = 1 if "minimize" in instance else -1
        self.networks = {name: Network(str(path.parent / m["file"])) for name, m in instance["models"].items()}
        text = instance.get("minimize") or instance["maximize"]
        call = re.compile(rf"(\w+)\({variable['name']}\)(?:\[(\d+)\])?")
        self.code = compile(call.sub(lambda m: f"outputs[{m[1]!r}][{m[2] or 0}]", text), text, "eval")

    def get_variables(self):
        pairs = zip(self.lower.tolist(), self.upper.tolist())
        return [mp.OptimizationVariable(mp.Bounds(l, u), mp.VT_CONTINUOUS, f"x{j}") for j, (l, u) in enumerate(pairs)]

    def evaluate(self, variables):
        outputs = {name: network.expressions(variables) for name, network in self.networks.items()}
        container = mp.EvaluationContainer()
        container.objective = self.sign * eval(self.code, {"outputs": outputs})
        return container


def number(text):
    return float(text) if re.search(r"[.e]", text) else int(text)


def solve(path, arguments):
    problem = Problem(path)
    solver = mp.MAiNGO(problem)
    options = {"epsilonR": arguments.gap, "epsilonA": arguments.absolute_gap, "maxTime": arguments.time_limit}
    options |= {key: number(value) for key, value in (entry.split("=", 1) for entry in arguments.option)}
    solver.set_option("loggingDestination", mp.LOGGING_NONE)
    for key, value in options.items():
        if not solver.set_option(key, value):
            raise SystemExit(f"MAiNGO does not know the option {key}")
    wall, cpu = time.perf_counter(), time.process_time()
    status = solver.solve()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    found = status in (mp.GLOBALLY_OPTIMAL, mp.FEASIBLE_POINT)
    return {
        "solver": "maingo",
        "instance": problem.name,
        "options": options,
        "status": str(status).split(".")[-1],
        "objective": problem.sign * solver.get_objective_value() if found else None,
        "bound": problem.sign * solver.get_final_LBD(),
        "x": list(solver.get_solution_point()) if found else None,
        "nodes": int(solver.get_iterations()),
        "cpuSeconds": cpu,
        "seconds": wall,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--gap", type=float, default=1e-3, help="relative gap (epsilonR)")
    parser.add_argument("--absolute-gap", type=float, default=1e-9, help="absolute gap (epsilonA)")
    parser.add_argument("--time-limit", type=float, default=120, help="seconds (maxTime)")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="any further MAiNGO option")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.files]
    os.chdir(tempfile.mkdtemp())  # MAiNGO writes log files into the working folder
    for path in paths:
        for _ in range(arguments.repeat):
            print(json.dumps(solve(path, arguments)), flush=True)


if __name__ == "__main__":
    main()
