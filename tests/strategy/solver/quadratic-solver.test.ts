import { createRequire } from "node:module";
import type { Highs } from "highs";
import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { instance, objectiveAt } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { QuadraticSolver } from "../../../src/strategy/solver/quadratic-solver.js";
import { randomProgram } from "../random-programs.js";

test.each([1, 2, 3, 4, 5])("meets HiGHS, seed %i", async (seed) => {
  const random = new Random(seed);
  const program = randomProgram(random, { variables: 7, rows: 5, isQuadratic: true });
  const data = instance(program, drawParameters(program.blocks, random));
  const { status, point } = await new QuadraticSolver(program).solve(data, program.lower, program.upper);
  expect(status).toBe("optimal");
  const solver = await (createRequire(import.meta.url)("highs") as () => Promise<Highs>)();
  const n = program.lower.length;
  const rows = program.rowNames.length;
  const model = solver.createModel({
    numCols: n,
    numRows: rows,
    offset: data.constant[0],
    colCost: data.linear,
    colLower: program.lower,
    colUpper: program.upper,
    rowLower: data.rowLower,
    rowUpper: data.rowUpper,
    matrix: {
      format: "csr",
      numRows: rows,
      numCols: n,
      starts: program.starts,
      indices: program.indices,
      values: data.values,
    },
  });
  const lower = lowerTriangle(program.quadratic as NonNullable<typeof program.quadratic>);
  model.passHessian({ dimension: n, format: "triangular", ...lower } as never);
  model.options.set({ output_flag: false });
  model.run();
  const theirs = Float64Array.from(model.getSolution().colValue);
  model.dispose();
  const [own, other] = [point, theirs].map((x) => objectiveAt(program, data, x));
  expect(own).toBeCloseTo(other, 5);
});

/** By columns, as HiGHS takes it. */
function lowerTriangle({
  rows,
  starts,
  indices,
  values,
}: { rows: number } & Record<"starts" | "indices", Int32Array> & { values: Float64Array }) {
  const out = { starts: [0], indices: [] as number[], values: [] as number[] };
  for (let j = 0; j < rows; j++) {
    const entries: [number, number][] = [];
    for (let e = starts[j]; e < starts[j + 1]; e++) if (indices[e] >= j) entries.push([indices[e], values[e]]);
    entries.sort((a, b) => a[0] - b[0]);
    out.indices.push(...entries.map(([i]) => i));
    out.values.push(...entries.map(([, v]) => v));
    out.starts.push(out.indices.length);
  }
  return out;
}
