import { describe, expect, test } from "vitest";
import type { Box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { minimizationNetwork } from "../../../src/search/solve.js";
import { type LeafProof, ProofTable } from "../../../src/strategy/model-problems/leaf-proof.js";
import { LeafProver } from "../../../src/strategy/model-problems/leaf-prover.js";
import { parametricFunctionals } from "../../../src/strategy/model-problems/parametric-functionals.js";
import type { ParametricProblem } from "../../../src/strategy/model-problems/parametric-problem.js";
import { exactLayers, exactly, exactPoint } from "../../predictors/network/exact.js";
import { generator, randomNetwork } from "../../predictors/network/random-networks.js";
import { problemsOver, trainedProblems } from "./problems.js";

const random = generator(5);
const { inside: _, ...small } = problemsOver({
  peaks: randomNetwork({ inputs: 2, widths: [5], functions: ["square"] }, random),
  kinked: randomNetwork({ inputs: 2, widths: [5, 4], functions: ["relu"] }, random),
});
const { prices, reached } = trainedProblems;

const TOLERANCE = 1e-6;

function proverOf(problem: ParametricProblem): LeafProver {
  const functionals = parametricFunctionals(problem, TOLERANCE);
  if (functionals === null) throw new Error(`${problem.name} is not affine in its parameters`);
  return new LeafProver(functionals, problem.isInteger);
}

function boundAt(proof: LeafProof | null, variables: number, theta: Float64Array): number {
  const out = Float64Array.of(Number.NEGATIVE_INFINITY);
  new ProofTable(variables, [proof]).raise(theta, Number.POSITIVE_INFINITY, out);
  return out[0];
}

function boxIn({ box, isInteger }: ParametricProblem, random: Random): Box {
  const lower = box.lower.slice();
  const upper = box.upper.slice();
  const size = 2 ** -random.below(12);
  for (let j = 0; j < lower.length; j++) {
    const start = random.between(lower[j], upper[j]);
    const end = Math.min(upper[j], start + size * (upper[j] - lower[j]));
    lower[j] = isInteger[j] === 1 ? Math.floor(start) : start;
    upper[j] = isInteger[j] === 1 ? Math.ceil(end) : end;
  }
  return { lower, upper };
}

function pointsIn({ lower, upper }: Box, isInteger: Uint8Array, random: Random): Float64Array[] {
  const at = (share: (j: number) => number): Float64Array =>
    lower.map((low, j) => {
      const value = Math.min(upper[j], low + share(j) * (upper[j] - low));
      return isInteger[j] === 1 ? Math.round(value) : value;
    });
  return [0, 1, 2, 3]
    .map((corner) => at((j) => (corner >> (j % 2)) & 1))
    .concat(Array.from({ length: 6 }, () => at(() => random.uniform())));
}

/** The point with the same x[1] that satisfies the equation of `weighted`. */
function onLine(x: Float64Array, [, slope, demand]: Float64Array): Float64Array {
  return x.with(0, demand * x[1] + 0.5 - slope * x[1]);
}

function isIn({ lower, upper }: Box, x: Float64Array): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}

describe.each(Object.entries(small))("%s", (name, problem) => {
  test("no feasible point of a box is below the bound, whatever the parameters", () => {
    const random = new Random(11);
    const prover = proverOf(problem);
    const network = minimizationNetwork(problem.joint);
    const { constraints } = problem.joint;
    let finite = 0;
    let feasible = 0;
    for (let k = 0; k < 20; k++) {
      const box = boxIn(problem, random);
      const draw = (spread: number) =>
        Float64Array.from({ length: problem.parameterCount }, () => spread * random.between(-1, 1));
      const anchor = draw(1);
      const proof = prover.prove(box, anchor, Number.POSITIVE_INFINITY);
      for (const theta of [anchor, draw(1), draw(20), draw(1e7)]) {
        const bound = boundAt(proof, problem.size, theta);
        expect(bound).not.toBeNaN();
        if (Number.isFinite(bound)) finite++;
        const points = pointsIn(box, problem.isInteger, random);
        if (name === "weighted") points.push(...points.map((x) => onLine(x, theta)));
        for (const x of points) {
          if (!isIn(box, x)) continue;
          const outputs = exactLayers(network, exactPoint([...x, ...theta]))[network.layers.length - 1];
          const isFeasible = constraints.every(
            ({ lower, upper }, r) =>
              outputs[r + 1].gte(exactly(lower).minus(TOLERANCE)) && outputs[r + 1].lte(exactly(upper).plus(TOLERANCE)),
          );
          if (!isFeasible) continue;
          feasible++;
          expect(bound).toBeLessThan(Number.POSITIVE_INFINITY);
          expect(outputs[0].gte(exactly(bound))).toBe(true);
        }
      }
    }
    expect(finite).toBeGreaterThan(10);
    expect(feasible).toBeGreaterThan(10);
  });
});

test("bounds are as tight as the box is small, at other parameters, too", () => {
  const prover = proverOf(prices);
  const x = Float64Array.of(0.23, -1.62);
  const box = { lower: x.map((v) => v - 1e-5), upper: x.map((v) => v + 1e-5) };
  const proof = prover.prove(box, Float64Array.of(0, 0), Number.POSITIVE_INFINITY);
  for (const theta of [Float64Array.of(0.5, -0.5), Float64Array.of(-1, 1)]) {
    expect(boundAt(proof, 2, theta)).toBeGreaterThan(prices.at(theta).evaluate(x) - 1e-3);
  }
});

test("multipliers prove that nothing is feasible, and only where that is so", () => {
  const prover = proverOf(reached);
  const box = { lower: Float64Array.of(2.5, 2.5), upper: Float64Array.of(3, 3) };
  const proof = prover.prove(box, Float64Array.of(0, 0, -2), Number.POSITIVE_INFINITY);
  expect(boundAt(proof, 2, Float64Array.of(0, 0, -2))).toBe(Number.POSITIVE_INFINITY);
  expect(boundAt(proof, 2, Float64Array.of(0, 0, 10))).toBe(Number.NEGATIVE_INFINITY);
});

test("parameters that are no numbers prove nothing", () => {
  const proof = proverOf(prices).prove(prices.box, Float64Array.of(0, 0), Number.POSITIVE_INFINITY);
  expect(boundAt(proof, 2, Float64Array.of(Number.NaN, 0))).toBe(Number.NEGATIVE_INFINITY);
  expect(boundAt(null, 2, Float64Array.of(0, 0))).toBe(Number.POSITIVE_INFINITY);
});
