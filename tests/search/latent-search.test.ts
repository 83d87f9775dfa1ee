import { expect, test } from "vitest";
import { type Box, box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import type { Network } from "../../src/predictors/network/network.js";
import { Problem } from "../../src/problem/problem.js";
import type { Objective } from "../../src/search/incumbent/objective.js";
import { latentSearch } from "../../src/search/latent-search.js";
import { solve } from "../../src/search/solve.js";
import { exact, exactWide } from "../numeric/exact-decimal.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const OPTIONS = { bounds: "auto", feasibilityTolerance: 1e-6 } as const;

function narrow(inputs: number, widths: readonly number[], seed: number, functions = ["tanh"]): Network {
  return randomNetwork({ inputs, widths, functions }, generator(seed));
}

function randomBox(random: Random, inputs: number): Box {
  const lower = Float64Array.from({ length: inputs }, () => random.normal());
  return box(
    lower,
    lower.map((low) => low + 3 * random.uniform() ** 2),
  );
}

test("the image of no point of the box is outside of the box and the rows of images, in exact arithmetic", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const inputs = 3 + random.below(4);
    const size = 1 + random.below(3);
    const network = narrow(inputs, [Math.min(size, inputs - 1), 6], seed);
    const whole = randomBox(random, inputs);
    const search = latentSearch(network, whole, { ...OPTIONS, random });
    const { box: images, objective } = search as NonNullable<typeof search>;
    const rows = objective.rows as NonNullable<typeof objective.rows>;
    const first = network.layers[1] as Extract<Network["layers"][number], { kind: "affine" }>;
    const matrix = first.terms[0].matrix as Extract<(typeof first.terms)[0]["matrix"], { kind: "dense" }>;
    const normals = Array.from({ length: rows.count }, (_, k) => rowOf(objective, k, images.lower.length));
    for (let trial = 0; trial < 20; trial++) {
      const x = whole.lower.map(
        (low, j) => [low, whole.upper[j], random.between(low, whole.upper[j])][random.below(3)],
      );
      const z = Array.from(first.bias, (shift, r) =>
        x.reduce(
          (sum, value, j) => sum.add(exactWide(matrix.data[r * inputs + j]).mul(exactWide(value))),
          exact(shift),
        ),
      );
      z.forEach((value, r) => {
        expect(value.gte(exact(images.lower[r])) && value.lte(exact(images.upper[r]))).toBe(true);
      });
      normals.forEach((normal, k) => {
        const value = z.reduce((sum, entry, r) => sum.add(entry.mul(exact(normal[r]))), exact(0));
        expect(value.gte(exact(rows.lower[k])) && value.lte(exact(rows.upper[k]))).toBe(true);
      });
    }
  }
});

/** The coefficients of row k. */
function rowOf({ gradientOf, rows }: Objective, k: number, size: number): Float64Array {
  const weights = new Float64Array(1 + (rows?.count ?? 0));
  weights[k + 1] = 1;
  const out = new Float64Array(size);
  gradientOf?.(new Float64Array(size), weights, out);
  return out;
}

test("ends at the optimum that the search over all inputs finds, with a fraction of its nodes and a point of the box", async () => {
  let nodes = 0;
  let plainNodes = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const model = narrow(4, [2, 8, 8], seed, seed % 2 === 0 ? ["relu"] : ["tanh"]);
    const variables = [{ name: "x", size: 4, lower: [-1, 0, -2, -1], upper: [1, 1, 1, 3] }];
    const options = { relativeGap: 1e-4, nodeLimit: 20000 };
    const sense = seed < 4 ? "minimize" : "maximize";
    const found = await solve(new Problem({ models: { model }, variables, [sense]: "model(x)" } as never), options);
    // A row, even an idle one, is left to the search over all inputs.
    const definition = { models: { model }, variables, [sense]: "model(x)", subjectTo: ["x[0] <= 2"] };
    const plain = await solve(new Problem(definition as never), options);
    expect(found.status).toBe("optimal");
    const [low, high] = sense === "minimize" ? [found.bound, plain.objective] : [plain.objective, found.bound];
    expect(low as number).toBeLessThanOrEqual((high as number) + 1e-9);
    expect(found.gap.relative).toBeLessThanOrEqual(1e-4);
    if (plain.status === "optimal") {
      expect(Math.abs((found.objective as number) - (plain.objective as number))).toBeLessThan(
        2e-4 * Math.abs(found.objective as number),
      );
    }
    nodes += found.nodes;
    plainNodes += plain.nodes;
  }
  expect(nodes).toBeLessThan(0.5 * plainNodes);
});

test("points to start from are used by their images", async () => {
  const model = narrow(4, [2, 8], 3);
  const variables = [{ name: "x", size: 4, lower: -1, upper: 1 }];
  const problem = new Problem({ models: { model }, variables, minimize: "model(x)" });
  const best = await solve(problem, { relativeGap: 1e-6 });
  const { x } = best;
  const again = await solve(problem, { nodeLimit: 1, startingPoints: [(x as { x: number[] }).x] });
  expect(again.objective).toBeLessThanOrEqual((best.objective as number) + 1e-9);
});

test("networks that are affine or no narrower, and images with too many facets, are left to the search over all inputs", () => {
  const random = new Random(1);
  const cube = (inputs: number) => box(new Float64Array(inputs).fill(-1), new Float64Array(inputs).fill(1));
  expect(latentSearch(narrow(3, [3, 4], 1), cube(3), { ...OPTIONS, random })).toBeNull();
  expect(latentSearch(narrow(3, [5, 2], 1), cube(3), { ...OPTIONS, random })).toBeNull();
  expect(latentSearch(narrow(20, [8, 4], 1), cube(20), { ...OPTIONS, random })).toBeNull();
  expect(latentSearch(narrow(6, [2, 4], 1), cube(6), { ...OPTIONS, random })).not.toBeNull();
});
