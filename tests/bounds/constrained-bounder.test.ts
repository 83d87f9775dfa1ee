import { describe, expect, test } from "vitest";
import { type BoundingMethodName, createBounder } from "../../src/bounds/table.js";
import { copyBox } from "../../src/numeric/box.js";
import type { Network } from "../../src/predictors/network/network.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactLayers, exactly, exactPoint } from "../predictors/network/exact.js";
import type { NetworkShape } from "../predictors/network/random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "../predictors/network/random-networks.js";

const shapes: Record<string, NetworkShape> = {
  "tanh 2-6-6-3": { inputs: 2, widths: [6, 6], functions: ["tanh"], outputs: 3 },
  "ReLU 3-6-6-4": { inputs: 3, widths: [6, 6], functions: ["relu"], outputs: 4 },
  "branched, 3 outputs": { inputs: 2, widths: [4, 4], functions: ["sigmoid", "tanh"], isBranched: true, outputs: 3 },
};

interface Tally {
  feasible: number;
  cut: number;
  infeasible: number;
}

function outputsAt(network: Network, x: Float64Array) {
  return exactLayers(network, exactPoint(x))[network.layers.length - 1];
}

/** Rows through the values at a point of the box: an inequality, an equality, a range that some of the box violates. */
function rowsThrough(values: readonly number[], random: () => number) {
  const lower = new Float64Array(values.length - 1).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(values.length - 1).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k + 1 < values.length; k++) {
    const kind = Math.floor(4 * random());
    if (kind !== 1) upper[k] = values[k + 1] + (kind === 3 ? -10 : 1e-9);
    if (kind !== 0) lower[k] = values[k + 1] - (kind === 2 ? 1e-9 : 20);
  }
  return { lower, upper };
}

function check(network: Network, bounds: BoundingMethodName, random: () => number, tally: Tally): void {
  for (const box of randomBoxes(network.inputs, random, 14)) {
    const points = pointsOf(box, random, 10);
    const outputs = points.map((x) => outputsAt(network, x));
    if (!outputs.every((values) => values.every((y) => y.isFinite()))) continue;
    const rows = rowsThrough(outputs[3].map(Number), random);
    const bounder = createBounder(network, { bounds, rows });
    for (const cutoff of [Number(outputs[3][0]) + 0.1, Number(outputs[3][0]) - 1e-9, Number.POSITIVE_INFINITY]) {
      const kept = copyBox(box);
      const lower = bounder.bound(kept, cutoff);
      expect(lower).not.toBeNaN();
      if (lower === Number.POSITIVE_INFINITY) tally.infeasible++;
      points.forEach((x, p) => {
        const isFeasible = outputs[p].every(
          (y, k) => k === 0 || (y.gte(exactly(rows.lower[k - 1])) && y.lte(exactly(rows.upper[k - 1]))),
        );
        if (!isFeasible) return;
        tally.feasible++;
        const isKept = x.every((value, i) => value >= kept.lower[i] && value <= kept.upper[i]);
        if (!isKept) tally.cut++;
        const proved = isKept ? Math.min(lower, lower === Number.POSITIVE_INFINITY ? cutoff : lower) : cutoff;
        expect(outputs[p][0].gte(exactly(proved))).toBe(true);
      });
    }
  }
}

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  test.each(["backward", "alpha", "auto"] as const)("%s bounds every feasible point, in exact arithmetic", (method) => {
    const random = generator(shape.inputs * 13 + (shape.outputs ?? 1));
    const tally = { feasible: 0, cut: 0, infeasible: 0 };
    for (let trial = 0; trial < 3; trial++) check(randomNetwork(shape, random), method, random, tally);
    expect(tally.feasible).toBeGreaterThan(100);
    expect(tally.infeasible).toBeGreaterThan(0);
  });
});

const formulas: Record<string, string[]> = {
  "products and quotients": ["x*y + z", "x/(z + 4) - y", "x*y*z"],
  "functions with domains": ["exp(x - y)*z", "log(x + 4)*y", "sqrt(z + 3.5) + x^3", "1/(y + 3.7)"],
  "minima, maxima and squares": ["(x - y)^2 + z^2", "max(x, y*z)", "min(x + y, abs(z))"],
};

function formulaNetwork([minimize, ...rows]: readonly string[]): Network {
  const variables = ["x", "y", "z"].map((name) => ({ name, lower: -3, upper: 3 }));
  const subjectTo = rows.map((row) => `${row} <= 1e6`);
  const { objective, constraints } = new Problem({ variables, minimize, subjectTo });
  return compiled([objective, ...constraints.map((row) => row.expression)], 3);
}

test.each(Object.entries(formulas))(
  "%s: formulas are bounded at every feasible point, in exact arithmetic",
  (_n, texts) => {
    const random = generator(texts.length * 7);
    const tally = { feasible: 0, cut: 0, infeasible: 0 };
    for (let trial = 0; trial < 3; trial++) check(formulaNetwork(texts), "auto", random, tally);
    expect(tally.feasible).toBeGreaterThan(100);
    expect(tally.infeasible).toBeGreaterThan(0);
  },
);

test("rows that share the network with the objective raise its bound", () => {
  const random = generator(8);
  const network = randomNetwork({ inputs: 2, widths: [6, 6], functions: ["tanh"], outputs: 2 }, random);
  const box = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(1, 1) };
  const y = new Float64Array(2);
  network.evaluate(Float64Array.of(0.2, 0.1), y);
  const bound = (lower: number) => {
    const rows = { lower: Float64Array.of(lower), upper: Float64Array.of(Number.POSITIVE_INFINITY) };
    return createBounder(network, { bounds: "alpha", rows }).bound(copyBox(box), 1e3);
  };
  expect(bound(y[1])).toBeGreaterThanOrEqual(bound(Number.NEGATIVE_INFINITY) - 1e-9);
  expect(bound(1e6)).toBe(Number.POSITIVE_INFINITY);
});
