import { afterAll, expect, test } from "vitest";
import { Assembly } from "../../../src/fullspace/assembly.js";
import { RUN_DEFAULTS } from "../../../src/fullspace/backend.js";
import { normFloor } from "../../../src/fullspace/encoders/norm.js";
import { DEFAULT_FORMULATION } from "../../../src/fullspace/formulation.js";
import { columnExpression } from "../../../src/fullspace/linear-expression.js";
import { MilpModel } from "../../../src/fullspace/milp-model.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { NORMS, type Norm } from "../../../src/predictors/data-distance/norm.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** The least value of the norm's expression at a point that is fixed. */
async function floorAt(norm: Norm, x: readonly number[]): Promise<number> {
  const model = new MilpModel("norm");
  const elements = x.map((value) => {
    const expression = columnExpression(model.addColumn(value, value));
    return { expression, definition: expression, lower: -2, upper: 2, error: 0 };
  });
  const assembly = new Assembly(model, x.length, DEFAULT_FORMULATION, new Map());
  const { expression } = normFloor(assembly, norm, elements, "n");
  model.objective = expression;
  // The values that its columns are given satisfy its rows.
  expect(model.violation(assembly.complete(Float64Array.from(x)))).toBeLessThan(1e-12);
  const session = await backend.open(model);
  const { objective } = await session.run({ ...RUN_DEFAULTS, isRelaxed: true });
  await session.dispose();
  return objective;
}

const truths: Readonly<Record<Norm, (x: readonly number[]) => number>> = {
  l1: (x) => x.reduce((sum, value) => sum + Math.abs(value), 0),
  l2: (x) => Math.hypot(...x),
  linf: (x) => Math.max(...x.map(Math.abs)),
};

test.each(NORMS)("%s: never more than the norm, and hardly less", async (norm) => {
  const random = new Random(4);
  for (const inputs of [1, 2, 3, 5]) {
    for (let k = 0; k < 4; k++) {
      const x = Array.from({ length: inputs }, () => random.between(-2, 2));
      const truth = truths[norm](x);
      const found = await floorAt(norm, x);
      expect(found).toBeLessThanOrEqual(truth * (1 + 1e-9));
      expect(found).toBeGreaterThan(truth * (1 - 2e-5));
    }
  }
});
