import { expect, test } from "vitest";
import { pointOfSlope, tangentThrough } from "../../../src/functions/shape/tangency.js";
import { TangencyTable } from "../../../src/functions/shape/tangency-table.js";
import { Sigmoid } from "../../../src/functions/sigmoid.js";
import { Softplus } from "../../../src/functions/softplus.js";
import { Tanh } from "../../../src/functions/tanh.js";

test("the tangent at d* passes through the point, from near 0 to 1e6", () => {
  for (const phi of [new Tanh(), new Sigmoid()]) {
    let checks = 0;
    for (const u of [0.01, 0.1, 0.5, 1, 2, 5, 10, 100, 1e6]) {
      const d = tangentThrough(phi, 1, -1e9, 0, u);
      expect(d).toBeLessThan(0);
      expect(phi.value(d) + phi.derivative(d) * (u - d)).toBeCloseTo(phi.value(u), 8);
      expect(tangentThrough(phi, -1, 0, 1e9, -u)).toBeCloseTo(-d, 5);
      checks++;
    }
    expect(checks).toBe(9);
  }
});

test("where no tangent passes through the point the nearest end is given", () => {
  const phi = new Tanh();
  expect(tangentThrough(phi, 1, -0.1, 0, 3)).toBe(-0.1);
  expect(tangentThrough(phi, 1, -0.5, -0.5, 3)).toBe(-0.5);
});

test("the table agrees with the equation", () => {
  const phi = new Tanh();
  const table = new TangencyTable(phi);
  for (let u = 0.05; u < 14; u += 0.0731) {
    const d = tangentThrough(phi, 1, -1e9, 0, u);
    expect(Math.abs(table.at(u) - d)).toBeLessThan(1e-7);
    expect(table.at(-u)).toBe(-table.at(u));
  }
  expect(table.at(1e9)).toBeNaN();
});

test("the point of a given slope", () => {
  const phi = new Softplus();
  expect(pointOfSlope(phi, 1, -10, 10, 0.5)).toBeCloseTo(0, 12);
  expect(pointOfSlope(phi, 1, 1, 10, 0.5)).toBe(1);
  expect(pointOfSlope(phi, 1, -10, -1, 0.5)).toBe(-1);
});
