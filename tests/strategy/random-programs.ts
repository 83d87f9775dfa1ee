import type { Random } from "../../src/numeric/random.js";
import type { ParametricProgram } from "../../src/strategy/program/parametric-program.js";
import { type LinearTerms, ProgramBuilder } from "../../src/strategy/program/program-builder.js";

/** A feasible random program: a convex objective, rows that hold at 1, parameters in costs, sides and the matrix. */
export function randomProgram(
  random: Random,
  { variables = 6, rows = 4, integers = 0, isQuadratic = false, inMatrix = false } = {},
): ParametricProgram {
  const builder = new ProgramBuilder("random");
  const theta = builder.addParameters("theta", { kind: "box", lower: [-0.5, -0.5], upper: [0.5, 0.5] });
  for (let j = 0; j < variables; j++) builder.addVariable(`x${j}`, 0, 3, { isInteger: j < integers });
  for (let r = 0; r < rows; r++) {
    const coefficients = Array.from({ length: variables }, () => random.between(-1, 2));
    const terms: LinearTerms = coefficients.map((by, j) => [
      j,
      inMatrix && j === r ? { constant: by, terms: [[theta, 0.2]] } : by,
    ]);
    const total = coefficients.reduce((sum, by) => sum + by, 0);
    builder.addRow(`row ${r}`, terms, Number.NEGATIVE_INFINITY, {
      constant: total + 1,
      terms: [[theta + (r % 2), random.between(-1, 1)]],
    });
  }
  builder.addRow(
    "floor",
    [0, 1, 2].map((j) => [j, 1] as const),
    { constant: 1.2, terms: [[theta, 0.3]] },
    9,
  );
  for (let j = 0; j < variables; j++) {
    builder.addToObjective([[j, { constant: random.between(-2, 1), terms: [[theta + 1, random.between(-1, 1)]] }]]);
    if (isQuadratic && j % 2 === 0) builder.addProduct(j, j, random.between(0.2, 1));
  }
  if (isQuadratic) builder.addProduct(0, 2, 0.1);
  return builder.build();
}
