"""Veritas on ensembles of trees, minimized over their boxes: one JSON line per file, as bench/tree-peers.ts reads them.

    python bench/peers/veritas_ensemble.py FILE.json ... [--time-limit 60] [--memory GIB]

Needs dtai-veritas (0.3.1). FILE is what models/ensembles.py writes. Settings: HeuristicType.MIN_OUTPUT (best first on the sum of
reachable minima), stop_when_optimal, and its defaults of focal_eps and max_focal_size, which are printed; the box is given to
get_search(), thresholds are the next float64 above, as its splits are x < t. `bound` and `value` are its own (current_bounds).
"""

import argparse
import json
import math
import time
from pathlib import Path

import veritas


def ensemble_of(trees):
    model = veritas.AddTree(1, veritas.AddTreeType.REGR)
    for root in trees["roots"]:
        tree = model.add_tree()
        stack = [(root, tree.root())]
        while stack:
            node, place = stack.pop()
            feature = trees["feature"][node]
            if feature < 0:
                tree.set_leaf_value(place, 0, trees["values"][node])
                continue
            tree.split(place, feature, math.nextafter(trees["threshold"][node], math.inf))
            stack += [(trees["left"][node], tree.left(place)), (trees["right"][node], tree.right(place))]
    model.set_base_score(0, trees["base"][0])
    return model


def solve(data, arguments):
    model = ensemble_of(data["trees"])
    config = veritas.Config(veritas.HeuristicType.MIN_OUTPUT)
    config.stop_when_optimal = True
    config.max_memory = int(arguments.memory * 2**30)
    box = [veritas.Interval(low, math.nextafter(high, math.inf)) for low, high in zip(data["lower"], data["upper"])]
    start, cpu = time.perf_counter(), time.process_time()
    search = config.get_search(model, dict(enumerate(box)))
    reasons = veritas.StopReason
    # OUT_OF_TIME is said of one call: the limit here is one of CPU time.
    reason = reasons.NONE
    while reason in (reasons.NONE, reasons.OUT_OF_TIME) and time.process_time() - cpu < arguments.time_limit:
        reason = search.step_for(1.0, 1000)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    bounds = search.current_bounds()
    return {
        "solver": "veritas",
        "status": "Optimal" if search.is_optimal() else str(reason).split(".")[-1],
        "value": search.get_solution(0).output if search.num_solutions() > 0 else None,
        "bound": bounds.top_of_open,
        "open": search.num_open(),
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "focalEps": config.focal_eps,
        "maxFocalSize": config.max_focal_size,
    }


parser = argparse.ArgumentParser()
parser.add_argument("files", nargs="+", type=Path)
parser.add_argument("--time-limit", type=float, default=60)
parser.add_argument("--memory", type=float, default=4)
arguments = parser.parse_args()
for file in arguments.files:
    print(json.dumps({"file": file.stem, **solve(json.loads(file.read_text()), arguments)}), flush=True)
