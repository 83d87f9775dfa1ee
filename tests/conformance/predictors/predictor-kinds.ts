import type { Decimal } from "decimal.js";
import { type Box, box } from "../../../src/numeric/box.js";
import { denseMatrix, diagonalMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { UNIT_ROUNDOFF } from "../../../src/numeric/rounding.js";
import { acquisitionFunctions } from "../../../src/predictors/acquisition/table.js";
import { HullDistance } from "../../../src/predictors/convex-hull/hull-distance.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { DataDistance } from "../../../src/predictors/data-distance/data-distance.js";
import { NORMS } from "../../../src/predictors/data-distance/norm.js";
import { GaussianProcess } from "../../../src/predictors/gaussian-process/gaussian-process.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { PowerSum } from "../../../src/predictors/power-sum/power-sum.js";
import type { Predictor } from "../../../src/predictors/predictor.js";
import { KernelExpansion } from "../../../src/predictors/support-vector/kernel-expansion.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { EXACT } from "../../predictors/acquisition/exact-acquisition.js";
import { randomRegions } from "../../predictors/convex-regions/random-regions.js";
import { ExactPosterior } from "../../predictors/gaussian-process/exact-posterior.js";
import { fitted } from "../../predictors/gaussian-process/fitted.js";
import { exactLayers, exactPoint } from "../../predictors/network/exact.js";
import { generator, randomNetwork } from "../../predictors/network/random-networks.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";
import { cubeDistanceAt, distanceAt, expansionAt, powerSumAt, regionsAt, treesAt } from "./exact-predictors.js";

/** A model of some kind, as often as it is wanted, and its outputs in many digits. */
export interface Example {
  readonly make: () => Predictor;
  /** Null where the model is not defined. */
  readonly truth: (x: Float64Array) => readonly Decimal[] | null;
  readonly whole: Box;
  /** Weights of outputs of which there are bounds; absent: any. */
  readonly hasBounds?: (weights: Float64Array) => boolean;
}

export interface PredictorKind {
  readonly name: string;
  /** Bounds do not depend on what was asked before. */
  readonly isForgetful: boolean;
  readonly example: (seed: number) => Example;
}

const cube = (inputs: number, half: number) =>
  box(new Float64Array(inputs).fill(-half), new Float64Array(inputs).fill(half));
const exactly = (x: Float64Array) => Array.from(x, exact);
const numbers = (count: number, random: Random) => Float64Array.from({ length: count }, () => random.normal());

function treesKind(aggregate: "sum" | "average" | "minimum" | "maximum"): PredictorKind {
  return {
    name: `trees, ${aggregate}`,
    isForgetful: aggregate === "minimum" || aggregate === "maximum",
    example(seed) {
      const random = new Random(seed);
      const features = 1 + random.below(4);
      const shape = { features, trees: 2 + random.below(15), depth: 4, outputs: 1 + random.below(2), aggregate };
      const trees = randomTrees(random, shape);
      return {
        make: () => new TreeEnsemble(trees),
        truth: (x) => treesAt(trees, exactly(x)),
        whole: cube(features, 1.2),
      };
    },
  };
}

/** tanh of sums of an ensemble's outputs, which stands behind a scaler and is read twice. */
const treesInNetwork: PredictorKind = {
  name: "network of scaled trees",
  isForgetful: false,
  example(seed) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 12, depth: 3, outputs: 2, decades: 1 });
    const factors = Float64Array.from({ length: features }, () => random.between(0.2, 0.6));
    const shifts = numbers(features, random);
    return {
      make() {
        const builder = new NetworkBuilder(features);
        const x = builder.inputTensor();
        const matrix = diagonalMatrix(factors);
        // Rounded coefficients: exact ones would go into the thresholds.
        const z = builder.affine([features], [{ x, matrix }], { bias: shifts.map((s) => 0.1 * s), roundingUnits: 1 });
        const model = new TreeEnsemble(trees);
        const [first, second] = [builder.embedModel(model, z), builder.embedModel(model, x)];
        const sums = denseMatrix(2, 2, Float64Array.of(1, -0.5, 0.25, 1));
        const terms = [first, second].map((y) => ({ x: y, matrix: sums }));
        return builder.build(builder.affine([2], terms, { bias: new Float64Array(2) }));
      },
      truth(x) {
        const z = exactly(x).map((value, j) => value.mul(exact(factors[j])).add(exact(0.1 * shifts[j])));
        const [first, second] = [treesAt(trees, z), treesAt(trees, exactly(x))];
        const [a, b] = first.map((value, o) => value.add(second[o]));
        return [a.sub(b.div(2)), a.div(4).add(b)];
      },
      whole: cube(features, 2),
    };
  },
};

function networkKind(functions: readonly string[]): PredictorKind {
  return {
    name: `network, ${functions.join(" and ")}`,
    isForgetful: true,
    example(seed) {
      const shape = { inputs: 1 + (seed % 3), widths: [5, 5, 4], functions, outputs: 2, isBranched: seed % 2 === 0 };
      const make = () => randomNetwork(shape, generator(seed));
      const network = make();
      return {
        make,
        truth: (x) => exactLayers(network, exactPoint(x))[network.layers.length - 1],
        whole: cube(shape.inputs, 2),
      };
    },
  };
}

function regionsKind(kind: "boxes" | "oblique" | "scattered", isCurved: boolean): PredictorKind {
  return {
    name: `regions, ${kind}${isCurved ? ", curved" : ""}`,
    isForgetful: false,
    example(seed) {
      const inputs = 1 + (seed % 3);
      const definition = randomRegions({ inputs, regions: 14, kind, isCurved, seed });
      const make = () => new ConvexRegions(new RegionSet(definition));
      const own = make();
      return { make, truth: (x) => regionsAt(own, definition, x), whole: cube(inputs, 1) };
    },
  };
}

function distanceKind(norm: (typeof NORMS)[number], k: number): PredictorKind {
  return {
    name: `distance to data, ${norm}, k = ${k}`,
    isForgetful: true,
    example(seed) {
      const random = new Random(seed);
      const inputs = 1 + random.below(3);
      const points = numbers(12 * inputs, random);
      return {
        make: () => new DataDistance(inputs, points, norm, k),
        truth: (x) => distanceAt(norm, points, k, exactly(x)),
        whole: cube(inputs, 2.5),
      };
    },
  };
}

const hull: PredictorKind = {
  name: "distance to a hull",
  isForgetful: false,
  example(seed) {
    const random = new Random(seed);
    const inputs = 1 + random.below(3);
    const corners = Array.from({ length: 2 ** inputs }, (_, k) =>
      Array.from({ length: inputs }, (__, j) => ((k >> j) & 1 ? 1 : -1)),
    );
    const inside = Array.from({ length: 9 }, () => Array.from({ length: inputs }, () => random.between(-1, 1)));
    const points = Float64Array.from([...corners, ...inside].flat());
    return {
      make: () => new HullDistance(inputs, points),
      truth: (x) => cubeDistanceAt(exactly(x)),
      whole: cube(inputs, 3),
    };
  },
};

const expansion: PredictorKind = {
  name: "kernel expansion",
  isForgetful: true,
  example(seed) {
    const random = new Random(seed);
    const inputs = 1 + random.below(3);
    const points = numbers(8 * inputs, random);
    const weights = numbers(16, random);
    return {
      make: () => new KernelExpansion(inputs, points, weights),
      truth: (x) => expansionAt(points, weights, exactly(x)),
      whole: cube(inputs, 2.5),
    };
  },
};

/** Weights that cancel, and slopes, offsets and weights that are not quite the model's. */
function powersKind(degree: number): PredictorKind {
  return {
    name: `sum of powers of degree ${degree}`,
    isForgetful: true,
    example(seed) {
      const random = new Random(100 * degree + seed);
      const inputs = 1 + random.below(4);
      const count = 1 + random.below(40);
      const units = random.below(2) * random.below(40);
      const model = {
        inputs,
        degree,
        slopes: numbers(count * inputs, random),
        offsets: numbers(count, random),
        weights: numbers(2 * count, random).map((weight) => weight * 10 ** random.below(4)),
      };
      const off = (value: number, scale = value) => value + scale * random.between(-0.99, 0.99) * units * UNIT_ROUNDOFF;
      const stored = {
        ...model,
        slopes: model.slopes.map((value) => off(value)),
        offsets: model.offsets.map((value) => off(value, 3)),
        offsetMagnitudes: model.offsets.map((value) => Math.max(3, Math.abs(value))),
        weights: model.weights.map((value) => off(value)),
        roundingUnits: units + (units > 0 ? 1 : 0),
        weightUnits: units + (units > 0 ? 1 : 0),
      };
      const own = { ...model, offsetMagnitudes: stored.offsetMagnitudes, roundingUnits: 0, weightUnits: 0 };
      return {
        make: () => new PowerSum(stored),
        truth: (x) => powerSumAt(own, exactly(x)),
        whole: cube(inputs, random.below(2) === 0 ? 2 : 40),
      };
    },
  };
}

function processKind(kernel: string, hasDeviation: boolean): PredictorKind {
  return {
    name: `Gaussian process, ${kernel}${hasDeviation ? ", with deviation" : ""}`,
    isForgetful: true,
    example(seed) {
      const definition = fitted({
        kernel,
        inputs: 1 + (seed % 2),
        count: 7,
        seed,
        hasTrend: seed % 2 === 1,
        noise: 1e-4,
      });
      const posterior = new ExactPosterior(definition);
      return {
        make: () => new GaussianProcess(definition, hasDeviation),
        truth(x) {
          const { mean, variance, deviation } = posterior.at(x);
          return [mean, variance, deviation];
        },
        whole: cube(definition.inputs, 1.1),
        hasBounds: (weights) => hasDeviation || (weights[1] === 0 && weights[2] === 0),
      };
    },
  };
}

function acquisitionKind(name: string, parameter: number): PredictorKind {
  return {
    name: `acquisition ${name}`,
    isForgetful: true,
    example(seed) {
      const kernel = seed % 2 === 0 ? "squared-exponential" : "matern52";
      const definition = fitted({
        kernel,
        inputs: 1 + (seed % 2),
        count: 7,
        seed,
        hasTrend: seed % 4 === 3,
        noise: 1e-4,
      });
      const posterior = new ExactPosterior(definition);
      return {
        make: () => acquisitionFunctions[name].of(new GaussianProcess(definition), [parameter]),
        truth(x) {
          const { mean, deviation } = posterior.at(x);
          const value = EXACT[name](exact(parameter), mean, deviation);
          return value.isFinite() ? [new D(value)] : null;
        },
        whole: cube(definition.inputs, 1.1),
      };
    },
  };
}

/** Every kind of model that bounds itself. */
export const PREDICTOR_KINDS: readonly PredictorKind[] = [
  ...(["sum", "average", "minimum", "maximum"] as const).map(treesKind),
  treesInNetwork,
  networkKind(["relu"]),
  networkKind(["tanh", "square"]),
  regionsKind("boxes", false),
  regionsKind("oblique", false),
  regionsKind("scattered", true),
  ...NORMS.map((norm, k) => distanceKind(norm, 1 + k)),
  hull,
  expansion,
  ...[2, 3, 4, 5].map(powersKind),
  processKind("squared-exponential", false),
  processKind("matern32", false),
  processKind("squared-exponential", true),
  acquisitionKind("lcb", 2),
  acquisitionKind("ei", -0.4),
  acquisitionKind("logei", -0.4),
];
