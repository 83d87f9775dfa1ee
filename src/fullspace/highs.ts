import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Highs, ModelData, HighsCallbackMap as RunCallbacks, Model as SolverModel } from "highs";
import type {
  CompiledModule,
  ThreadAnswer,
  ThreadData,
  ThreadModel,
  ThreadRequest,
  ThreadResult,
} from "./highs-thread.js";

/** The package's place and its compiled code, which all threads of the process share. */
export async function highsThreadData(): Promise<Omit<ThreadData, "flags">> {
  const path = createRequire(import.meta.url).resolve("highs");
  compiled ??= WebAssembly.compile(readFileSync(join(dirname(path), "highs.wasm")));
  return { path, wasmModule: await compiled };
}

let compiled: Promise<CompiledModule> | null = null;

const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledModule> };
};

/** The program of a solver thread, as JavaScript to be evaluated by a worker. */
export function highsThreadSource(): string {
  return `(${serve.toString()})(require)`;
}

/**
 * Runs in the worker and must stand alone: it is handed over as text, so that one and the same file works compiled and in
 * tests that run TypeScript directly. Speaks the protocol of highs-thread.ts.
 */
function serve(load: NodeJS.Require): void {
  const { parentPort, workerData } = load("node:worker_threads") as typeof import("node:worker_threads");
  const { path, wasmModule, flags } = workerData as ThreadData;
  const port = parentPort as NonNullable<typeof parentPort>;
  const loader = load(path) as (options: { wasmModule: CompiledModule }) => Promise<Highs>;
  const ready = loader({ wasmModule });
  const models = new Map<number, SolverModel>();
  const PROGRESS_INTERVAL = 100;
  const FEASIBLE = 2;

  function create(highs: Highs, { costs, offset, lower, upper, integrality, hessian }: ThreadModel): SolverModel {
    const columns = costs.length;
    const data: ModelData = {
      numCols: columns,
      numRows: 0,
      offset,
      colCost: costs,
      colLower: lower,
      colUpper: upper,
      rowLower: [],
      rowUpper: [],
      matrix: { format: "csr", numRows: 0, numCols: columns, starts: [0], indices: [], values: [] },
    };
    const quadratic = hessian && ({ format: "triangular", dimension: columns, ...hessian } as const);
    return highs.createModel({
      ...data,
      ...(integrality.includes(1) ? { integrality } : {}),
      ...(quadratic === null ? {} : { hessian: quadratic }),
    });
  }

  function callbacks(highs: Highs, sequence: number, hasListener: boolean): RunCallbacks {
    const types = highs.constants.callbackType;
    let told = 0;
    const stop = (event: { interrupt(): void }): undefined => {
      if (Atomics.load(flags, 0) !== 0) event.interrupt();
      return undefined;
    };
    const all: RunCallbacks = {
      [types.simplexInterrupt]: stop,
      [types.ipmInterrupt]: stop,
      [types.mipInterrupt](event) {
        if (Atomics.load(flags, 0) !== 0) event.interrupt();
        const now = Date.now();
        if (!hasListener || now - told < PROGRESS_INTERVAL) return undefined;
        told = now;
        report(event.data, null);
        return undefined;
      },
    };
    if (!hasListener) return all;
    return {
      ...all,
      [types.mipImprovingSolution](event) {
        report(event.data, event.data.mip_solution ?? null);
        return undefined;
      },
    };

    function report(data: Readonly<Record<string, unknown>>, point: Float64Array | null): void {
      const progress = {
        nodes: Number(data["mip_node_count"] ?? 0),
        bound: Number(data["mip_dual_bound"] ?? Number.NEGATIVE_INFINITY),
        objective: Number(data["mip_primal_bound"] ?? Number.NaN),
        point,
      };
      port.postMessage({ sequence, progress } satisfies ThreadAnswer);
    }
  }

  function run(highs: Highs, request: ThreadRequest): ThreadResult {
    if (request.model !== null) {
      models.get(request.session)?.dispose();
      models.set(request.session, create(highs, request.model));
    }
    const model = models.get(request.session) as SolverModel;
    const { rows, costs, bounds, options } = request;
    if (rows !== null) {
      const { lower, upper, starts, indices, values } = rows;
      const matrix = {
        format: "csr",
        numRows: lower.length,
        numCols: model.getDimensions().numCols,
        starts,
        indices,
        values,
      } as const;
      model.addRows({ lower, upper, matrix });
    }
    if (costs !== null) {
      costs.values.forEach((cost, column) => {
        model.changeColCost(column, cost);
      });
      model.changeObjectiveOffset(costs.offset);
    }
    if (bounds !== null) {
      bounds.lower.forEach((lower, column) => {
        model.changeColBounds(column, lower, bounds.upper[column]);
      });
    }
    model.zeroAllClocks();
    model.options.set({ output_flag: false, ...options?.settings });
    if (options?.start) model.setSolution({ colValue: options.start });
    const { modelStatus } = model.run(callbacks(highs, request.sequence, options?.hasListener === true));
    const solution = model.getSolution();
    const status = model.info.get("primal_solution_status");
    const isMip = options?.settings["solve_relaxation"] !== true && request.options !== null;
    const objective = model.getObjectiveValue();
    return {
      modelStatus,
      hasPoint: Number(status) === FEASIBLE,
      point: solution.colValue,
      rowDuals: solution.rowDual,
      objective,
      bound: isMip ? Number(model.info.get("mip_dual_bound")) : objective,
      nodes: Math.max(0, Number(model.info.get("mip_node_count"))),
    };
  }

  port.on("message", async (request: ThreadRequest) => {
    const { sequence } = request;
    try {
      const highs = await ready;
      if (request.kind === "dispose") {
        models.get(request.session)?.dispose();
        models.delete(request.session);
        port.postMessage({ sequence } satisfies ThreadAnswer);
      } else port.postMessage({ sequence, result: run(highs, request) } satisfies ThreadAnswer);
    } catch (error) {
      port.postMessage({ sequence, error: String(error) } satisfies ThreadAnswer);
    }
  });
}
