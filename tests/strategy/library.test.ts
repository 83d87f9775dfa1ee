import { expect, test } from "vitest";
import { ProgramBuilder, sampleStrategies, strategyQuery, trainStrategies } from "../../src/index.js";

/** Two plants and a demand that changes; the dear one starts when the cheap one is at its limit. */
function plants() {
  const builder = new ProgramBuilder("plants");
  const demand = builder.addParameters("demand", { kind: "box", lower: [1], upper: [9] }, true);
  const cheap = builder.addVariable("cheap", 0, 5);
  const dear = builder.addVariable("dear", 0, 5);
  builder.addRow(
    "demand",
    [
      [cheap, 1],
      [dear, 1],
    ],
    { constant: 0, terms: [[demand, 1]] },
    Number.POSITIVE_INFINITY,
  );
  builder.addToObjective([
    [cheap, 1],
    [dear, 3],
  ]);
  return builder.build();
}

test("sample, train and query from TypeScript", async () => {
  const program = plants();
  const first = await sampleStrategies(program, { batch: 50, mostDraws: 50, threshold: 0 });
  expect(first.labels).toHaveLength(50);
  const exploration = await sampleStrategies(program, { from: first, batch: 50, mostDraws: 100, threshold: 0 });
  expect(exploration.strategies).toHaveLength(2);
  const model = await trainStrategies(program, exploration, { learners: ["oct"], isQuick: true });
  const query = strategyQuery(model);
  expect(query.answer(Float64Array.of(3))).toMatchObject({ verdict: "proved", objective: 3 });
  const { verdict, objective, point } = query.answer(Float64Array.of(7));
  expect([verdict, objective, ...point]).toEqual(["proved", expect.closeTo(11, 9), 5, expect.closeTo(2, 9)]);
});

test("what is missing is named", async () => {
  const program = plants();
  const none = { seed: 1, strategies: [], labels: [], seconds: 0 };
  await expect(trainStrategies(program, none)).rejects.toThrow(/sample first/);
  const untrained = {
    program,
    exploration: none,
    strategies: [],
    classifiers: [],
    covers: [],
    tangents: null,
    switched: [],
  };
  expect(() => strategyQuery(untrained)).toThrow(/train first/);
  expect(() => strategyQuery(untrained, "forest")).toThrow(/train first/);
});
