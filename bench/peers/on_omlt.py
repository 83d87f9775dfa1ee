"""OMLT over Pyomo: ReLU by big-M or by partitions, ensembles by Misic's rows, both solved by HiGHS; smooth activations in full space, solved by SCIP.

Models are handed to OMLT as networks of dense layers (affine maps before them folded in) or as the ONNX ensemble itself; formulas are written in Pyomo.
SCIP reads the .nl file that Pyomo writes; it knows no tanh, so that activation is written by exp.
"""

import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import omlt
import onnx
import pyomo.environ as pyo
from expression import INFINITY, Refused, emitted, order, variable
from instance import Problem
from models import ACTIVATIONS, Graph
from omlt.gbt import GBTBigMFormulation, GradientBoostedTreeModel
from omlt.neuralnet import FullSpaceNNFormulation, NetworkDefinition, ReluBigMFormulation, ReluPartitionFormulation
from omlt.neuralnet.activations.smooth import smooth_monotonic_activation_constraint
from omlt.neuralnet.layer import DenseLayer, InputLayer
from pyomo_model import SOLVER, solved_by_highs

VERSION = f"omlt {version('omlt')}, pyomo {version('pyomo')}"
SMOOTH = ("tanh", "sigmoid", "softplus")
FUNCTIONS = {name: getattr(pyo, name) for name in ("exp", "log", "sqrt", "sin", "cos")} | {"abs": abs}


def tanh_constraint(net_block, net, layer_block, layer):
    by_exp = lambda z: 1 - 2 / (pyo.exp(2 * z) + 1)
    return smooth_monotonic_activation_constraint(net_block, net, layer_block, layer, by_exp)


def dense_layers(graph):
    """(weight, bias, activation) layer by layer; weights are (inputs, outputs)."""
    layers, current = [], graph.input
    weight = bias = None

    def through(matrix, offset):
        nonlocal weight, bias
        weight, bias = (matrix, offset) if weight is None else (weight @ matrix, bias @ matrix + offset)

    for operator, names, output, attributes in graph.steps:
        constants = [graph.constants[name] for name in names if name in graph.constants]
        if [name for name in names if name and name not in graph.constants] != [current]:
            raise Refused("OMLT's dense layers have no skips and no products of layers")
        current = output
        if operator in ACTIVATIONS:
            layers.append((weight, bias, ACTIVATIONS[operator]))
            weight = bias = None
        elif operator in ("MatMul", "Gemm"):
            matrix = attributes.get("alpha", 1.0) * (constants[0].T if attributes.get("transB", 0) else constants[0])
            through(matrix, attributes.get("beta", 1.0) * constants[1].ravel() if len(constants) > 1 else np.zeros(matrix.shape[1]))
        elif operator in ("Add", "Sub", "Mul", "Div", "Scaler") and names[0] not in graph.constants:
            size = None if weight is None else weight.shape[1]
            scale, offset = scaling(operator, constants, attributes, size)
            through(np.diag(scale), offset)
        elif operator not in ("Cast", "Identity", "Flatten", "Reshape"):
            raise Refused(f"OMLT is not given the operator {operator} here")
    if weight is not None:
        layers.append((weight, bias, "linear"))
    return layers


def scaling(operator, constants, attributes, size):
    """z * scale + offset of an elementwise operator with a constant."""
    if operator == "Scaler":
        scale = np.array(attributes["scale"], float)
        return scale, -np.array(attributes["offset"], float) * scale
    number = np.ravel(constants[0]).astype(float)
    number = np.broadcast_to(number, len(number) if size is None else size)
    one = np.ones(len(number))
    return {"Add": (one, number), "Sub": (one, -number), "Mul": (number, 0 * one), "Div": (1 / number, 0 * one)}[operator]


def network_of(layers, bounds):
    network = NetworkDefinition(scaled_input_bounds=dict(enumerate(bounds)))
    last = InputLayer([len(bounds)])
    network.add_layer(last)
    for weight, bias, activation in layers:
        layer = DenseLayer([weight.shape[0]], [weight.shape[1]], activation=activation, weights=weight, biases=np.array(bias))
        network.add_layer(layer)
        network.add_edge(last, layer)
        last = layer
    return network


def formulation_of(model, bounds, relu_formulation):
    """OMLT's formulation, and whether it is linear."""
    if not isinstance(model, Graph):
        raise Refused("OMLT has no Gaussian processes")
    if model.is_ensemble:
        if len(model.steps) > 1:
            raise Refused("OMLT reads an ensemble alone in its file")
        file = onnx.load(str(model.path))
        # OMLT takes a dimension without a name for a size of zero.
        for tensor in (*file.graph.input, *file.graph.output):
            tensor.type.tensor_type.shape.dim[0].dim_param = "batch"
        return GBTBigMFormulation(GradientBoostedTreeModel(file, scaled_input_bounds=dict(enumerate(bounds)))), True
    layers = dense_layers(model)
    kinds = {activation for *_, activation in layers} - {"linear"}
    if kinds - {"relu", *SMOOTH}:
        raise Refused(f"OMLT has no {', '.join(kinds - {'relu', *SMOOTH})}")
    network = network_of(layers, bounds)
    if kinds <= {"relu"}:
        return relu_formulation(network), True
    if relu_formulation is ReluPartitionFormulation:
        raise Refused("partitions are for ReLU alone")
    return FullSpaceNNFormulation(network, activation_constraints={"tanh": tanh_constraint}), False


class Translation:
    def __init__(self, task, relu_formulation):
        self.calls, self.outputs = [], 0
        self.model = pyo.ConcreteModel()
        self.problem = Problem(task.file, self.collect)
        if not self.calls:
            raise Refused("OMLT has no Gaussian processes" if self.problem.models else "OMLT is for problems with models")
        problem, model = self.problem, self.model
        model.x = pyo.Var(
            range(len(problem.variables)),
            bounds=lambda _, k: (problem.variables[k].lower, problem.variables[k].upper),
            domain=lambda _, k: pyo.Integers if problem.variables[k].is_integer else pyo.Reals,
        )
        model.y = pyo.Var(range(self.outputs))
        model.links = pyo.ConstraintList()
        model.rows = pyo.ConstraintList()
        model.blocks = omlt.OmltBlock(range(len(self.calls)))
        roots = [problem.objective, *(row.expression for row in problem.rows)]
        self.is_linear = all(node.operation in ("constant", "variable", "sum") for node in order(roots))
        for k, (called, inputs, outputs) in enumerate(self.calls):
            bounds = [(node.lower, node.upper) for node in inputs]
            formulation, is_linear = formulation_of(called, bounds, relu_formulation)
            self.is_linear = self.is_linear and is_linear
            block = model.blocks[k]
            block.build_formulation(formulation)
            for j, value in enumerate(emitted(inputs, self.emit)):
                model.links.add(block.inputs[j] == value)
            for j, node in enumerate(outputs):
                model.links.add(model.y[-1 - node.data] == block.outputs[j])
        objective, *values = emitted(roots, self.emit)
        for row, value in zip(problem.rows, values):
            if row.lower == row.upper:
                model.rows.add(value == row.lower)
            else:
                model.rows.add(value >= row.lower if row.upper == INFINITY else value <= row.upper)
        model.goal = pyo.Objective(expr=problem.sign * objective)

    def collect(self, called, inputs):
        """Outputs of a model as further variables."""
        # Counted downwards from -1, below the instance's variables.
        nodes = [variable(-1 - self.outputs - j, e.lower, e.upper) for j, e in enumerate(called.call(inputs))]
        self.outputs += len(nodes)
        self.calls.append((called, inputs, nodes))
        return nodes

    def emit(self, node, arguments):
        kind, data = node.operation, node.data
        if kind == "constant":
            return data
        if kind == "variable":
            return self.model.x[data] if data >= 0 else self.model.y[-1 - data]
        if kind == "sum":
            return sum(weight * argument for weight, argument in zip(data[0], arguments)) + data[1]
        if kind == "product":
            return arguments[0] * arguments[1]
        if kind == "power":
            return arguments[0] ** data
        if kind == "function" and data in FUNCTIONS:
            return FUNCTIONS[data](arguments[0])
        raise Refused(f"formulas with {data or kind} are not handed to OMLT")


def solve(task, relu_formulation=ReluBigMFormulation):
    translation = Translation(task, relu_formulation)
    if not translation.is_linear:
        return solve_by_scip(translation, task)
    model = translation.model
    return solved_by_highs(model, translation.problem.sign, [model.x[k] for k in model.x], task, SOLVER)


def solve_partitioned(task):
    return solve(task, ReluPartitionFormulation)


def solve_by_scip(translation, task):
    import on_scip

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.nl"
        translation.model.write(str(file), io_options={"symbolic_solver_labels": True})
        model = on_scip.Model()
        model.hideOutput()
        model.readProblem(str(file))
    by_name = {v.name: v for v in model.getVars()}
    x = [by_name.get(f"x[{k}]") for k in translation.model.x]
    if any(v is None for v in x):
        raise Refused("a variable is in no formula")
    return on_scip.optimized(model, task, translation.problem.sign, x, on_scip.VERSION.split(", ")[1])
