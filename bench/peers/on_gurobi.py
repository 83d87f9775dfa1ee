"""Gurobi on the MPS file that Surety writes, where it is exact. The package brings a licence for 2000 variables and 2000 rows."""

import gurobipy
from expression import Refused
from instance import Problem
from record import Clock, outcome

VERSION = "gurobipy " + ".".join(map(str, gurobipy.gurobi.version()))
SIZE_LIMIT = 10010


def solve(task):
    if task.mps is None:
        raise Refused(task.why_no_mps)
    problem = Problem(task.file)
    environment = gurobipy.Env(empty=True)
    environment.setParam("OutputFlag", 0)
    environment.start()
    model = gurobipy.read(str(task.mps), env=environment)
    for key, value in {"Threads": 1, "MIPGap": task.gap, "MIPGapAbs": 1e-9, "TimeLimit": task.limit}.items():
        model.setParam(key, value)
    try:
        with Clock() as clock:
            model.optimize()
    except gurobipy.GurobiError as error:
        if error.errno != SIZE_LIMIT:
            raise
        raise Refused(f"{model.NumVars} columns and {model.NumConstrs} rows are beyond the licence of the package") from None
    if model.Status == gurobipy.GRB.INFEASIBLE:
        return outcome("infeasible", clock)
    found = model.SolCount > 0
    return outcome(
        "optimal" if model.Status == gurobipy.GRB.OPTIMAL else "limit",
        clock,
        objective=problem.sign * model.ObjVal if found else None,
        bound=problem.sign * model.ObjBound if abs(model.ObjBound) < 1e90 else None,
        nodes=int(model.NodeCount),
        point=[v.X for v in model.getVars()[: len(problem.variables)]] if found else None,
        note="MPS by surety encode",
    )
