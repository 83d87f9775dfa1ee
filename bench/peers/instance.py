"""Instance files (docs/formats.md) as expressions: the translation that all peers share."""

import ast
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import models
from expression import Node, Refused, affine, apply, constant, extremum, improvement, value_at, variable

FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "atan", "erf", "abs")
CONSTANTS = {"pi": math.pi, "e": math.e}


@dataclass
class Variable:
    name: str
    lower: float
    upper: float
    is_integer: bool


@dataclass
class Row:
    lower: float
    expression: Node
    upper: float


class Problem:
    """
    Variables, objective and rows of an instance.

    `source` is an instance file, or what such a file holds, with model files relative to `folder`. `call(model, inputs)` gives a
    model's outputs; by default their expressions in the inputs.
    """

    def __init__(self, source, call=lambda model, inputs: model.call(inputs), folder=None):
        instance = source if isinstance(source, dict) else json.loads(Path(source).read_text())
        folder = folder or Path(source).parent
        if "validity" in instance:
            raise Refused("validity domains are not translated")
        if "parameters" in instance:
            raise Refused("parametric problems are not translated")
        self.name = instance.get("name", "unnamed")
        self.sense = "minimize" if "minimize" in instance else "maximize"
        self.text = instance[self.sense]
        self.models = {name: models.load(folder / model["file"]) for name, model in instance.get("models", {}).items()}
        self.call, self.calls = call, {}
        self.variables, self.scope = [], dict(CONSTANTS)
        for definition in instance["variables"]:
            self.declare(definition)
        for name, text in instance.get("define", {}).items():
            self.scope[name] = self.formula(text)
        self.objective = self.scalar(self.formula(self.text))
        self.rows = [row for text in instance.get("subjectTo", []) for row in self.comparison(text)]

    def declare(self, definition):
        size = definition.get("size", 1)
        is_binary = definition.get("binary", False)
        ends = [definition.get(side, otherwise) for side, otherwise in (("lower", 0), ("upper", 1))]
        lower, upper = ([float(v) for v in (end if isinstance(end, list) else [end] * size)] for end in ends)
        nodes = []
        for k in range(size):
            name = f"{definition['name']}[{k}]" if "size" in definition else definition["name"]
            nodes.append(variable(len(self.variables), lower[k], upper[k]))
            self.variables.append(Variable(name, lower[k], upper[k], is_binary or definition.get("integer", False)))
        self.scope[definition["name"]] = nodes if "size" in definition else nodes[0]

    def formula(self, text):
        return self.read(ast.parse(text.replace("^", "**"), mode="eval").body)

    def comparison(self, text):
        tree = ast.parse(text.replace("^", "**"), mode="eval").body
        if not isinstance(tree, ast.Compare):
            raise Refused(f"not a comparison: {text}")
        sides = [self.scalar(self.read(side)) for side in (tree.left, *tree.comparators)]
        rows = []
        for left, operator, right in zip(sides, tree.ops, sides[1:]):
            difference = affine([1, -1], [left, right])
            is_least, is_most = (isinstance(operator, kinds) for kinds in ((ast.GtE, ast.Eq), (ast.LtE, ast.Eq)))
            rows.append(Row(0.0 if is_least else -math.inf, difference, 0.0 if is_most else math.inf))
        return rows

    def read(self, tree):
        if isinstance(tree, ast.Constant):
            return float(tree.value)
        if isinstance(tree, ast.Name) and tree.id in self.scope:
            return self.scope[tree.id]
        if isinstance(tree, ast.UnaryOp):
            operand = self.read(tree.operand)
            return -operand if isinstance(tree.op, ast.USub) else operand
        if isinstance(tree, ast.BinOp):
            left, right = self.read(tree.left), self.read(tree.right)
            operations = {ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__", ast.Pow: "__pow__"}
            if not isinstance(left, Node) and isinstance(right, Node):
                left = constant(left)
            return getattr(left, operations[type(tree.op)])(right)
        if isinstance(tree, ast.Subscript):
            value, index = self.read(tree.value), int(self.read(tree.slice))
            return value[index] if isinstance(value, list) else value
        if isinstance(tree, ast.Call):
            return self.called(tree)
        raise Refused(f"not translated: {ast.unparse(tree)}")

    def called(self, tree):
        if isinstance(tree.func, ast.Attribute):
            return self.output_named(tree.func.value.id, tree.func.attr, self.flat(tree.args))
        name = tree.func.id
        if name in self.models:
            inputs = self.flat(tree.args)
            key = (name, tuple(node.data if node.operation in ("constant", "variable") else node for node in inputs))
            if key not in self.calls:
                self.calls[key] = self.call(self.models[name], inputs)
            outputs = self.calls[key]
            return outputs[0] if len(outputs) == 1 else outputs
        if name in ("ei", "lcb", "ucb"):
            model, *inputs, parameter = tree.args
            mean, deviation = self.models[model.id].posterior(self.flat(inputs))
            number = self.scalar(self.read(parameter)).data
            return improvement(mean, deviation, number) if name == "ei" else mean + (number if name == "ucb" else -number) * deviation
        arguments = [self.read(argument) for argument in tree.args]
        if name in FUNCTIONS:
            return apply(name, self.scalar(arguments[0]))
        if name == "dot":
            left, right = arguments
            return sum((a * b for a, b in zip(left, right)), constant(0))
        flat = [node for argument in arguments for node in (argument if isinstance(argument, list) else [argument])]
        if name == "sum":
            return affine([1] * len(flat), flat)
        if name in ("min", "max"):
            return extremum("minimum" if name == "min" else "maximum", flat)
        raise Refused(f"the function {name} is not translated")

    def output_named(self, model, output, inputs):
        mean, deviation = self.models[model].posterior(inputs)
        if output not in ("mean", "std", "variance"):
            raise Refused(f"the output {output} is not translated")
        return {"mean": mean, "std": deviation, "variance": deviation**2}[output]

    def flat(self, trees):
        values = [self.read(tree) for tree in trees]
        flat = [node for value in values for node in (value if isinstance(value, list) else [value])]
        return [node if isinstance(node, Node) else constant(node) for node in flat]

    @staticmethod
    def scalar(value):
        if isinstance(value, list):
            raise Refused("a vector where a number is needed")
        return value if isinstance(value, Node) else constant(value)

    @property
    def sign(self):
        """1 for a minimization, -1 for a maximization."""
        return 1 if self.sense == "minimize" else -1

    def value(self, x):
        return value_at([self.objective], x)[0]

    def violation(self, x):
        values = value_at([row.expression for row in self.rows], x)
        return max((max(row.lower - v, v - row.upper, 0.0) for row, v in zip(self.rows, values)), default=0.0)

    def call_alone(self):
        """(model, kind, parameter) where the objective is a single call with all variables: net(x), ei(gp, x, 1.0)."""
        (vector, *others) = list(dict.fromkeys(v.name.split("[")[0] for v in self.variables))
        match = re.fullmatch(rf"(\w+)\((?:(\w+), )?{vector}(?:, ([-+.\de]+))?\)", self.text)
        if match is None or others or self.rows:
            return None
        kind, name, parameter = match.groups()
        return (self.models[name], kind, float(parameter)) if name else (self.models[kind], "mean", None)
