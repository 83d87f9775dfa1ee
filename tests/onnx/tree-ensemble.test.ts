import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import type { ConstantTensor } from "../../src/onnx/algebra.js";
import { interpret } from "../../src/onnx/interpretation.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { BRANCH_MODES, type TreeEnsembleDefinition } from "../../src/onnx/tree-ensemble-definition.js";
import { networkOf } from "../../src/predictors/network/recognise.js";
import { awkwardPoint, plainValue, randomDefinition } from "../predictors/tree-ensemble/random-definitions.js";
import { constantsOnly } from "./evaluation.js";
import { listedTreeFile, separateTreeFile } from "./tree-writing.js";

const POINTS = 40;
const AGGREGATES = ["sum", "average", "minimum", "maximum"] as const;

/** Compares the file with onnxruntime at points on and beside thresholds. */
async function compare(bytes: Uint8Array, features: number, random: Random, isDouble = false): Promise<void> {
  const network = networkOf(readModel(bytes));
  const points = Array.from({ length: POINTS }, () => awkwardPoint(random, features));
  const session = await InferenceSession.create(bytes, {
    graphOptimizationLevel: "disabled",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const flat = points.flatMap((x) => Array.from(x));
  const input = isDouble
    ? new Tensor("float64", Float64Array.from(flat), [POINTS, features])
    : new Tensor("float32", Float32Array.from(flat), [POINTS, features]);
  const output = (await session.run({ x: input }, ["y"])).y;
  const expected = output.data as Float32Array;
  const y = new Float64Array(network.outputs);
  points.forEach((x, k) => {
    network.evaluate(x, y);
    y.forEach((value, o) => {
      expect(Math.abs(value - expected[k * y.length + o])).toBeLessThan(3e-6);
    });
  });
}

/** Ensembles with every mode but sets, which the lists of version 3 do not have. */
function withoutSets(random: Random, options: Parameters<typeof randomDefinition>[1]): TreeEnsembleDefinition {
  const definition = randomDefinition(random, options);
  return { ...definition, mode: definition.mode.map((mode) => mode % 6), sets: new Map() };
}

describe.each(AGGREGATES)("random ensembles agree with onnxruntime: %s", (aggregate) => {
  test.each([1, 3])("TreeEnsembleRegressor, %s target(s)", async (outputs) => {
    const random = new Random(20 + outputs);
    for (let round = 0; round < 12; round++) {
      const definition = withoutSets(random, { features: 2, outputs, trees: 1 + random.below(6), aggregate });
      const isDouble = round % 3 === 2;
      await compare(listedTreeFile(definition, { isDouble }), 2, random, isDouble);
      if (outputs === 1) continue;
      for (const transform of ["LOGISTIC", "SOFTMAX"]) {
        await compare(listedTreeFile(definition, { transform }), 2, random);
      }
    }
  });

  test("TreeEnsemble of version 5", async () => {
    const random = new Random(30);
    for (let round = 0; round < 12; round++) {
      // A tree that is a leaf has no place in this form.
      const drawn = randomDefinition(random, { features: 2, trees: 1 + random.below(6), aggregate });
      const roots = drawn.roots.filter((root) => drawn.feature[root] >= 0);
      // onnxruntime takes sets of integers only; their members are 1 .. 3 here.
      const mode = drawn.mode.map((code) => (BRANCH_MODES[code] === "within" ? 0 : code));
      const sets = new Map(Array.from(drawn.sets.keys(), (k) => [k, Float64Array.of(1 + (k % 2), 3)]));
      const isDouble = round % 3 === 2;
      if (roots.length > 0)
        await compare(separateTreeFile({ ...drawn, mode, roots, sets }, isDouble), 2, random, isDouble);
    }
  });
});

describe("classifiers agree with onnxruntime", () => {
  const TRANSFORMS = ["NONE", "LOGISTIC", "SOFTMAX"];

  test.each(TRANSFORMS)("three classes, %s", async (transform) => {
    const random = new Random(40);
    for (let round = 0; round < 8; round++) {
      const definition = withoutSets(random, { features: 2, outputs: 3, trees: 1 + random.below(6) });
      await compare(listedTreeFile(definition, { kind: "class", transform }), 2, random);
      const isWritten = (node: number, target: number) => (node + target) % 3 !== 0;
      await compare(listedTreeFile(definition, { kind: "class", transform, isWritten }), 2, random);
    }
  });

  test.each(TRANSFORMS)("two classes with two scores, %s", async (transform) => {
    const random = new Random(41);
    for (let round = 0; round < 8; round++) {
      const definition = withoutSets(random, { features: 2, outputs: 2, trees: 1 + random.below(6) });
      await compare(listedTreeFile(definition, { kind: "class", transform, base: [] }), 2, random);
    }
  });

  test.each(TRANSFORMS)("two classes with one score, %s", async (transform) => {
    const random = new Random(42);
    for (let round = 0; round < 12; round++) {
      const drawn = withoutSets(random, { features: 2, outputs: 1, trees: 1 + random.below(6) });
      const values = round % 2 === 0 ? drawn.values : drawn.values.map(Math.abs);
      const base = round % 3 === 0 ? [] : Array.from(drawn.base);
      await compare(listedTreeFile({ ...drawn, values }, { kind: "class", transform, labels: 2, base }), 2, random);
    }
  });

  test("two classes with a score for the second only", async () => {
    const random = new Random(43);
    const definition = withoutSets(random, { features: 2, outputs: 2, trees: 3 });
    const isWritten = (_node: number, target: number) => target === 1;
    for (const transform of TRANSFORMS)
      await compare(listedTreeFile(definition, { kind: "class", transform, isWritten, base: [] }), 2, random);
  });
});

describe("what runtimes disagree on is refused by name", () => {
  const random = new Random(50);
  const one = withoutSets(random, { features: 2, outputs: 1, trees: 2 });
  const two = withoutSets(random, { features: 2, outputs: 2, trees: 2 });
  const some = (node: number, target: number) => target === 0 || node % 2 === 0;
  test.each<[string, Uint8Array, RegExp]>([
    ["a transform of one target", listedTreeFile(one, { transform: "LOGISTIC" }), /single target/],
    ["PROBIT", listedTreeFile(two, { transform: "PROBIT" }), /"PROBIT" is not supported/],
    ["SOFTMAX_ZERO", listedTreeFile(two, { transform: "SOFTMAX_ZERO" }), /"SOFTMAX_ZERO" is not supported/],
    [
      "base values for scores of two classes",
      listedTreeFile(two, { kind: "class", base: [1, 2] }),
      /2 base_values for 2 scores/,
    ],
    ["one class", listedTreeFile(one, { kind: "class", base: [] }), /1 class labels/],
    [
      "scores missing in some leaves",
      listedTreeFile(two, { kind: "class", base: [], isWritten: some }),
      /second class/,
    ],
    ["base values of targets missing in some leaves", listedTreeFile(two, { isWritten: some }), /base value/],
    [
      "a minimum over leaves without values",
      listedTreeFile({ ...two, aggregate: "minimum" }, { base: [], isWritten: some }),
      /minimum over trees is not defined/,
    ],
  ])("%s", (_what, bytes, reason) => {
    expect(() => networkOf(readModel(bytes))).toThrow(reason);
  });
});

test("infinite thresholds decide their comparison", () => {
  const plain = randomDefinition(new Random(51), { features: 2, trees: 3, isPlain: true });
  const definition = { ...plain, threshold: plain.threshold.map(() => Number.POSITIVE_INFINITY) };
  const network = networkOf(readModel(listedTreeFile(definition)));
  const y = new Float64Array(1);
  network.evaluate(Float64Array.of(1e300, -1), y);
  expect(y[0]).toBe(plainValue(definition, [1e300, -1])[0]);
});

test("constant inputs are folded, several rows at once", () => {
  const random = new Random(52);
  const definition = withoutSets(random, { features: 2, outputs: 2, trees: 4 });
  const read = readModel(listedTreeFile(definition));
  const points = [awkwardPoint(random, 2), awkwardPoint(random, 2)];
  const x: ConstantTensor = {
    kind: "constant",
    type: "float",
    shape: [2, 2],
    data: Float64Array.from([...points[0], ...points[1]]),
  };
  const y = interpret(read.graph, constantsOnly, new Map([["x", x]]), ["y"]).get("y") as ConstantTensor;
  expect(y.shape).toEqual([2, 2]);
  const expected = points.flatMap((point) => plainValue(definition, point));
  y.data.forEach((value, k) => {
    expect(Math.abs(value - expected[k])).toBeLessThanOrEqual(y.error?.[k] ?? 0);
  });
});
