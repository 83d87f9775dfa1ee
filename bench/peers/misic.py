"""Misic's MILP of an ensemble of trees by native HiGHS, one thread: one JSON line per file, as bench/tree-peers.ts reads them.

    python bench/peers/misic.py FILE.json ... [--gap 1e-4] [--time-limit 300] [--no-presolve]

V. V. Misic, Operations Research 68 (2020) 1605-1624: a binary for each distinct threshold, ordered along each feature; a continuous indicator for each
leaf; two rows for each split of each tree, over all leaves on either side. FILE is what models/ensembles.py writes (minimized over its
box). Needs highspy; CPU seconds are those of run(), without building the model. `value` is the ensemble's at the solver's point, in float64.
"""

import argparse
import json
import time
from pathlib import Path

import highspy
import numpy as np
from scipy.sparse import coo_matrix


def sides(trees, node):
    """Splits below a node with the leaves on their sides, and all leaves below it."""
    if trees["feature"][node] < 0:
        return [], [node]
    below_left, left = sides(trees, trees["left"][node])
    below_right, right = sides(trees, trees["right"][node])
    key = (trees["feature"][node], trees["threshold"][node])
    return [(key, left, right), *below_left, *below_right], left + right


def program(ensemble):
    trees, lower, upper = ensemble["trees"], ensemble["lower"], ensemble["upper"]
    split = [(j, t) for j, t in zip(trees["feature"], trees["threshold"]) if j >= 0]
    column = {key: k for k, key in enumerate(sorted(set(split)))}
    leaf = {}
    rows, columns, values, low, high = [], [], [], [], []

    def row(entries, least, most):
        for place, value in entries:
            rows.append(len(low)), columns.append(place), values.append(value)
        low.append(least), high.append(most)

    keys = list(column)
    for (j, s), (i, t) in zip(keys, keys[1:]):
        if i == j:
            row([(column[j, s], 1), (column[i, t], -1)], -np.inf, 0)
    for root in trees["roots"]:
        splits, leaves = sides(trees, root)
        for place in leaves:
            leaf[place] = len(column) + len(leaf)
        row([(leaf[place], 1) for place in leaves], 1, 1)
        for key, left, right in splits:
            row([(leaf[place], 1) for place in left] + [(column[key], -1)], -np.inf, 0)
            row([(leaf[place], 1) for place in right] + [(column[key], 1)], -np.inf, 1)
    count = len(column) + len(leaf)
    least, most, cost = np.zeros(count), np.ones(count), np.zeros(count)
    for (j, t), k in column.items():
        least[k], most[k] = float(upper[j] <= t), float(lower[j] <= t)
    for place, k in leaf.items():
        cost[k] = trees["values"][place]
    matrix = coo_matrix((values, (rows, columns)), (len(low), count)).tocsr()
    return column, cost, least, most, matrix, np.array(low), np.array(high)


def solve(ensemble, arguments):
    column, cost, least, most, matrix, low, high = program(ensemble)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_, model.offset_ = len(cost), len(low), float(ensemble["trees"]["base"][0])
    model.col_cost_, model.col_lower_, model.col_upper_, model.row_lower_, model.row_upper_ = cost, least, most, low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if k < len(column) else kinds.kContinuous for k in range(len(cost))]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", arguments.gap)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("time_limit", arguments.time_limit)
    solver.setOptionValue("presolve", "off" if arguments.no_presolve else "on")
    solver.passModel(model)
    start, cpu = time.perf_counter(), time.process_time()
    solver.run()
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    info = solver.getInfo()
    chosen = np.array(solver.getSolution().col_value)
    return {
        "solver": "highspy",
        "status": solver.modelStatusToString(solver.getModelStatus()),
        "value": value_at(ensemble["trees"], column, chosen) if len(chosen) == len(cost) else None,
        "objective": info.objective_function_value,
        "bound": info.mip_dual_bound,
        "nodes": info.mip_node_count,
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "size": f"{len(low)} x {len(cost)}, {len(column)} binary",
    }


def value_at(trees, column, chosen):
    total = trees["base"][0]
    for node in trees["roots"]:
        while trees["feature"][node] >= 0:
            is_left = chosen[column[trees["feature"][node], trees["threshold"][node]]] > 0.5
            node = trees["left" if is_left else "right"][node]
        total += trees["values"][node]
    return total


parser = argparse.ArgumentParser()
parser.add_argument("files", nargs="+", type=Path)
parser.add_argument("--gap", type=float, default=1e-4)
parser.add_argument("--time-limit", type=float, default=300)
parser.add_argument("--no-presolve", action="store_true")
arguments = parser.parse_args()
for file in arguments.files:
    print(json.dumps({"file": file.stem, **solve(json.loads(file.read_text()), arguments)}), flush=True)
