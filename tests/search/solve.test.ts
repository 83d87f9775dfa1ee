import { describe, expect, test } from "vitest";
import { InputError, loadPredictor, loadProblem, Problem, type SolveOptions, solve } from "../../src/index.js";
import { branchingRules } from "../../src/search/branching/table.js";

const square: VariableList = [{ name: "x", size: 2, lower: -2, upper: 2 }];
type VariableList = ConstructorParameters<typeof Problem>[0]["variables"];

describe("formulas without models, optimum known", () => {
  test.each([
    ["minimize", "(x[0] - 1)^2 + (x[1] + 0.5)^2 + 3", 3],
    ["minimize", "100*(x[1] - x[0]^2)^2 + (1 - x[0])^2 + 1", 1],
    ["minimize", "(4 - 2.1*x[0]^2 + x[0]^4/3)*x[0]^2 + x[0]*x[1] + (4*x[1]^2 - 4)*x[1]^2", -1.0316284534898774],
    ["maximize", "exp(-x[0]^2 - x[1]^2)", 1],
    ["maximize", "sin(3*x[0]) + cos(2*x[1])", 2],
    ["minimize", "max(abs(x[0] - 0.3), abs(x[1] + 0.7)) + 1", 1],
    ["minimize", "x[0]*x[1]", -4],
    ["maximize", "min(x[0] + x[1], 1 - x[0]) - 0.1*x[1]^2", 1.1],
    ["minimize", "sqrt(x[0] + 3) + 1/(x[1] + 3)", 1.2],
    ["minimize", "5", 5],
    ["minimize", "log(x[0] + 3) + tanh(x[1]) + atan(x[0])", Math.tanh(-2) + Math.atan(-2)],
  ] as const)("%s %s", async (sense, formula, optimum) => {
    const problem = new Problem({ name: "formula", variables: square, [sense]: formula });
    const result = await solve(problem, { relativeGap: 1e-3, timeLimit: 20 });
    expect(result.status).toBe("optimal");
    const sign = sense === "minimize" ? 1 : -1;
    expect(sign * result.bound).toBeLessThanOrEqual(sign * optimum + 1e-15);
    expect(sign * (result.objective as number)).toBeGreaterThanOrEqual(sign * optimum - 1e-12);
    expect(result.gap.relative <= 1e-3 || result.gap.absolute <= 1e-9).toBe(true);
  });
});

test("the result has what docs/formats.md promises", async () => {
  const problem = new Problem({
    variables: [...square, { name: "k", lower: 0, upper: 1 }],
    maximize: "k - x[0]^2 - x[1]^2",
  });
  const result = await solve(problem, { relativeGap: 1e-6, seed: 3 });
  expect(result).toMatchObject({
    surety: 1,
    instance: "unnamed",
    engine: "reduced",
    status: "optimal",
    promise: "bounded",
  });
  expect(result).toMatchObject({
    sense: "maximize",
    violation: 0,
    x: { x: [expect.any(Number), expect.any(Number)], k: 1 },
  });
  expect(result.options).toMatchObject({ relativeGap: 1e-6, absoluteGap: 1e-9, seed: 3, bounds: "auto" });
  expect(result.bound).toBeGreaterThanOrEqual(result.objective as number);
  expect(result.rootBound).toBeGreaterThanOrEqual(result.bound);
  expect(JSON.parse(JSON.stringify(result))).toMatchObject({ options: { timeLimit: null } });
});

test("a formula that is not defined anywhere is refused", async () => {
  const problem = new Problem({ variables: square, minimize: "sqrt(x[0] - 5)" });
  await expect(solve(problem)).rejects.toThrow("sqrt(x[0] - 5) is not defined at x[0] = 0, x[1] = 0");
});

test("a formula with a pole that no sample meets keeps an honest bound", async () => {
  const result = await solve(new Problem({ variables: square, minimize: "log((x[0] - 0.12345)^2)" }), {
    nodeLimit: 200,
  });
  expect(result.bound).toBe(Number.NEGATIVE_INFINITY);
  expect(JSON.parse(JSON.stringify(result)).bound).toBeNull();
  expect(result.promise).toBe("found");
});

describe("a bundled network", () => {
  const problem = loadProblem("instances/network/peaks-tanh.json");
  const known = problem.known?.objective as number;

  test.each(Object.keys(branchingRules))("branching by %s", async (branching) => {
    const result = await solve(problem, { branching: branching as keyof typeof branchingRules });
    expect(result.status).toBe("optimal");
    expect(result.bound).toBeLessThanOrEqual(known);
    expect(result.objective as number).toBeCloseTo(known, 3);
  });

  test.each(["interval", "mccormick", "mccormick-tightened", "forward", "backward", "alpha", "auto"] as const)(
    "bounds by %s",
    async (bounds) => {
      const result = await solve(problem, { bounds, nodeLimit: 500, relativeGap: 0.1 });
      expect(result.bound).toBeLessThanOrEqual(known);
      expect(result.objective as number).toBeCloseTo(known, 6);
    },
  );

  test("node counts repeat, whatever the machine does", async () => {
    const [first, second] = [await solve(problem), await solve(problem)];
    expect(second).toEqual({ ...first, seconds: second.seconds });
  });

  test("a network as part of a formula, given as an object", async () => {
    const net = loadPredictor("models/network/peaks-tanh.onnx");
    const whole = new Problem({
      models: { net },
      variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
      minimize: "2*net(x) + 1",
    });
    const result = await solve(whole);
    expect(result.objective as number).toBeCloseTo(2 * known + 1, 2);
    expect(result.bound).toBeLessThanOrEqual(2 * known + 1);
  });

  test("nested networks", async () => {
    const net = loadPredictor("models/network/peaks-tanh.onnx");
    const variables = [{ name: "x", size: 2, lower: -1, upper: 1 }];
    const nested = new Problem({ models: { net }, variables, minimize: "net(net(x)/4, x[0])" });
    const result = await solve(nested, { relativeGap: 1e-2, timeLimit: 20 });
    expect(result.status).toBe("optimal");
    for (let a = -1; a <= 1; a += 0.02) {
      for (let b = -1; b <= 1; b += 0.02) {
        expect(nested.evaluate(Float64Array.of(a, b))).toBeGreaterThanOrEqual(result.bound);
      }
    }
  });
});

test.each([
  [{ relativeGap: -1 }, "option relativeGap: -1"],
  [{ absoluteGap: Number.NaN }, "option absoluteGap: NaN"],
  [{ timeLimit: -1 }, "option timeLimit: -1"],
  [{ nodeLimit: 0 }, "option nodeLimit: 0"],
  [{ seed: 0.5 }, "option seed: 0.5"],
  [{ feasibilityTolerance: -1 }, "option feasibilityTolerance: -1"],
  [{ bounds: "best" }, 'option bounds: "best" is unknown; known are interval, mccormick'],
  [{ branching: "toString" }, 'option branching: "toString" is unknown'],
  [{ gap: 1 }, "option gap: unknown; the options are absoluteGap"],
])("options %j are refused", async (options, message) => {
  const run = solve(new Problem({ variables: square, minimize: "1" }), options as SolveOptions);
  await expect(run).rejects.toThrow(InputError);
  await expect(run).rejects.toThrow(message);
});
