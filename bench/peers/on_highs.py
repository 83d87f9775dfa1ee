"""Native HiGHS on the MPS file that Surety writes, where it is exact."""

from importlib.metadata import version

import highspy
from expression import Refused
from instance import Problem
from record import Clock, outcome

VERSION = f"highspy {version('highspy')}"


def solve(task):
    if task.mps is None:
        raise Refused(task.why_no_mps)
    problem = Problem(task.file)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(task.mps))
    options = {"threads": 1, "parallel": "off", "mip_rel_gap": task.gap, "mip_abs_gap": 1e-9, "time_limit": float(task.limit)}
    for key, value in options.items():
        solver.setOptionValue(key, value)
    with Clock() as clock:
        run_status = solver.run()
    status = solver.getModelStatus()
    if run_status == highspy.HighsStatus.kError:
        # Mixed-integer quadratic programs, for one.
        raise Refused(f"HiGHS does not solve this kind of program (status {solver.modelStatusToString(status)})")
    if status == highspy.HighsModelStatus.kInfeasible:
        return outcome("infeasible", clock)
    info = solver.getInfo()
    found = info.primal_solution_status == 2
    is_optimal = status == highspy.HighsModelStatus.kOptimal
    # Without integers there is no MIP bound.
    bound = info.mip_dual_bound if info.mip_node_count >= 0 else (info.objective_function_value if is_optimal else None)
    return outcome(
        "optimal" if is_optimal else "limit",
        clock,
        objective=problem.sign * info.objective_function_value if found else None,
        bound=problem.sign * bound if bound is not None and abs(bound) < 1e300 else None,
        nodes=max(int(info.mip_node_count), 0),
        # Surety's columns begin with the instance's variables.
        point=list(solver.getSolution().col_value[: len(problem.variables)]) if found else None,
        note="MPS by surety encode",
    )
