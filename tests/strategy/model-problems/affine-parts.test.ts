import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { ExpressionEvaluation } from "../../../src/problem/evaluation.js";
import { Problem } from "../../../src/problem/problem.js";
import { AffineDecomposition } from "../../../src/strategy/model-problems/affine-parts.js";

const variables = ["x", "y", "p", "q"].map((name) => ({ name, lower: 1, upper: 2 }));
const problemOf = (minimize: string): Problem => new Problem({ variables, minimize });

test.each([
  "p*x + q*y",
  "3 - (p - 2*q)*(x + y^2)/y",
  "p",
  "x*y*p - 0.1*q*exp(x)*y + tanh(x)",
  "(p*x)*(y*3) - q/7",
  "max(x, y)*p + max(x, y)*q",
  "x + y",
])("%s is the sum of its parts", (text) => {
  const { graph, objective } = problemOf(text);
  const parts = new AffineDecomposition(graph, 2).partsOf(objective);
  if (parts === null) throw new Error("not taken apart");
  const random = new Random(3);
  for (let k = 0; k < 50; k++) {
    const x = Float64Array.from({ length: 4 }, () => random.between(1, 2));
    let value = new ExpressionEvaluation([parts.base]).at(x.with(2, Number.NaN).with(3, Number.NaN));
    for (const [parameter, slope] of parts.byParameter) {
      value += x[2 + parameter] * new ExpressionEvaluation([slope]).at(x.with(2, Number.NaN).with(3, Number.NaN));
    }
    expect(value).toBeCloseTo(new ExpressionEvaluation([objective]).at(x), 10);
  }
});

test.each(["p^2*x", "p*q", "exp(p)*x", "x/p", "max(p, x)", "tanh(x*p)"])("%s is not affine", (text) => {
  const { graph, objective } = problemOf(text);
  expect(new AffineDecomposition(graph, 2).partsOf(objective)).toBeNull();
});
