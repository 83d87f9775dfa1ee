"""Finds the `known` value of the instances over ensembles of trees (instances/tree-ensemble) as mixed-integer linear programs.

    python instances/forests.py [--write] [instances/tree-ensemble/NAME.json ...]

The formulation of V. V. Misic, Operations Research 68 (2020) 1605-1624, from the attributes of the ONNX file, solved by the HiGHS of scipy to a relative
gap of 1e-9, without its presolve: with it, scipy 1.17.1 calls 1.8918 optimal for friedman-boosted, of which a point has 1.2901 (onnxruntime agrees). The value is that of the leaves chosen, added up in float64.
Understands one vector variable and m(x) alone, m a TreeEnsembleRegressor with BRANCH_LEQ.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

ROOT = Path(__file__).resolve().parent
FROM = "mixed-integer linear program of Misic (2020) by the HiGHS of scipy (instances/forests.py)"


def attributes(path):
    for node in onnx.load(str(path)).graph.node:
        if node.op_type == "TreeEnsembleRegressor":
            return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    raise SystemExit(f"{path}: no TreeEnsembleRegressor")


def solve(instance, folder):
    a = attributes(folder / instance["models"]["m"]["file"])
    (variable,) = instance["variables"]
    size = variable["size"]
    lower, upper = (np.broadcast_to(np.array(variable[key], float), size) for key in ("lower", "upper"))
    sign = 1 if "minimize" in instance else -1
    nodes = {}
    for k, (tree, node) in enumerate(zip(a["nodes_treeids"], a["nodes_nodeids"])):
        nodes[tree, node] = k
    leaf_value = {}
    for tree, node, weight in zip(a["target_treeids"], a["target_nodeids"], a["target_weights"]):
        leaf_value[tree, node] = float(weight)
    trees = sorted(set(a["nodes_treeids"]))
    average = a.get("aggregate_function", b"SUM") == b"AVERAGE"
    thresholds = [sorted({float(v) for v, f, mode in zip(a["nodes_values"], a["nodes_featureids"], a["nodes_modes"]) if mode != b"LEAF" and f == j}) for j in range(size)]
    # y_jk = 1 where x_j <= threshold k.
    column = {}
    for j in range(size):
        for t in thresholds[j]:
            column[j, t] = len(column)
    binaries = len(column)
    leaves = []

    def walk(tree, node, path):
        k = nodes[tree, node]
        if a["nodes_modes"][k] == b"LEAF":
            leaves.append((tree, leaf_value[tree, node], path))
            return
        key = (a["nodes_featureids"][k], float(a["nodes_values"][k]))
        walk(tree, a["nodes_truenodeids"][k], path + [(key, 1)])
        walk(tree, a["nodes_falsenodeids"][k], path + [(key, 0)])

    for tree in trees:
        walk(tree, min(node for t, node in nodes if t == tree), [])
    count = binaries + len(leaves)
    rows, columns, values, low, high = [], [], [], [], []

    def row(entries, l, h):
        r = len(low)
        for c, v in entries:
            rows.append(r), columns.append(c), values.append(v)
        low.append(l), high.append(h)

    for j in range(size):
        for s, t in zip(thresholds[j], thresholds[j][1:]):
            row([(column[j, s], 1), (column[j, t], -1)], -np.inf, 0)
    # Leaves left and right of every split, tree by tree.
    by_split = {}
    for place, (tree, _, path) in enumerate(leaves):
        prefix = []
        for key, side in path:
            by_split.setdefault((tree, tuple(prefix), key), ([], []))[side].append(place)
            prefix.append((key, side))
    for (_, _, key), (right, left) in by_split.items():
        row([(binaries + p, 1) for p in left] + [(column[key], -1)], -np.inf, 0)
        row([(binaries + p, 1) for p in right] + [(column[key], 1)], -np.inf, 1)
    for tree in trees:
        row([(binaries + p, 1) for p, leaf in enumerate(leaves) if leaf[0] == tree], 1, 1)
    vmin, vmax = np.zeros(count), np.ones(count)
    for (j, t), c in column.items():
        if upper[j] <= t:
            vmin[c] = 1
        if lower[j] > t:
            vmax[c] = 0
    cost = np.zeros(count)
    for p, (_, value, _) in enumerate(leaves):
        cost[binaries + p] = sign * value / (len(trees) if average else 1)
    matrix = coo_matrix((values, (rows, columns)), (len(low), count)).tocsr()
    integrality = np.concatenate([np.ones(binaries), np.zeros(len(leaves))])
    result = milp(cost, integrality=integrality, bounds=Bounds(vmin, vmax), constraints=LinearConstraint(matrix, low, high), options={"mip_rel_gap": 1e-9, "presolve": False, "time_limit": 600})
    chosen = result.x[binaries:] > 0.5
    total = sum(value for (_, value, _), taken in zip(leaves, chosen) if taken) / (len(trees) if average else 1)
    return total + (a.get("base_values") or [0])[0], result.message


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="write the value into instances that have none")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    for path in arguments.files or sorted((ROOT / "tree-ensemble").glob("*.json")):
        instance = json.loads(path.read_text())
        value, message = solve(instance, path.parent)
        known = instance.get("known", {}).get("objective")
        print(f"{path.stem}: {value:.12g}, known {known}: {message}", flush=True)
        if arguments.write and known is None and "ptimal" in message:
            text = path.read_text().rstrip().removesuffix("}").rstrip()
            entry = json.dumps({"objective": value, "from": FROM})
            path.write_text(f'{text},\n  "known": {{ {entry[1:-1]} }}\n}}\n')


if __name__ == "__main__":
    sys.exit(main())
