import { loadPredictor } from "../../../src/predictors/loading.js";
import type { Predictor } from "../../../src/predictors/predictor.js";
import type { ProblemDefinition } from "../../../src/problem/problem.js";
import { type Parameter, ParametricProblem } from "../../../src/strategy/model-problems/parametric-problem.js";

const box = (name: string, lower: readonly number[], upper: readonly number[]): Parameter => ({
  variable: { name, size: lower.length, lower, upper },
  region: { kind: "box", lower, upper },
});

const price = box("price", [-1, -1], [1, 1]);
const demand: Parameter = {
  variable: { name: "demand", lower: -2, upper: 0 },
  region: { kind: "box", lower: [-2], upper: [0] },
};

const plane = [{ name: "x", size: 2, lower: -3, upper: 3 }];

/** Two networks of two inputs. */
export interface Models {
  readonly peaks: Predictor;
  readonly kinked: Predictor;
}

/** Problems affine in their parameters. */
export function problemsOver(models: Models) {
  const problem = (definition: Omit<ProblemDefinition, "models">, parameters: readonly Parameter[]) =>
    new ParametricProblem({ ...definition, models: { ...models } }, parameters, "tests");
  return {
    /** A smooth network with prices. */
    prices: problem({ name: "prices", variables: plane, minimize: "peaks(x) + dot(price, x)" }, [price]),
    /** A ReLU network, maximized, a whole number besides. */
    mixed: problem(
      {
        name: "mixed",
        variables: [...plane, { name: "k", lower: 0, upper: 3, integer: true }],
        maximize: "price[1] * k - kinked(x) - price[0] * x[0] - 0.25 * (k - x[1])^2",
      },
      [price],
    ),
    /** Costs of what a network has to reach. */
    reached: problem(
      {
        name: "reached",
        variables: plane,
        minimize: "x[0]^2 + price[0] * x[1] + price[1] * (x[0] - 1)^2",
        subjectTo: ["peaks(x) <= demand"],
      },
      [price, demand],
    ),
    /** Parameters times models, and on both sides of an equation. */
    weighted: problem(
      {
        name: "weighted",
        variables: plane,
        minimize: "price[0] * peaks(x) + (demand - price[1]) * (kinked(x) + x[1])",
        subjectTo: ["x[0] + price[1] * x[1] == demand * x[1] + 0.5", "-1 <= x[0] * price[0] <= 4"],
      },
      [price, demand],
    ),
    /** A model reads the parameter: no proof holds for all of them. */
    inside: problem({ name: "inside", variables: plane, minimize: "peaks(x[0] + demand, x[1]) + 0.1 * x[0]^2" }, [
      demand,
    ]),
  };
}

/** The same over trained networks. */
export const trainedProblems = problemsOver({
  peaks: loadPredictor("models/network/peaks-tanh.onnx"),
  kinked: loadPredictor("models/network/peaks-relu.onnx"),
});

/** A tree whose output has to be reached. */
export const steps = new ParametricProblem(
  {
    name: "steps",
    models: { tree: loadPredictor("models/tree-ensemble/friedman-tree.onnx") },
    variables: [{ name: "x", size: 5, lower: 0, upper: 1 }],
    minimize: "dot(cost, x)",
    subjectTo: ["tree(x) >= 14"],
  },
  [box("cost", Array<number>(5).fill(0.5), Array<number>(5).fill(1.5))],
  "tests",
);
