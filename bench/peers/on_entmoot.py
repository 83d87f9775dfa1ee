"""ENTMOOT: its own problem (entmoot_problem.py), and its rows for the mean of other ensembles, by HiGHS.

ENTMOOT writes the ensembles of LightGBM; others are handed to it in the form of LightGBM's dump. It rounds thresholds to five decimals, and
proves its bounds about the rounded trees.
"""

from importlib.metadata import version

import pyomo.environ as pyo
from entmoot import Enting, ProblemConfig
from expression import INFINITY, Refused, emitted, order
from instance import Problem
from pyomo_model import SOLVER, solved_by_highs

VERSION = f"entmoot {version('entmoot')}"
NOTE = f"{SOLVER}; thresholds rounded to five decimals"


class Booster:
    """As much of LightGBM's booster as ENTMOOT asks for."""

    def __init__(self, ensemble):
        self.ensemble = ensemble

    def dump_model(self):
        return {"tree_info": [{"tree_structure": structure(tree)} for tree in self.ensemble.trees]}


def structure(tree):
    if not isinstance(tree, tuple):
        return {"leaf_value": tree}
    feature, threshold, left, right = tree
    return {"split_feature": feature, "threshold": threshold, "left_child": structure(left), "right_child": structure(right)}


def solve(task):
    if task.file.stem == "entmoot-like":
        return solve_own(task)
    problem = Problem(task.file)
    roots = [problem.objective, *(row.expression for row in problem.rows)]
    trees = [node for node in order(roots) if node.operation == "trees"]
    if len(trees) != 1 or [node.data for node in trees[0].arguments if node.operation == "variable"] != list(range(len(problem.variables))):
        raise Refused("ENTMOOT optimizes one ensemble of trees over its features")
    config = ProblemConfig()
    for feature in problem.variables:
        config.add_feature("integer" if feature.is_integer else "real", (feature.lower, feature.upper))
    config.add_min_objective()
    enting = Enting(config, params={})
    (name,) = (objective.name for objective in config.obj_list)
    enting.mean_model._tree_dict = {name: Booster(trees[0].data)}
    model = config.get_pyomo_model_core()
    enting.mean_model.add_to_pyomo_model(model)
    x = [model._all_feat[k] for k in range(len(problem.variables))]

    def emit(node, arguments):
        if node.operation == "trees":
            return model._unscaled_mu[name] + node.data.base
        if node.operation == "variable":
            return x[node.data]
        if node.operation == "constant":
            return node.data
        if node.operation == "sum":
            return sum(weight * argument for weight, argument in zip(node.data[0], arguments)) + node.data[1]
        raise Refused("ENTMOOT's constraints are linear here")

    objective, *values = emitted(roots, emit)
    model.more = pyo.ConstraintList()
    for row, value in zip(problem.rows, values):
        if row.lower == row.upper:
            model.more.add(value == row.lower)
        else:
            model.more.add(value >= row.lower if row.upper == INFINITY else value <= row.upper)
    model.obj = pyo.Objective(expr=problem.sign * objective)
    return solved_by_highs(model, problem.sign, x, task, NOTE)


def solve_own(task):
    import entmoot_problem

    config, enting, _ = entmoot_problem.model()
    model = entmoot_problem.constrained(config)
    enting.add_to_pyomo_model(model)
    features = model._all_feat
    category = features[len(features) - 1]
    x = [features[k] for k in range(len(features) - 1)] + [category[k] for k in sorted(category)]
    return solved_by_highs(model, 1, x, task, NOTE)
