"""MAiNGO: branch and bound in reduced space with McCormick relaxations. Expressions are handed over as they are; kernels and expected
improvement are MAiNGO's intrinsic functions, networks the explicit graph that its own neural-network interface builds.

maingopy 0.10.3 rounds Python's numbers to float32 where they meet a variable (1/3 becomes 0.33333334), and would prove its bounds about another
problem; constants that are variables of its graph (FFVar) keep all their digits.
"""

import math
import os
import tempfile

import maingopy as mp
import numpy as np
from expression import Refused, emitted, order
from instance import Problem
from record import Clock, outcome

VERSION = "maingopy 0.10.3"
KERNELS = {
    "squared-exponential": mp.covar_sqrexp,
    "matern12": mp.covar_matern_1,
    "matern32": mp.covar_matern_3,
    "matern52": mp.covar_matern_5,
}
FUNCTIONS = {
    **KERNELS,
    **{name: getattr(mp, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "atan", "erf")},
    "abs": mp.fabs,
    "relu": lambda z: mp.max(z, 0.0),
    "sigmoid": lambda z: 0.5 + 0.5 * mp.tanh(0.5 * z),
    "softplus": lambda z: mp.log(1 + mp.exp(z)),
}


def power(z, exponent):
    if exponent == 2:
        return mp.sqr(z)
    if exponent == int(exponent):
        return mp.pow(z, int(exponent))
    return mp.pow(z, exponent) if np.float32(exponent) == exponent else mp.exp(mp.FFVar(exponent) * mp.log(z))


def emit(node, arguments):
    kind, data = node.operation, node.data
    if kind == "constant":
        return mp.FFVar(data)
    if kind == "sum":
        total = mp.FFVar(data[1])
        for weight, argument in zip(data[0], arguments):
            total = total + mp.FFVar(weight) * argument
        return total
    if kind == "product":
        return arguments[0] * arguments[1]
    if kind == "power":
        return power(arguments[0], data)
    if kind == "function":
        return FUNCTIONS[data](arguments[0])
    if kind == "minimum":
        return mp.min(*arguments)
    if kind == "maximum":
        return mp.max(*arguments)
    if kind == "floored":
        return mp.max(arguments[0], mp.FFVar(data))
    if kind == "improvement":
        mean, deviation = arguments
        return mp.af_ei(mean - mp.FFVar(data), deviation, 0.0)
    raise ValueError(kind)


class Model(mp.MAiNGOmodel):
    def __init__(self, problem):
        super().__init__()
        self.problem = problem

    def get_variables(self):
        kinds = [mp.VT_INTEGER if v.is_integer else mp.VT_CONTINUOUS for v in self.problem.variables]
        return [mp.OptimizationVariable(mp.Bounds(v.lower, v.upper), kind, v.name) for v, kind in zip(self.problem.variables, kinds)]

    def evaluate(self, variables):
        rows = self.problem.rows
        write = lambda node, arguments: variables[node.data] if node.operation == "variable" else emit(node, arguments)
        objective, *values = emitted([self.problem.objective, *(row.expression for row in rows)], write)
        container = mp.EvaluationContainer()
        container.objective = self.problem.sign * objective
        container.eq = [value for row, value in zip(rows, values) if row.lower == row.upper]
        sided = [(row, value) for row, value in zip(rows, values) if row.lower != row.upper]
        container.ineq = [value if row.lower == -math.inf else -value for row, value in sided]
        return container


def run(problem, gap, limit, options=None):
    """Solves with MAiNGO's defaults but for `options`; `limit` in wall seconds."""
    if any(node.operation == "trees" for node in order([problem.objective, *(row.expression for row in problem.rows)])):
        raise Refused("MAiNGO has no relaxation of trees")
    os.chdir(tempfile.mkdtemp())  # MAiNGO writes log files into the working folder.
    model = Model(problem)
    solver = mp.MAiNGO(model)
    solver.set_option("loggingDestination", mp.LOGGING_NONE)
    given = {"epsilonR": gap, "epsilonA": 1e-9, "maxTime": limit * 100, "maxwTime": limit, **(options or {})}
    for key, value in given.items():
        if not solver.set_option(key, value):
            raise Refused(f"MAiNGO does not know the option {key}")
    with Clock() as clock:
        status = solver.solve()
    if status == mp.INFEASIBLE:
        return outcome("infeasible", clock)
    found = status in (mp.GLOBALLY_OPTIMAL, mp.FEASIBLE_POINT)
    bound = problem.sign * solver.get_final_LBD()
    return outcome(
        "optimal" if status == mp.GLOBALLY_OPTIMAL else "limit",
        clock,
        objective=problem.sign * solver.get_objective_value() if found else None,
        bound=bound if abs(bound) < 1e300 else None,
        nodes=int(solver.get_iterations()),
        point=list(solver.get_solution_point()) if found else None,
    )


# MAiNGO spends much of its time on local searches before the first node where functions have kinks.
NO_STARTS = {"PRE_maxLocalSearches": 0}


def solve(task):
    return run(Problem(task.file), task.gap, task.limit)


def solve_without_starts(task):
    return run(Problem(task.file), task.gap, task.limit, NO_STARTS)
