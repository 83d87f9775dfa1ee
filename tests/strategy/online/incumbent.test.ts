import { expect, test } from "vitest";
import { Incumbent } from "../../../src/strategy/online/incumbent.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";

test("keeps the best feasible point, whose it is, and the greatest bound", () => {
  const builder = new ProgramBuilder("two");
  const need = builder.addParameters("need", { kind: "box", lower: [1], upper: [3] });
  const x = [0, 1].map((j) => builder.addVariable(`x${j}`, 0, 5));
  builder.addRow("cover", [[x[0], 1] as const, [x[1], 1] as const], { constant: 0, terms: [[need, 1]] }, Infinity);
  builder.addToObjective([[x[0], 1] as const, [x[1], 2] as const]);
  const program = builder.build();
  const data = instance(program, Float64Array.of(2));
  const incumbent = new Incumbent(program);
  expect(incumbent).toMatchObject({ isFound: false, strategy: -1, gap: Number.POSITIVE_INFINITY });
  expect(incumbent.point).toHaveLength(0);
  expect(incumbent.offer(data, Float64Array.of(1, 0.5), 4)).toBe(false);
  expect(incumbent.offer(data, Float64Array.of(Number.NaN, 2), 4)).toBe(false);
  expect(incumbent.offer(data, Float64Array.of(0, 2), 4)).toBe(true);
  expect(incumbent.offer(data, Float64Array.of(1, 1))).toBe(true);
  expect(incumbent.offer(data, Float64Array.of(0, 3), 1)).toBe(false);
  expect(incumbent).toMatchObject({ isFound: true, objective: 3, strategy: 4 });
  incumbent.raise(1.5);
  incumbent.raise(Number.NaN);
  incumbent.raise(1);
  expect(incumbent.gap).toBeCloseTo(0.5, 12);
  incumbent.clear();
  expect(incumbent).toMatchObject({ isFound: false, bound: Number.NEGATIVE_INFINITY, strategy: -1 });
});
