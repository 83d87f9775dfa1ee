import { afterAll, describe, expect, test } from "vitest";
import { failedClaim } from "../../src/fullspace/backend.js";
import { chosenEngine } from "../../src/fullspace/choice.js";
import { race } from "../../src/fullspace/race.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Problem } from "../../src/index.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { lying } from "./fake-backend.js";
import { randomEnsemble } from "./random-ensembles.js";

const honest = new ThreadBackend();
afterAll(() => honest.close());

function networkProblem(inputs: number, widths: number[], phi = "relu"): Problem {
  const net = randomNetwork({ inputs, widths, functions: [phi] }, generator(4));
  return new Problem({
    models: { net },
    variables: [{ name: "x", size: inputs, lower: -1, upper: 1 }],
    minimize: "net(x)[0]",
  });
}

const small = networkProblem(2, [6, 4]);

describe("both engines at once", () => {
  test("one of the answers", async () => {
    const result = await race(small, honest, {});
    expect(result.status).toBe("optimal");
    expect(result.gap.relative).toBeLessThanOrEqual(1e-4);
  });

  test("what only the solver finishes in time", async () => {
    const result = await race(networkProblem(32, [10]), honest, { timeLimit: 40 });
    expect(result.status).toBe("optimal");
  });

  test("a solver that fails or lies is left out", async () => {
    for (const lie of [() => failedClaim("it threw"), () => failedClaim("no point", "infeasible")]) {
      const result = await race(small, lying(honest, lie), {});
      expect(result).toMatchObject({ engine: "reduced", status: "optimal", promise: "bounded" });
    }
  });

  test("problems that are no rows are the search's", async () => {
    const problem = new Problem({ variables: [{ name: "x", lower: -3, upper: 1 }], minimize: "x*log(x + 3)" });
    expect(await race(problem, honest, {})).toMatchObject({ engine: "reduced", status: "optimal" });
  });

  test("an interrupt stops both", async () => {
    const result = await race(networkProblem(20, [60, 60]), honest, {}, { signal: AbortSignal.timeout(500) });
    expect(result.status).toBe("interrupted");
    expect(Number.isFinite(result.bound)).toBe(true);
  });
});

test("the engine is chosen by the number of variables and binaries", () => {
  expect(chosenEngine(small)).toBe("reduced");
  expect(chosenEngine(networkProblem(8, [10]))).toBe("both");
  expect(chosenEngine(networkProblem(20, [10]))).toBe("highs");
  expect(chosenEngine(networkProblem(20, [80]))).toBe("both");
  expect(chosenEngine(networkProblem(20, [10], "tanh"))).toBe("reduced");
  const model = randomEnsemble({ features: 6, trees: 3, depth: 2, aggregate: "sum" }, generator(1));
  const variables = [{ name: "x", size: 6, lower: 0, upper: 1 }];
  expect(chosenEngine(new Problem({ models: { model }, variables, minimize: "model(x)" }))).toBe("reduced");
  const wide = randomEnsemble({ features: 12, trees: 3, depth: 2, aggregate: "sum" }, generator(1));
  const many = [{ name: "x", size: 12, lower: 0, upper: 1 }];
  expect(chosenEngine(new Problem({ models: { wide }, variables: many, minimize: "wide(x)" }))).toBe("both");
  expect(chosenEngine(new Problem({ variables, minimize: "log(x[0])" }))).toBe("reduced");
  expect(chosenEngine(new Problem({ variables, minimize: "x[0]^2 + x[1] + x[2]^2" }))).toBe("highs");
  expect(chosenEngine(new Problem({ variables, minimize: "x[0]^2 - x[1]^2" }))).toBe("reduced");
});
