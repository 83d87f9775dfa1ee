import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { solve } from "../../../src/search/solve.js";
import { Cover, type CoverTree, leafCount } from "../../../src/strategy/model-problems/cover.js";
import { CoverMaking } from "../../../src/strategy/model-problems/cover-making.js";
import { LeafProver } from "../../../src/strategy/model-problems/leaf-prover.js";
import { parametricFunctionals } from "../../../src/strategy/model-problems/parametric-functionals.js";
import type { ParametricProblem } from "../../../src/strategy/model-problems/parametric-problem.js";
import { steps, trainedProblems } from "./problems.js";

const { prices, mixed, reached, inside } = trainedProblems;

function proverOf(problem: ParametricProblem): LeafProver {
  const functionals = parametricFunctionals(problem, 1e-6);
  if (functionals === null) throw new Error("not affine");
  return new LeafProver(functionals, problem.isInteger);
}

const split = (variable: number, point: number, lower: CoverTree = null, upper: CoverTree = null): CoverTree => ({
  variable,
  point,
  isUnit: false,
  lower,
  upper,
});

test("the leaves cover the box", () => {
  const random = new Random(7);
  const grown = (depth: number, lower: number[], upper: number[]): CoverTree => {
    if (depth === 0 || (depth < 4 && random.uniform() < 0.3)) return null;
    const variable = random.below(2);
    const point = random.between(lower[variable], upper[variable]);
    const left = grown(depth - 1, lower, upper.with(variable, point));
    return split(variable, point, left, grown(depth - 1, lower.with(variable, point), upper));
  };
  const tree = grown(6, [-3, -3], [3, 3]);
  const { leaves } = new Cover(tree, [Float64Array.of(0, 0)], prices.box, proverOf(prices));
  expect(leaves.length).toBe(leafCount(tree));
  const area = leaves.reduce((sum, { lower, upper }) => sum + (upper[0] - lower[0]) * (upper[1] - lower[1]), 0);
  expect(area).toBeCloseTo(36, 10);
});

test.each([
  ["a variable that there is not", split(2, 0.5)],
  ["a point outside the box", split(0, 7)],
  ["a point outside the part", split(0, 0.5, null, split(0, 0.25))],
  ["a point that is no number", split(1, Number.NaN)],
])("%s is refused", (_, tree) => {
  expect(() => new Cover(tree, [Float64Array.of(0, 0)], prices.box, proverOf(prices))).toThrow(RangeError);
});

describe.each([prices, mixed, reached, steps].map((problem) => [problem.name, problem] as const))(
  "%s",
  (_, problem) => {
    const random = new Random(5);
    const draw = (spread: number): Float64Array => {
      const { lower, upper } = problem.joint.box;
      return Float64Array.from({ length: problem.parameterCount }, (__, k) => {
        const [low, high] = [lower[problem.size + k], upper[problem.size + k]];
        return 0.5 * (low + high) + spread * (random.uniform() - 0.5) * (high - low);
      });
    };
    const prover = proverOf(problem);
    const sign = problem.sense === "minimize" ? 1 : -1;

    test("a bound is never above the optimum, inside and outside of the sampled region", async () => {
      const theta = draw(1);
      const { objective } = await solve(problem.at(theta), { relativeGap: 1e-3 });
      const cutoff = sign * (objective as number) - 0.1;
      const anchor = { theta, cutoff, settles: () => false };
      const tree = new CoverMaking(prover, problem.box, [anchor], {
        mostLeaves: 60,
        mostParts: 5,
        timeLimit: 5,
      }).tree();
      expect(leafCount(tree)).toBeLessThanOrEqual(60);
      const cover = new Cover(tree, [theta, draw(1)], problem.box, prover);
      for (const other of [theta, draw(1), draw(1), draw(4)]) {
        const result = await solve(problem.at(other), { relativeGap: 1e-3 });
        cover.at(other, 0);
        if (result.status === "optimal") expect(cover.bound).toBeLessThanOrEqual(sign * (result.objective as number));
        else expect(result.status).toBe("infeasible");
        const least = cover
          .partsAt(cutoff)
          .reduce((most, { bound }) => Math.min(most, bound), Number.POSITIVE_INFINITY);
        expect(least).toBe(cover.bound);
      }
    });

    // What a tree ensemble makes of a box depends on the box before.
    test.skipIf(problem === steps)("it is the same each time that it is made", () => {
      const anchor = { theta: Float64Array.from(draw(0)), cutoff: 0, settles: () => false };
      const make = () =>
        new CoverMaking(proverOf(problem), problem.box, [anchor], {
          mostLeaves: 20,
          mostParts: 5,
          timeLimit: 5,
        }).tree();
      expect(make()).toEqual(make());
    });
  },
);

test("boxes that the search settles at once are split further only where that proves all of them", () => {
  const theta = Float64Array.of(0, 0);
  const options = { mostLeaves: 500, mostParts: 40, timeLimit: 5 };
  const easy = new CoverMaking(proverOf(prices), prices.box, [{ theta, cutoff: -50, settles: () => true }], options);
  const hard = new CoverMaking(proverOf(prices), prices.box, [{ theta, cutoff: 0, settles: () => true }], options);
  const tree = easy.tree();
  if (tree !== null) expect(tree.isUnit).toBe(true);
  expect(hard.tree()).toBeNull();
});

test("where a model reads a parameter there is no cover", () => {
  expect(parametricFunctionals(inside, 1e-6)).toBeNull();
});
