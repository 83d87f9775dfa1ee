import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { strategyKey } from "../../../src/strategy/strategy.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Many optima (equal costs), and redundant rows that are tight at all of them. */
function degenerate() {
  const builder = new ProgramBuilder("degenerate");
  const theta = builder.addParameters("theta", { kind: "box", lower: [1], upper: [2] }, true);
  const x = [0, 1, 2].map((j) => builder.addVariable(`x${j}`, 0, 5));
  const total = { constant: 0, terms: [[theta, 1]] as const };
  for (const name of ["a", "b", "c"])
    builder.addRow(
      name,
      x.map((j) => [j, 1]),
      total,
      Number.POSITIVE_INFINITY,
    );
  builder.addToObjective(x.map((j) => [j, 1]));
  return builder.build();
}

test("ties do not multiply strategies, and exactly as much is tight as determines the point", async () => {
  const program = degenerate();
  const random = new Random(1);
  const keys = new Set<string>();
  for (let k = 0; k < 12; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    // A solver of its own each time: no warm start leads to the same vertex.
    const { strategy } = await new ParametricSolver(program, backend).label(data);
    if (strategy === null) throw new Error("no strategy");
    keys.add(strategyKey(strategy));
    const tight = [...strategy.rows, ...strategy.columns].filter((state) => state !== 0);
    expect(tight).toHaveLength(3);
  }
  expect(keys.size).toBe(1);
});
