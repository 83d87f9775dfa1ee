import { expect, test } from "vitest";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { VariableBox } from "../../../src/strategy/proof/variable-box.js";

test("rows of one variable are bounds, rounded for whole numbers, and never cut off what answers may violate", () => {
  const builder = new ProgramBuilder("box");
  const u = builder.addParameters("u", { kind: "box", lower: [0, 0], upper: [9, 9] });
  const x = builder.addVariable("x", 0, 5, { isInteger: true });
  const y = builder.addVariable("y", -4, 4);
  builder.addRow("most", [[x, 1]], Number.NEGATIVE_INFINITY, { constant: 0, terms: [[u, 1]] });
  builder.addRow(
    "both",
    [
      [x, 1],
      [y, 1],
    ],
    0,
    3,
  );
  builder.addRow("turned", [[y, -2]], { constant: 0, terms: [[u + 1, 1]] }, Number.POSITIVE_INFINITY);
  builder.addRow("by a parameter", [[y, { constant: 0, terms: [[u, 1]] }]], -6, Number.POSITIVE_INFINITY);
  const program = builder.build();
  const box = new VariableBox(program);
  expect([...box.otherRows]).toEqual([1]);
  box.place(instance(program, Float64Array.of(2.7, 3)));
  expect([...box.lower]).toEqual([0, expect.closeTo(-6 / 2.7, 4)]);
  expect([...box.upper]).toEqual([2, expect.closeTo(-1.5, 4)]);
  expect(box.upper[1]).toBeGreaterThan(-1.5);
  // 2 is as good as met.
  box.place(instance(program, Float64Array.of(2 - 1e-7, 0)));
  expect(box.upper[0]).toBe(2);
  // A coefficient of 0 says nothing about its variable.
  box.place(instance(program, Float64Array.of(0, 0)));
  expect(box.lower[1]).toBe(-4);
});
