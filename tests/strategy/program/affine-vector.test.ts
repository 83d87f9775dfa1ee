import { expect, test } from "vitest";
import { AffineVector } from "../../../src/strategy/program/affine-vector.js";

test("elements grow by coefficients times parameters; infinite ones stay", () => {
  const vector = new AffineVector([
    {
      constant: 1,
      terms: [
        [0, 2],
        [1, -1],
      ],
    },
    { constant: Number.NEGATIVE_INFINITY, terms: [] },
  ]);
  const out = new Float64Array(2);
  vector.into(Float64Array.of(3, 4), out);
  expect([...out]).toEqual([3, Number.NEGATIVE_INFINITY]);
  expect(vector.isConstant).toBe(false);
  expect(new AffineVector([{ constant: 1, terms: [] }]).isConstant).toBe(true);
});
