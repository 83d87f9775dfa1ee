import { fileURLToPath } from "node:url";
import { loadPredictor, Problem, solve } from "../dist/index.js";

export type Sense = "minimize" | "maximize";

/** What the benchmarks read of a result (docs/formats.md). */
export interface Outcome {
  readonly status: string;
  readonly objective: number;
  readonly bound: number;
  readonly gap: number;
  readonly nodes: number;
  /** Wall time of the solve alone. */
  readonly seconds: number;
}

export interface BoxProblem {
  readonly file: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly sense: Sense;
  readonly relativeGap: number;
  readonly absoluteGap: number;
  readonly timeLimit: number;
}

/** A file of ../shared, or of the repository. Works from bench/ and from build/, where the compiled benchmarks lie. */
export function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Output 0 of the network over the box. @throws with a one-line message where the model is refused */
export async function solveOverBox(problem: BoxProblem): Promise<Outcome> {
  const { file, lower, upper, sense, relativeGap, absoluteGap, timeLimit } = problem;
  const net = await loadPredictor(file, { allowExternalData: true });
  const variables = [{ name: "x", size: lower.length, lower, upper }];
  const definition = new Problem({ name: file, models: { net }, variables, [sense]: "net(x)[0]" });
  const result = await solve(definition, { relativeGap, absoluteGap, timeLimit });
  return {
    status: result.status,
    objective: result.objective ?? Number.NaN,
    bound: result.bound,
    gap: result.gap?.relative ?? Number.NaN,
    nodes: result.nodes,
    seconds: result.seconds,
  };
}

/** Largest minus smallest value of output 0 at pseudo-random points of the box: at most its true range. */
export async function sampledRange(
  file: string,
  lower: readonly number[],
  upper: readonly number[],
  points = 20_000,
): Promise<number> {
  const net = await loadPredictor(file, { allowExternalData: true });
  const x = new Float64Array(lower.length);
  const y = new Float64Array(net.outputs);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 1; k <= points; k++) {
    // Kronecker sequence of the generalized golden ratio (Roberts 2018): evenly spread, without a random generator.
    const ratio = generalizedGoldenRatio(lower.length);
    for (let j = 0; j < x.length; j++) x[j] = lower[j] + (upper[j] - lower[j]) * ((k * ratio ** -(j + 1)) % 1);
    net.evaluate(x, y);
    low = Math.min(low, y[0]);
    high = Math.max(high, y[0]);
  }
  return high - low;
}

/** The root of t^(n + 1) = t + 1 above 1. */
function generalizedGoldenRatio(n: number): number {
  let t = 1.5;
  for (let k = 0; k < 40; k++) t = (1 + t) ** (1 / (n + 1));
  return t;
}
