"""Pyomo models by HiGHS, for the peers that write them."""

import logging
from importlib.metadata import version

import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs
from record import Clock, outcome

# It warns of starting values that nobody uses.
logging.getLogger("pyomo").setLevel(logging.ERROR)
SOLVER = f"HiGHS {version('highspy')}"


def solved_by_highs(model, sign, x, task, note):
    """`model` minimizes `sign` times the instance's objective; `x` are the instance's variables in it. Surety's gaps and limits, one thread."""
    solver = Highs()
    solver.config.load_solution = False
    solver.config.time_limit = task.limit
    solver.config.mip_gap = task.gap
    solver.highs_options = {"threads": 1, "parallel": "off", "mip_abs_gap": 1e-9}
    with Clock() as clock:
        results = solver.solve(model)
    found = results.best_feasible_objective is not None
    if found:
        results.solution_loader.load_vars()
    bound = results.best_objective_bound
    return outcome(
        "optimal" if str(results.termination_condition).endswith("optimal") else "limit",
        clock,
        objective=sign * results.best_feasible_objective if found else None,
        bound=sign * bound if bound is not None else None,
        nodes=max(int(solver._solver_model.getInfo().mip_node_count), 0),
        point=[pyo.value(v) for v in x] if found else None,
        note=note,
    )
