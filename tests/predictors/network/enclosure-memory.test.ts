import { describe, expect, test } from "vitest";
import { boundingMethods } from "../../../src/bounds/table.js";
import { univariateFunction } from "../../../src/functions/table.js";
import type { Box } from "../../../src/numeric/box.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { EnclosureMemory } from "../../../src/predictors/network/relaxation/enclosure-memory.js";
import { Relaxation } from "../../../src/predictors/network/relaxation/relaxation.js";
import { RelaxationState } from "../../../src/predictors/network/relaxation/state.js";
import { exactLayers, exactly, exactPoint, NOISE } from "./exact.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "./random-networks.js";

/** x -> relu(x), elementwise: its memory is that of the input layer's elements. */
function reluOf(size: number): Network {
  const builder = new NetworkBuilder(size);
  const matrix = { kind: "sparse" as const, ...identityOf(size) };
  const z = builder.affine([size], [{ x: builder.inputTensor(), matrix }]);
  return builder.build(builder.apply(univariateFunction("relu"), z));
}

function identityOf(size: number) {
  return {
    rows: size,
    columns: size,
    starts: Int32Array.from({ length: size + 1 }, (_, i) => i),
    indices: Int32Array.from({ length: size }, (_, i) => i),
    values: new Float64Array(size).fill(1),
  };
}

/** The record of a state in which layer 1 has the given enclosures. */
function recordOf(lower: readonly number[], upper: readonly number[]): Float32Array {
  const state = new RelaxationState(reluOf(lower.length));
  state.lower[1].set(lower);
  state.upper[1].set(upper);
  return new EnclosureMemory(state).record();
}

/** A float64 of any exponent up to float32's largest. */
function anyNumber(random: () => number): number {
  return (random() < 0.5 ? -1 : 1) * (1 + random()) * 2 ** (420 * random() - 300);
}

describe("a record", () => {
  test("is rounded outward, whatever the numbers", () => {
    const random = generator(41);
    const values = Array.from({ length: 20_000 }, () => Math.min(Math.max(anyNumber(random), -3e38), 3e38));
    values.push(1, -1, Math.fround(0.1), 2 ** -149, -(2 ** -149), 2 ** -150, -(2 ** -150), Number.MIN_VALUE, 3.4e38);
    const record = recordOf(values, values);
    values.forEach((value, j) => {
      expect(record[2 * j]).toBeLessThanOrEqual(value);
      expect(record[2 * j + 1]).toBeGreaterThanOrEqual(value);
    });
  });

  test("is tight: at most two float32 units off", () => {
    const random = generator(42);
    const values = Array.from({ length: 2000 }, () => 100 * (2 * random() - 1));
    const record = recordOf(values, values);
    values.forEach((value, j) => {
      expect(record[2 * j + 1] - record[2 * j]).toBeLessThanOrEqual(4 * 2 ** -23 * Math.abs(value));
    });
  });

  test("keeps zeros and infinite ends", () => {
    const infinite = Number.POSITIVE_INFINITY;
    const record = recordOf([0, -infinite, -3], [infinite, 0, 0]);
    expect(Array.from(record, (value) => value + 0).filter((_, q) => q !== 4)).toEqual([0, infinite, -infinite, 0, 0]);
  });

  test("of numbers beyond float32 becomes infinite only outward on the outer sides", () => {
    const record = recordOf([-1e300, -1e39], [1e39, 1e300]);
    const infinite = Number.POSITIVE_INFINITY;
    expect(Array.from(record)).toEqual([-infinite, infinite, -infinite, infinite]);
  });

  test("of a lower end above float32's range it is +Infinity, which excludes everything", () => {
    const record = recordOf([1e39, -1e41], [1e40, -1e39]);
    expect(record[0]).toBeLessThanOrEqual(1e39);
    expect(record[3]).toBeGreaterThanOrEqual(-1e39);
  });

  test("has room for kinks only", () => {
    const random = generator(43);
    const smooth = randomNetwork({ inputs: 2, widths: [3, 3], functions: ["tanh"] }, random);
    expect(new EnclosureMemory(new RelaxationState(smooth)).length).toBe(0);
    const mixed = randomNetwork({ inputs: 2, widths: [3, 4, 5], functions: ["relu", "tanh"] }, random);
    expect(new EnclosureMemory(new RelaxationState(mixed)).length).toBe(2 * (3 + 5));
  });
});

/** A random part of the box; sometimes the box itself, sometimes a point. */
function partOf(box: Box, random: () => number): Box {
  const lower = box.lower.slice();
  const upper = box.upper.slice();
  const kind = random();
  if (kind < 0.1) return { lower, upper };
  for (let i = 0; i < lower.length; i++) {
    const a = lower[i] + random() * (upper[i] - lower[i]);
    const b = kind < 0.2 ? a : lower[i] + random() * (upper[i] - lower[i]);
    [lower[i], upper[i]] = [Math.max(box.lower[i], Math.min(a, b)), Math.min(box.upper[i], Math.max(a, b))];
  }
  return { lower, upper };
}

const shapes = {
  "ReLU 3-6-6-4": { inputs: 3, widths: [6, 6, 4], functions: ["relu"] },
  "absolute values and ReLU, branched": {
    inputs: 2,
    widths: [4, 4],
    functions: ["absolute-value", "relu"],
    isBranched: true,
  },
  "ReLU and tanh": { inputs: 2, widths: [5, 5, 5], functions: ["relu", "tanh"] },
};

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  test("sweeps of parts of a box that start from its record hold in exact arithmetic", () => {
    const random = generator(shape.widths.length + 50);
    const network = randomNetwork(shape, random);
    let checks = 0;
    for (const method of [boundingMethods.interval, boundingMethods.mccormick, boundingMethods.alpha]) {
      const relaxation = new Relaxation(network, method.sweep);
      for (const box of randomBoxes(shape.inputs, random, 7)) {
        relaxation.sweep(box);
        let record = relaxation.memory.record();
        let part = box;
        // Three generations, each from its parent's record.
        for (let depth = 0; depth < 3; depth++) {
          part = partOf(part, random);
          expect(relaxation.sweep(part, record)).toBe(true);
          const bound = relaxation.backward.runObjective(Float64Array.of(1));
          for (const x of pointsOf(part, random, 4)) {
            const layers = exactLayers(network, exactPoint(x));
            expect(layers[layers.length - 1][0].plus(NOISE).gte(exactly(bound))).toBe(true);
            layers.forEach((values, k) => {
              values.forEach((value, j) => {
                const { lower, upper } = relaxation.state;
                expect(value.plus(NOISE).gte(exactly(lower[k][j]))).toBe(true);
                expect(value.minus(NOISE).lte(exactly(upper[k][j]))).toBe(true);
                checks++;
              });
            });
          }
          record = relaxation.memory.record();
        }
      }
    }
    expect(checks).toBeGreaterThan(2000);
  });

  test("a record never makes an enclosure wider, and a neuron that was stable stays so", () => {
    const random = generator(shape.widths.length + 60);
    const network = randomNetwork(shape, random);
    const relaxation = new Relaxation(network, boundingMethods.interval.sweep);
    for (const box of randomBoxes(shape.inputs, random, 7)) {
      relaxation.sweep(box);
      const record = relaxation.memory.record();
      const parents = relaxation.state.lower.map((lower, k) => [lower.slice(), relaxation.state.upper[k].slice()]);
      const part = partOf(box, random);
      relaxation.sweep(part);
      const fresh = relaxation.state.lower.map((lower, k) => [lower.slice(), relaxation.state.upper[k].slice()]);
      relaxation.sweep(part, record);
      relaxation.state.lower.forEach((lower, k) => {
        lower.forEach((value, j) => {
          expect(value).toBeGreaterThanOrEqual(fresh[k][0][j] - 1e-12);
          expect(relaxation.state.upper[k][j]).toBeLessThanOrEqual(fresh[k][1][j] + 1e-12);
          if (k === 0 || network.layers[k].kind !== "affine") return;
          const isRead = network.layers.some((layer) => layer.kind === "univariate" && layer.source === k);
          if (isRead && !isSmoothlyRead(network, k) && parents[k][0][j] >= 0)
            expect(value).toBeGreaterThanOrEqual(-1e-30);
        });
      });
    }
  });
});

function isSmoothlyRead(network: Network, k: number): boolean {
  return network.layers.some((layer) => layer.kind === "univariate" && layer.source === k && layer.phi.smooth);
}
