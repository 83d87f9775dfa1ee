import type { Random } from "../../src/numeric/random.js";
import type { ParametricProgram } from "../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../src/strategy/program/program-builder.js";

/** Sites to open and customers to serve, whose demands are the parameters. */
export function sites(random: Random, sitesToOpen: number, customers: number, most = Infinity): ParametricProgram {
  const builder = new ProgramBuilder("sites");
  const center = Array.from({ length: customers }, () => random.between(1, 3));
  const d = builder.addParameters("d", { kind: "ball", center, radius: 0.5 });
  const y = Array.from({ length: sitesToOpen }, (_, i) => builder.addVariable(`y${i}`, 0, 1, { isInteger: true }));
  const x = y.map((_, i) => center.map((_, j) => builder.addVariable(`x${i}.${j}`, 0, 12)));
  y.forEach((open, i) => {
    const supply = random.between(4, 8);
    builder.addRow(`supply ${i}`, [...x[i].map((c) => [c, 1] as const), [open, -supply]], -Infinity, 0);
    builder.addToObjective([[open, random.between(1, 6)], ...x[i].map((c) => [c, random.uniform()] as const)]);
  });
  center.forEach((_, j) => {
    const served = x.map((row) => [row[j], 2] as const);
    builder.addRow(`demand ${j}`, served, { constant: 0, terms: [[d + j, 2]] }, most);
  });
  return builder.build();
}
