/** Membership in the hull of points: part of validity.ts. */
import { createRequire } from "node:module";
import type { Highs } from "highs";
import { Random } from "../dist/numeric/random.js";
import { HullDistance } from "../dist/predictors/convex-hull/hull-distance.js";
import { type Row, table } from "./markdown.js";

/** Times of separation, and agreement with a linear program; prints Markdown and returns the number of contradictions. */
export async function hullFigures(): Promise<number> {
  const random = new Random(5);
  const rows: Row[] = [];
  const point = (dimension: number) => Float64Array.from({ length: dimension }, () => random.between(-0.2, 1.2));
  const y = new Float64Array(1);
  for (const [dimension, count] of [
    [2, 5000],
    [4, 5000],
    [8, 5000],
  ] as const) {
    const model = new HullDistance(
      dimension,
      Float64Array.from({ length: count * dimension }, () => random.uniform()),
    );
    for (let k = 0; k < 50; k++) model.evaluate(point(dimension), y);
    // The least of five passes over the same points, each of which starts from the one before: what other jobs take does not count.
    const asked = Array.from({ length: 500 }, () => point(dimension));
    const times = new Float64Array(asked.length).fill(Number.POSITIVE_INFINITY);
    for (let pass = 0; pass < 5; pass++) {
      asked.forEach((x, k) => {
        const begin = performance.now();
        model.evaluate(x, y);
        times[k] = Math.min(times[k], performance.now() - begin);
      });
    }
    times.sort();
    rows.push([dimension, count, times[250], times[495], times[499]]);
  }
  const head = ["inputs", "points", "median ms", "99 % ms", "most ms"];
  console.log(`\n## Separation from the hull of uniform points\n\n${table(head, rows)}`);
  return agreement(random);
}

/** Membership by the nearest point against feasibility of the linear program for the coefficients. */
async function agreement(random: Random): Promise<number> {
  const load = createRequire(import.meta.url)("highs") as () => Promise<Highs>;
  const solver = await load();
  const [dimension, count, checks] = [8, 300, 10_000];
  const points = Float64Array.from({ length: count * dimension }, () => random.uniform());
  const model = new HullDistance(dimension, points);
  const y = new Float64Array(1);
  const starts = Array.from({ length: count + 1 }, (_, i) => i * (dimension + 1));
  const indices = Array.from({ length: count }, () => Array.from({ length: dimension + 1 }, (_, j) => j)).flat();
  const entries = Array.from({ length: count }, (_, i) => [
    ...points.subarray(i * dimension, (i + 1) * dimension),
    1,
  ]).flat();
  let inside = 0;
  let contradictions = 0;
  for (let k = 0; k < checks; k++) {
    // Around the middle, where about half are inside.
    const x = Array.from({ length: dimension }, () => random.between(0.18, 0.82));
    model.evaluate(Float64Array.from(x), y);
    const lp = solver.createModel({
      numCols: count,
      numRows: dimension + 1,
      colCost: new Array<number>(count).fill(0),
      colLower: new Array<number>(count).fill(0),
      colUpper: new Array<number>(count).fill(1),
      rowLower: [...x, 1],
      rowUpper: [...x, 1],
      matrix: { format: "csc", numRows: dimension + 1, numCols: count, starts, indices, values: entries },
    });
    lp.options.set("output_flag", false);
    lp.run();
    const isMember = lp.info.get("primal_solution_status") === 2;
    lp.dispose();
    if (isMember) inside++;
    if (isMember !== y[0] <= 1e-7) contradictions++;
  }
  console.log(
    `\nAgreement with HiGHS on ${checks} points, hull of ${count} points in ${dimension} dimensions: ${inside} inside, ${contradictions} contradictions.`,
  );
  return contradictions;
}
