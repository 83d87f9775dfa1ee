import { describe, expect, test } from "vitest";
import {
  abs,
  atan,
  cos,
  dot,
  exp,
  type Formula,
  type FormulaComparison,
  InputError,
  log,
  max,
  min,
  ProblemBuilder,
  sin,
  solve,
  sqrt,
  sum,
  tan,
  tanh,
} from "../../../src/index.js";
import { loadNetwork } from "../../../src/predictors/network/recognise.js";

const peaks = loadNetwork("models/network/peaks-tanh.onnx");
const cantilever = loadNetwork("models/network/cantilever-outputs.onnx");

function design() {
  const problem = new ProblemBuilder("design");
  return {
    problem,
    net: problem.model("net", peaks),
    beam: problem.model("beam", cantilever),
    x: problem.variable("x", { size: 3, lower: 0.5, upper: 2 }),
    k: problem.variable("k", { lower: 0, upper: 4, integer: true }),
  };
}

type Design = ReturnType<typeof design>;

describe("methods make the expression that text makes", () => {
  const cases: [string, (of: Design) => Formula][] = [
    ["k", ({ k }) => k],
    ["x[0] + 2*x[1] - k + 3", ({ x, k }) => x[0].plus(x[1].times(2)).minus(k).plus(3)],
    ["0.1*(0.2*k) + 1/3 + x[0] - 0.7", ({ x, k }) => k.times(0.2).times(0.1).plus(third(k)).plus(x[0]).minus(0.7)],
    ["3 - k", ({ k }) => k.negated().plus(3)],
    ["x[0]*x[1]/k", ({ x, k }) => x[0].times(x[1]).over(k)],
    ["x[0]/3", ({ x }) => x[0].over(3)],
    ["k^2 + k^-1 + k^1.5 + k^0", ({ k }) => k.power(2).plus(k.power(-1)).plus(k.power(1.5)).plus(k.power(0))],
    ["x[0]^k", ({ x, k }) => x[0].power(k)],
    ["-(x[0]*k)", ({ x, k }) => x[0].times(k).negated()],
    ["abs(k) + exp(k) + log(k) + sqrt(k)", ({ k }) => sum(abs(k), exp(k), log(k), sqrt(k))],
    ["sin(k) + cos(k) + tan(k) + tanh(k) + atan(k)", ({ k }) => sum(sin(k), cos(k), tan(k), tanh(k), atan(k))],
    ["min(x, k, 1) + max(k, 2)", ({ x, k }) => min(x, k, 1).plus(max(k, 2))],
    ["sum(x) + dot(x, x)", ({ x }) => sum(x).plus(dot(x, x))],
    ["net(x[0], k)", ({ net, x, k }) => net.at(x[0], k)[0]],
    ["net(x[0], 1) + 2*x[1]", ({ net, x }) => net.at(x[0], 1)[0].plus(x[1].times(2))],
    ["beam(x)[2] - beam(x)[0]*k", ({ beam, x, k }) => beam.at(x)[2].minus(beam.at(x)[0].times(k))],
    ["net(net(x[0], x[1]), beam(x)[1])", ({ net, beam, x }) => net.at(net.at(x[0], x[1])[0], beam.at(x)[1])[0]],
  ];

  /** 1/3 with the rounding error that the formula 1/3 has. */
  function third(k: Formula): Formula {
    return k.minus(k).plus(1).over(3);
  }

  test.each(cases)("%s", (text, make) => {
    const all = design();
    const made = make(all);
    const { constraints, objective } = all.problem.minimize(text).subjectTo(made.le(100), `${text} <= 100`).build();
    expect(made.expression).toBe(objective);
    expect(constraints[0].expression).toBe(constraints[1].expression);
    // What is printed means the same.
    const printed = design().problem.minimize(made.toString()).build();
    const x = Float64Array.of(0.6, 1.1, 1.7, 1.25);
    expect(printed.evaluate(x)).toBeCloseTo(all.problem.build().evaluate(x), 12);
  });
});

describe("comparisons make the row that text makes", () => {
  const cases: [string, (of: Design) => FormulaComparison][] = [
    ["net(x[0], x[1]) + 2*x[1] <= 40", ({ net, x }) => net.at(x[0], x[1])[0].plus(x[1].times(2)).le(40)],
    ["k >= x[0] - 1", ({ x, k }) => k.ge(x[0].minus(1))],
    ["x[0]*k - 3 == 1.5", ({ x, k }) => x[0].times(k).minus(3).eq(1.5)],
    ["0 <= x[0] + k <= 3", ({ x, k }) => x[0].plus(k).between(0, 3)],
    ["x[1] <= x[0] + k <= 3", ({ x, k }) => x[0].plus(k).between(x[1], 3)],
  ];
  test.each(cases)("%s", (text, make) => {
    const all = design();
    const { constraints } = all.problem.minimize(all.k).subjectTo(make(all), text).build();
    const half = constraints.length / 2;
    for (let k = 0; k < half; k++) {
      const [made, read] = [constraints[k], constraints[half + k]];
      expect(made.expression).toBe(read.expression);
      expect([made.lower, made.upper]).toEqual([read.lower, read.upper]);
    }
    expect(constraints[half].text).toBe(text);
  });

  test("a comparison is written out for messages", () => {
    const { net, x, k } = design();
    expect(net.at(x[0], k)[0].plus(x[1].times(2)).le(40).text).toBe("2*x[1] + net(x[0], k) <= 40");
    expect(x[0].over(k).times(-2).between(0, k.power(2)).text).toBe("0 <= -2*(x[0]/k) <= k^2");
  });
});

test("formulas are not changed by their methods", () => {
  const { k } = design();
  const before = k.expression;
  k.plus(1).times(3).negated();
  expect(k.expression).toBe(before);
});

test("a builder's problem is solved", async () => {
  const problem = new ProblemBuilder("peaks");
  const x = problem.variable("x", { size: 2, lower: -3, upper: 3 });
  const result = await solve(problem.minimize(problem.model("net", peaks).at(x)[0]).build());
  expect(result).toMatchObject({ status: "optimal", instance: "peaks" });
  expect(result.objective).toBeCloseTo(-6.523195, 5);
});

test("variables keep their kinds", () => {
  const { problem, k } = design();
  problem.variable("b", { binary: true });
  const built = problem.maximize(k).build();
  expect(built.sense).toBe("maximize");
  expect([...built.isInteger]).toEqual([0, 0, 0, 1, 1]);
});

describe("refusals", () => {
  const other = design();
  const cases: [string, (of: Design) => unknown, RegExp][] = [
    ["NaN", ({ k }) => k.plus(Number.NaN), /NaN is neither a formula nor a finite number/],
    ["infinity", ({ k }) => k.le(Number.POSITIVE_INFINITY), /Infinity is neither/],
    ["a text for a number", ({ k }) => k.plus("1" as unknown as number), /1 is neither a formula/],
    ["another problem's formula", ({ k }) => k.plus(other.k), /the formula k belongs to another problem/],
    ["another problem's model input", ({ net, k }) => net.at(k, other.k), /belongs to another problem/],
    ["another problem's objective", ({ problem }) => problem.minimize(other.k).build(), /^minimize: .*another problem/],
    [
      "another problem's constraint",
      ({ problem, k }) => problem.minimize(k).subjectTo(other.k.le(1)).build(),
      /^subjectTo\[0\]: .*another problem/,
    ],
    ["division by zero", ({ k }) => k.over(0), /division by zero/],
    ["too few inputs", ({ net, k }) => net.at(k), /the model "net" takes 2 inputs, the formula gives 1/],
    ["no formula", () => min(1, 2), /min\(\.\.\.\) has no formula among its arguments/],
    ["a vector for a scalar", ({ x }) => exp(x as unknown as Formula), /exp\(a\) takes one scalar/],
    ["a taken model", ({ problem }) => problem.model("net", peaks), /models\.net: the name "net" is taken/],
    ["a size", ({ problem }) => problem.variable("v", { size: 0.5, lower: 0, upper: 1 }), /"v": 0.5 is not a whole/],
    ["no objective", ({ problem }) => problem.build(), /an objective is missing/],
    [
      "a row that never holds",
      ({ problem, k }) => problem.minimize(k).subjectTo(k.minus(k).ge(1)).build(),
      /^subjectTo\[0\]: "0 >= 1" can never hold/,
    ],
  ];
  test.each(cases)("%s", (_, action, message) => {
    expect(() => action(design())).toThrow(message);
    expect(() => action(design())).toThrow(InputError);
  });

  test("all at once", () => {
    const problem = new ProblemBuilder();
    problem.variable("a", { lower: 1 });
    problem.variable("b", { lower: 0.2, upper: 0.8, integer: true });
    let problems: readonly string[] = [];
    try {
      problem.minimize("a").build();
    } catch (error) {
      problems = (error as InputError).problems;
    }
    expect(problems).toEqual([
      expect.stringMatching(/^variables\[0\]\.upper: missing/),
      expect.stringMatching(/^variables\[1\]: the box is empty/),
    ]);
  });
});
