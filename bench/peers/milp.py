"""Native HiGHS on MPS files, one thread: one JSON line per file and repetition, as bench/native-milp.ts reads them.

    python bench/peers/milp.py FILE.mps ... [--gap 1e-4] [--time-limit 60] [--repeat 1]

Needs highspy of the version that the npm package `highs` wraps (1.15.1); reading the file is not counted.
"""

import argparse
import json
import time

import highspy

parser = argparse.ArgumentParser()
parser.add_argument("files", nargs="+")
parser.add_argument("--gap", type=float, default=1e-4)
parser.add_argument("--time-limit", type=float, default=60)
parser.add_argument("--repeat", type=int, default=1)
arguments = parser.parse_args()

for file in arguments.files:
    for run in range(arguments.repeat):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", arguments.gap)
        solver.setOptionValue("mip_abs_gap", 1e-9)
        solver.setOptionValue("time_limit", arguments.time_limit)
        solver.readModel(file)
        start, cpu = time.perf_counter(), time.process_time()
        solver.run()
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
        info = solver.getInfo()
        line = {
            "solver": "highspy",
            "file": file,
            "run": run,
            "status": solver.modelStatusToString(solver.getModelStatus()),
            "objective": info.objective_function_value,
            "bound": info.mip_dual_bound,
            "nodes": info.mip_node_count,
            "seconds": seconds,
            "cpuSeconds": cpu_seconds,
        }
        print(json.dumps(line), flush=True)
