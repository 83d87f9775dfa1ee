import type { Line } from "../functions/univariate.js";
import type { Interval } from "../numeric/interval.js";
import { sourcesOf } from "../predictors/network/layer.js";
import { type MilpBackend, type MilpSession, RUN_DEFAULTS } from "./backend.js";
import { type ElementBounds, sweptBounds } from "./element-bounds.js";
import { encode } from "./encoding.js";
import type { Formulation } from "./formulation.js";
import { combined } from "./linear-expression.js";
import { MilpModel } from "./milp-model.js";
import type { Program } from "./program.js";
import { safeDualBound } from "./safe-dual-bound.js";

export interface TighteningLimits {
  /** Seconds for all linear and integer programs together. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  /** The last layer's elements are minimized and maximized, too; a program to be written has no use for that. */
  readonly isWithOutputs?: boolean | undefined;
}

/** Seconds that one integer program may take; its bound counts also where it is not solved. */
const SECONDS_PER_PROGRAM = 5;

/**
 * Proved bounds of all elements by the formulation's method; null if the network is proved to be defined nowhere on the box.
 * "lp" and "milp" start from the backward sweep and minimize and maximize the argument of every neuron that can switch over the
 * layers before it, layer by layer (optimization-based bound tightening); linear programs count with what their multipliers
 * prove, integer ones with what the solver claims.
 */
export async function elementBoundsOf(
  program: Program,
  formulation: Formulation,
  backend: MilpBackend,
  { timeLimit, signal, isWithOutputs = false }: TighteningLimits,
): Promise<ElementBounds | null> {
  const { elementBounds: method } = formulation;
  const isSweep = method === "interval" || method === "forward" || method === "backward";
  const bounds = sweptBounds(program.network, program.box, isSweep ? method : "backward");
  if (bounds === null || isSweep) return bounds;
  const deadline = performance.now() + 1000 * timeLimit;
  for (let k = 1; k < program.network.layers.length; k++) {
    if (program.network.layers[k].kind !== "affine") {
      applyRanges(program, bounds, k);
      continue;
    }
    const isOutput = isWithOutputs && k === program.network.layers.length - 1;
    const loose = isOutput ? Array.from(bounds.lower[k].keys()) : looseElements(program, bounds, k);
    if (loose.length === 0 || signal?.aborted || performance.now() >= deadline) continue;
    await tightenLayer({ program, formulation, backend, bounds, deadline, signal }, k, loose);
  }
  return { ...bounds, isProved: method === "lp" };
}

interface Tightening {
  readonly program: Program;
  readonly formulation: Formulation;
  readonly backend: MilpBackend;
  readonly bounds: ElementBounds;
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

async function tightenLayer(task: Tightening, k: number, loose: readonly number[]): Promise<void> {
  const { program, formulation, backend, bounds } = task;
  const model = new MilpModel(`${program.name} layer ${k}`);
  const { network, names, isInteger, rows } = program;
  const plain: Formulation = { ...formulation, relu: "big-m" };
  const options = { formulation: plain, names, isInteger, rows, breakpoints: new Map(), layers: k + 1 };
  const { elements } = encode(network, bounds, model, options);
  const session = await backend.open(model);
  try {
    for (const j of loose) {
      const element = elements[k][j];
      if (element === null) continue;
      for (const sign of [1, -1] as const) {
        if (performance.now() >= task.deadline || task.signal?.aborted) return;
        model.objective = combined([element.expression], [sign]);
        const least = await minimum(task, session, model, element.error);
        if (sign > 0) bounds.lower[k][j] = Math.max(bounds.lower[k][j], least);
        else bounds.upper[k][j] = Math.min(bounds.upper[k][j], -least);
      }
    }
  } finally {
    await session.dispose();
  }
}

/** A lower bound of the model's objective; -Infinity where there is none. */
async function minimum(task: Tightening, session: MilpSession, model: MilpModel, error: number): Promise<number> {
  const { formulation, deadline, signal } = task;
  const isRelaxed = formulation.elementBounds === "lp";
  const timeLimit = Math.min(SECONDS_PER_PROGRAM, (deadline - performance.now()) / 1000);
  const claim = await session.run({ ...RUN_DEFAULTS, isRelaxed, timeLimit, relativeGap: 1e-3, signal });
  if (claim.rowDuals !== null) return safeDualBound(model, claim.rowDuals, error);
  if (isRelaxed || claim.status === "failed" || Number.isNaN(claim.bound)) return Number.NEGATIVE_INFINITY;
  return claim.bound - error;
}

/** Elements of layer k whose readers are not straight lines between their bounds. */
function looseElements({ network: { layers } }: Program, { lower, upper, isRead }: ElementBounds, k: number): number[] {
  const below: Line = { slope: 0, intercept: 0 };
  const above: Line = { slope: 0, intercept: 0 };
  const isLoose = (j: number): boolean =>
    layers.some((layer) => {
      if (layer.kind === "affine" || layer.kind === "input" || !sourcesOf(layer).includes(k)) return false;
      if (layer.kind !== "univariate") return true;
      layer.phi.lowerLine(lower[k][j], upper[k][j], Number.NaN, below);
      layer.phi.upperLine(lower[k][j], upper[k][j], Number.NaN, above);
      return below.slope !== above.slope || below.intercept !== above.intercept;
    });
  return Array.from(lower[k].keys()).filter((j) => isRead[k][j] === 1 && isLoose(j));
}

/** What tighter arguments say of a univariate layer's results. */
function applyRanges({ network: { layers } }: Program, { lower, upper }: ElementBounds, k: number): void {
  const layer = layers[k];
  if (layer.kind !== "univariate") return;
  const range: Interval = { lower: 0, upper: 0 };
  for (let j = 0; j < layer.size; j++) {
    layer.phi.range(lower[layer.source][j], upper[layer.source][j], range);
    lower[k][j] = Math.max(lower[k][j], range.lower);
    upper[k][j] = Math.min(upper[k][j], range.upper);
  }
}
