import { expect, test } from "vitest";
import { ConstrainedBounder } from "../../src/bounds/constrained-bounder.js";
import { rowExchanges } from "../../src/bounds/row-exchange.js";
import { oneSidedRows, type Rows } from "../../src/bounds/rows.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { copyBox } from "../../src/numeric/box.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import type { Network } from "../../src/predictors/network/network.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactLayers, exactly, exactPoint } from "../predictors/network/exact.js";
import { normalised } from "../predictors/network/normalised-networks.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const INFINITE = Number.POSITIVE_INFINITY;

function networksOf(seed: number) {
  const random = generator(seed);
  const builder = new NetworkBuilder(3);
  const shape = { inputs: 3, width: 6, activation: "softplus" };
  const second = builder.build(normalised(builder, builder.inputTensor(), shape, 1, random));
  const net = randomNetwork({ inputs: 3, widths: [8, 8], functions: ["tanh"] }, random);
  return { net, second, random };
}

/** Maximizes net within `spread` of second, as a minimization. */
function agreement(seed: number): { network: Network; random: () => number } {
  const { net, second, random } = networksOf(seed);
  const problem = new Problem({
    models: { net, second },
    variables: [{ name: "x", size: 3, lower: -3, upper: 3 }],
    minimize: "-5*net(x)",
    subjectTo: ["10*net(x) - second(x) <= 1", "second(x) <= 100", "net(x) <= 100"],
  });
  return { network: compiled([problem.objective, ...problem.constraints.map((row) => row.expression)], 3), random };
}

const limits: Rows = { lower: Float64Array.of(-1, -INFINITE, -INFINITE), upper: Float64Array.of(1, 100, 100) };

test("a row with the objective's model and another one is an exchange, with the multiplier that cancels it", () => {
  const rows = oneSidedRows(limits);
  const exchanges = rowExchanges(agreement(1).network.layers, rows);
  expect(exchanges.map(({ row, multiplier }) => [rows[row].output, rows[row].sign, multiplier])).toEqual([[1, 1, 0.5]]);
});

test("where it is one, the other model's range bounds the objective", () => {
  const { network } = agreement(2);
  const box = { lower: new Float64Array(3).fill(-3), upper: new Float64Array(3).fill(3) };
  const bound = (rows: Rows) => new ConstrainedBounder(network, boundingMethods.auto, rows).bound(copyBox(box), 1e3);
  const free: Rows = { lower: new Float64Array(3).fill(-INFINITE), upper: new Float64Array(3).fill(INFINITE) };
  const bounder = new ConstrainedBounder(network, boundingMethods.auto, limits);
  expect(bounder.bound(copyBox(box), 1e3)).toBeGreaterThan(bound(free));
});

test("no feasible point is lost or better than the bound, in exact arithmetic", () => {
  let held = 0;
  for (let seed = 3; seed < 6; seed++) {
    const { network, random } = agreement(seed);
    const bounder = new ConstrainedBounder(network, boundingMethods.auto, limits);
    for (let trial = 0; trial < 8; trial++) {
      const width = [6, 2, 0.5, 0.01][trial % 4];
      const lower = Float64Array.from({ length: 3 }, () => -3 + (6 - width) * random());
      const box = { lower, upper: lower.map((low) => low + width) };
      const points = Array.from({ length: 14 }, () => lower.map((low, i) => low + random() * (box.upper[i] - low)));
      const values = points.map((x) => exactLayers(network, exactPoint(x))[network.layers.length - 1]);
      for (const cutoff of [INFINITE, Number(values[0][0]) + 0.05]) {
        const kept = copyBox(box);
        const bound = bounder.bound(kept, cutoff);
        points.forEach((x, p) => {
          const [value, ...rows] = values[p];
          const isFeasible = rows.every((y, k) => y.gte(limits.lower[k]) && y.lte(limits.upper[k]));
          if (!isFeasible) return;
          held++;
          const isKept = x.every((at, i) => at >= kept.lower[i] && at <= kept.upper[i]);
          expect(value.gte(exactly(isKept ? Math.min(bound, cutoff) : cutoff))).toBe(true);
        });
      }
    }
  }
  expect(held).toBeGreaterThan(20);
});

test("sums of one model with itself exchange nothing", () => {
  const { net } = networksOf(9);
  const problem = new Problem({
    models: { net },
    variables: [{ name: "x", size: 3, lower: -3, upper: 3 }],
    minimize: "-net(x)",
    subjectTo: ["2*net(x) <= 1"],
  });
  const { layers } = compiled([problem.objective, problem.constraints[0].expression], 3);
  expect(rowExchanges(layers, [{ output: 1, sign: 1, limit: 1 }])).toEqual([]);
});
