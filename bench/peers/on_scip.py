"""SCIP: the MPS file where Surety writes one exactly (big-M for ReLU, Misic's rows for trees); otherwise the expressions, with a variable for
every neuron and kernel value, bounded by intervals."""

import math

import pyscipopt
from expression import Refused, emitted
from instance import Problem
from pyscipopt import Model, cos, exp, log, quicksum, sin, sqrt
from record import Clock, outcome

VERSION = f"pyscipopt {pyscipopt.__version__}, SCIP {Model().version()}"
FUNCTIONS = {
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "sin": sin,
    "cos": cos,
    "abs": abs,
    # (1 - exp(-2z)) / (1 + exp(-2z)) relaxes far worse.
    "tanh": lambda z: 1 - 2 / (exp(2 * z) + 1),
    "sigmoid": lambda z: 1 / (1 + exp(-z)),
    "softplus": lambda z: log(1 + exp(z)),
    "squared-exponential": lambda t: exp(-0.5 * t),
    "matern12": lambda t: exp(-sqrt(t)),
    "matern32": lambda t: (1 + sqrt(3 * t)) * exp(-sqrt(3 * t)),
    "matern52": lambda t: (1 + sqrt(5 * t) + 5 / 3 * t) * exp(-sqrt(5 * t)),
}


class Writer:
    def __init__(self, problem):
        self.model = Model()
        self.x = [
            self.model.addVar(vtype="I" if v.is_integer else "C", lb=v.lower, ub=v.upper, name=f"x{k}") for k, v in enumerate(problem.variables)
        ]

    def bounded(self, node, expression):
        """A variable that equals the expression; its bounds leave room for their rounding."""
        lower, upper = (None if math.isinf(end) else end + side * 1e-9 * (1 + abs(end)) for end, side in ((node.lower, -1), (node.upper, 1)))
        variable = self.model.addVar(lb=lower, ub=upper)
        self.model.addCons(variable == expression)
        return variable

    def positive_part(self, node, z):
        """max(z, 0) by big-M; `node` bounds z."""
        if node.lower >= 0:
            return z
        if node.upper <= 0:
            return 0.0
        if math.isinf(node.upper - node.lower):
            raise Refused("a maximum of what intervals do not bound")
        y, is_on = self.model.addVar(lb=0, ub=node.upper), self.model.addVar(vtype="B")
        self.model.addCons(y >= z)
        self.model.addCons(y <= z - node.lower * (1 - is_on))
        self.model.addCons(y <= node.upper * is_on)
        return y

    def emit(self, node, arguments):
        expression = self.written(node, arguments)
        return self.bounded(node, expression) if node.is_element else expression

    def written(self, node, arguments):
        kind, data = node.operation, node.data
        if kind == "constant":
            return data
        if kind == "variable":
            return self.x[data]
        if kind == "sum":
            return quicksum(weight * argument for weight, argument in zip(data[0], arguments)) + data[1]
        if kind == "product":
            return arguments[0] * arguments[1]
        if kind == "power":
            return arguments[0] ** data
        if kind == "floored":
            # Its variable's lower bound does it.
            return arguments[0]
        if kind in ("minimum", "maximum"):
            a, b = node.arguments
            sign = 1 if kind == "maximum" else -1
            # max(a, b) = b + max(a - b, 0)
            difference = sign * (a - b)
            return arguments[1] + sign * self.positive_part(difference, sign * (arguments[0] - arguments[1]))
        if kind == "function" and data == "relu":
            return self.positive_part(node.arguments[0], arguments[0])
        if kind == "function" and data in FUNCTIONS:
            return FUNCTIONS[data](arguments[0])
        raise Refused("SCIP has no erf" if data == "erf" or kind == "improvement" else f"SCIP has no {data or kind}")


def solve(task):
    if task.mps is not None:
        model, problem = Model(), Problem(task.file)
        model.hideOutput()
        model.readProblem(str(task.mps))
        # SCIP sorts its variables by type. A maximization is negated in the file.
        by_name = {v.name: v for v in model.getVars()}
        x = [by_name[name] for name in first_columns(task.mps, len(problem.variables))]
        return optimized(model, task, problem.sign, x, "MPS by surety encode")
    problem = Problem(task.file)
    writer = Writer(problem)
    objective, *values = emitted([problem.objective, *(row.expression for row in problem.rows)], writer.emit)
    model = writer.model
    for row, value in zip(problem.rows, values):
        if row.lower == row.upper:
            model.addCons(value == row.lower)
        else:
            model.addCons(value >= row.lower if row.upper == math.inf else value <= row.upper)
    goal = model.addVar(lb=None, ub=None, obj=1.0)
    model.addCons(goal >= problem.sign * objective)
    return optimized(model, task, problem.sign, writer.x, "expressions")


def first_columns(mps, count):
    """Names of the first columns of an MPS file: Surety's begin with the instance's variables."""
    names, is_inside = {}, False
    for line in mps.read_text().splitlines():
        if not line.startswith(" "):
            is_inside = line == "COLUMNS"
        elif is_inside and "'MARKER'" not in line:
            names[line.split()[0]] = None
            if len(names) == count:
                break
    return list(names)


def optimized(model, task, sign, variables, note):
    """Runs SCIP on a minimization whose objective is `sign` times the instance's."""
    model.hideOutput()
    model.setParam("limits/gap", task.gap)
    model.setParam("limits/absgap", 1e-9)
    model.setParam("limits/time", task.limit)
    model.setParam("timing/clocktype", 2)
    model.setParam("lp/threads", 1)
    model.setParam("parallel/maxnthreads", 1)
    with Clock() as clock:
        model.optimize()
    status = model.getStatus()
    if status == "infeasible":
        return outcome("infeasible", clock, note=note)
    bound = model.getDualbound()
    found = model.getNSols() > 0
    return outcome(
        "optimal" if status in ("optimal", "gaplimit") else "limit",
        clock,
        objective=sign * model.getPrimalbound() if found else None,
        bound=sign * bound if abs(bound) < 1e20 else None,
        nodes=model.getNTotalNodes(),
        point=[model.getVal(v) for v in variables] if found else None,
        note=note,
    )
