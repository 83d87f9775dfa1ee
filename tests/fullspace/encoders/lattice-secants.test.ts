import type { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import type { Element } from "../../../src/fullspace/element.js";
import { LatticeSecants } from "../../../src/fullspace/encoders/lattice-secants.js";
import { MilpModel } from "../../../src/fullspace/milp-model.js";
import { ABOVE, BELOW } from "../../../src/fullspace/side.js";
import { univariateFunction } from "../../../src/functions/table.js";
import type { Line } from "../../../src/functions/univariate.js";
import { exact } from "../../numeric/exact-decimal.js";
import { generator } from "../../predictors/network/random-networks.js";

const cases: [string, number, (z: Decimal) => Decimal, number, number][] = [
  ["square", BELOW, (z) => z.mul(z), -40, 40],
  ["exp", BELOW, (z) => z.exp(), -4, 3],
  ["reciprocal", BELOW, (z) => z.pow(-1), 0.3, 60],
  ["log", ABOVE, (z) => z.ln(), 0.01, 90],
  ["sqrt", ABOVE, (z) => z.sqrt(), 0.5, 1e6],
];

/** z = a k + b with k from `low` to `high`. */
function lattice(a: number, b: number, low: number, high: number): { model: MilpModel; argument: Element } {
  const model = new MilpModel("lattice");
  const column = model.addColumn(low, high, { isInteger: true });
  const expression = { columns: [column], coefficients: [a], constant: b };
  const ends = [a * low + b, a * high + b];
  return {
    model,
    argument: { expression, definition: expression, lower: Math.min(...ends), upper: Math.max(...ends), error: 0 },
  };
}

test.each(cases)("lines of %s hold at every value, exactly, and touch at two", (name, side, truth, from, to) => {
  const random = generator(5);
  const phi = univariateFunction(name);
  const line: Line = { slope: 0, intercept: 0 };
  for (let round = 0; round < 12; round++) {
    const count = 2 + Math.floor(8 * random());
    const step = ((to - from) / count) * (0.5 + 0.4 * random());
    const a = round % 2 === 0 ? step : -step;
    const low = Math.floor(10 * random()) - 5;
    const b = from + (to - from) * 0.05 - (a > 0 ? a * low : a * (low + count));
    const { model, argument } = lattice(a, b, low, low + count);
    const secants = LatticeSecants.of(model, phi, argument, side) as LatticeSecants;
    for (let trial = 0; trial < 10; trial++) {
      const at = argument.lower + random() * (argument.upper - argument.lower);
      const error = secants.lineAt(secants.placeOf(at), line);
      let touching = 0;
      for (let k = low; k <= low + count; k++) {
        const z = exact(a).mul(k).add(exact(b));
        const excess = truth(z).sub(exact(line.slope).mul(z).add(exact(line.intercept)));
        const slack = side === BELOW ? excess.add(exact(error)) : excess.neg().add(exact(error));
        expect(slack.gte(0)).toBe(true);
        if (excess.abs().lte(1e-11 * (1 + Math.abs(truth(z).toNumber())))) touching++;
      }
      expect(touching).toBeGreaterThanOrEqual(2);
      expect(error).toBeLessThan(1e-9 * (1 + Math.abs(line.intercept) + Math.abs(line.slope) * (to - from)));
    }
  }
});

test("only arguments with one whole-numbered column have them", () => {
  const phi = univariateFunction("square");
  const { model, argument } = lattice(0.5, 0.1, 0, 4);
  expect(LatticeSecants.of(model, phi, argument, BELOW)?.value(0.35)).toBeCloseTo(0.5 * (0.01 + 0.36), 12);
  const real = model.addColumn(0, 1);
  for (const columns of [[real], [0, real]]) {
    const expression = { columns, coefficients: columns.map(() => 1), constant: 0 };
    expect(LatticeSecants.of(model, phi, { ...argument, expression }, BELOW)).toBeNull();
  }
  const fixed = lattice(1, 0, 2, 2);
  expect(LatticeSecants.of(fixed.model, phi, fixed.argument, BELOW)).toBeNull();
});
