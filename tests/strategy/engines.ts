import type { ParametricProgram } from "../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../src/strategy/program/program-builder.js";

/** Three engines, switched on for a price, that meet a demand as far as that is worth it. */
export function engines(): ParametricProgram {
  const builder = new ProgramBuilder("engines");
  const demand = builder.addParameters("demand", { kind: "box", lower: [1], upper: [3] }, true);
  const power = [0, 1, 2].map((k) => {
    const z = builder.addVariable(`on${k}`, 0, 1, { isInteger: true });
    const x = builder.addVariable(`power${k}`, 0, 2);
    builder.addRow(`switch ${k}`, [[x, 1] as const, [z, -2] as const], Number.NEGATIVE_INFINITY, 0);
    builder.addToObjective([[z, 0.4 + 0.1 * k]]);
    builder.addProduct(x, x, 0.3 + 0.2 * k);
    return x;
  });
  const miss = builder.addVariable("miss", -5, 5);
  const met = { constant: 0, terms: [[demand, 1]] } as const;
  builder.addRow("balance", [...power.map((x) => [x, 1] as const), [miss, 1]], met, met);
  builder.addProduct(miss, miss, 1);
  return builder.build();
}
