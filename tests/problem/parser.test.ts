import { describe, expect, test } from "vitest";
import type { Predictor } from "../../src/predictors/predictor.js";
import { ExpressionEvaluation } from "../../src/problem/evaluation.js";
import type { NamedModel } from "../../src/problem/expression.js";
import { ExpressionGraph } from "../../src/problem/expression-graph.js";
import type { Value } from "../../src/problem/function-names.js";
import { parseScalar, type Scope } from "../../src/problem/parser.js";

/** y_k = (k + 1) * sum of inputs. */
function model(name: string, inputs: number, outputs: number): NamedModel {
  const predictor = {
    family: "network",
    inputs,
    outputs,
    evaluate(x: Float64Array, y: Float64Array) {
      for (let k = 0; k < outputs; k++) y[k] = (k + 1) * x.reduce((sum, value) => sum + value, 0);
    },
  } as unknown as Predictor;
  return { name, predictor };
}

/** x: vector of 3 (elements 0 to 2), k: scalar (element 3). */
function scope(): Scope {
  const graph = new ExpressionGraph();
  const values = new Map<string, Value>([
    ["x", [graph.variable(0), graph.variable(1), graph.variable(2)]],
    ["k", graph.variable(3)],
  ]);
  const models = new Map([
    ["net", model("net", 3, 1)],
    ["duo", model("duo", 2, 2)],
  ]);
  return { graph, values, models };
}

const X = Float64Array.of(0.5, -1.25, 2, 3);

function value(text: string): number {
  return new ExpressionEvaluation([parseScalar(text, scope())]).at(X);
}

describe("values", () => {
  test.each([
    ["1 + 2*3", 7],
    ["2^3^2", 512],
    ["-2^2", -4],
    ["(-2)^2", 4],
    ["2^-1", 0.5],
    ["-x[0]^2", -0.25],
    ["2^-x[0]^2", 2 ** -0.25],
    ["- - k", 3],
    ["+k", 3],
    ["a_b + 0", Number.NaN],
    ["x[0] - x[1] - x[2]", -0.25],
    ["x[0] / x[1] / x[2]", -0.2],
    ["k/2*4", 6],
    ["2/k", 2 / 3],
    ["x[0]*x[0]", 0.25],
    ["x[2]^3", 8],
    ["x[2]^0.5", Math.SQRT2],
    ["x[2]^-1", 0.5],
    ["x[2]^k", 8],
    ["2^k", 8],
    ["pi", Math.PI],
    ["e", Math.E],
    ["min(x, k)", -1.25],
    ["max(x[0], 1, k)", 3],
    ["sum(x)", 1.25],
    ["dot(x, x)", 0.25 + 1.5625 + 4],
    ["abs(x[1])", 1.25],
    ["exp(x[0])", Math.exp(0.5)],
    ["log(k)", Math.log(3)],
    ["sqrt(k)", Math.sqrt(3)],
    ["tan(x[0])", Math.tan(0.5)],
    ["tanh(x[0]) + atan(x[0])", Math.tanh(0.5) + Math.atan(0.5)],
    ["sin(x[0])^2 + cos(x[0])^2", 1],
    ["net(x)", 1.25],
    ["net(x)[0]", 1.25],
    ["net(x[0], 2*k, 1)", 7.5],
    ["duo(x[0], k)[1]", 7],
    ["net(duo(x[1], x[2]), k)", 0.75 + 1.5 + 3],
    ["1e-3*k", 0.003],
    [".5*k", 1.5],
  ])("%s = %d", (text, expected) => {
    if (Number.isNaN(expected)) expect(() => value(text)).toThrow(/unknown variable/);
    else expect(value(text)).toBeCloseTo(expected, 13);
  });

  test("a sum of 20000 terms is read, and so is a product of 20000 factors", () => {
    expect(value(Array(20000).fill("x[0]").join("+"))).toBe(10000);
    expect(value(Array(20000).fill("x[0]").join("*x[2]*"))).toBe(0.5);
  });
});

describe("refusals", () => {
  test.each([
    ["y + 1", /unknown variable "y"; the variables are x, k/],
    ["foo(x)", /unknown function or model "foo"; the models are net, duo/],
    ["k(2)", /k is a variable and cannot be called/],
    ["net + 1", /net is a model; call it/],
    ["sin + 1", /sin is a function; call it, as in sin\(a\)/],
    ["net(x, k)", /the model "net" takes 3 inputs, the formula gives 4/],
    ["duo(x[0], k)", /is a vector of length 2/],
    ["duo(x[0], k) + 1", /duo\(\.\.\.\) is a vector of length 2 where \+ needs a scalar/],
    ["duo(x[0], k)[2]", /has the elements 0 to 1 \(indices start at 0\), not 2/],
    ["x", /"x" is a vector of length 3/],
    ["x[3]", /x has the elements 0 to 2/],
    ["x[-1]", /x has the elements 0 to 2/],
    ["x[0.5]", /not 0.5/],
    ["x[k]", /an index must be a constant/],
    ["k[0]", /k is a scalar and has no element 0/],
    ["x.length", /\.length is no value/],
    ["gp.mean(x)", /gp is no model; the models are net, duo/],
    ["k = 3", /formulas assign nothing/],
    ["k <= 3", /a comparison \(<=\) has no place here/],
    ["'text'", /formulas have no text/],
    ["k ? 1 : 2", /./],
    ["[1, 2]", /a list in brackets/],
    ["(1, 2)", /a list in parentheses/],
    ["k k", /an operator missing/],
    ["2k", /Variable names cannot start with a number/],
    ["k +", /Expected expression after \+/],
    ["-", /Expected expression after -/],
    ["(k", /Unclosed \(/],
    ["k && k", /./],
    ["!k", /./],
    ["", /the formula is empty/],
    ["1e400", /the number 1e400 is too large/],
    ["k + 1e308 + 1e308", /the constant part of a sum in the formula exceeds the float64 range/],
    ["1/0", /division by zero/],
    ["k/0", /division by zero/],
    ["log(0-1)", /log is not defined at the constant -1/],
    ["(0-2)^k", /base that is not positive/],
    ["sin(1, 2)", /sin\(a\) takes one scalar/],
    ["dot(x, k)", /dot\(u, v\) takes two vectors/],
    ["constructor", /unknown variable "constructor"/],
    ["toString(k)", /unknown function or model "toString"/],
    ["this", /./],
  ])("%s", (text, message) => {
    expect(() => value(text)).toThrow(message);
    expect(() => value(text)).toThrow(expect.objectContaining({ name: "InputError" }));
  });

  test("nesting that would overflow the stack", () => {
    expect(() => value(`${"(".repeat(200_000)}k${")".repeat(200_000)}`)).toThrow(/nested too deeply/);
    expect(() => value(`${"-".repeat(200_000)}k`)).toThrow(/nested/);
    expect(() => value(`${"sin(".repeat(2000)}k${")".repeat(2000)}`)).toThrow(/nested/);
  });
});
