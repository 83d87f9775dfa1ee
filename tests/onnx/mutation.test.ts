import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Tensor } from "../../src/onnx/algebra.js";
import { OnnxError } from "../../src/onnx/error.js";
import { interpret } from "../../src/onnx/interpretation.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { chooseOutput, modelInputs } from "../../src/onnx/signature.js";
import { EagerAlgebra } from "./eager-algebra.js";
import { floatTensor, int64Tensor, integersAttribute, node, simpleModel } from "./model-writing.js";
import { SHARED_MODELS } from "./shared-models.js";

/** Mulberry32: small, seeded. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function ownModels(): Uint8Array[] {
  const weights = floatTensor("w", [2, 3], [1, -2, 0.5, 3, 0.25, -1]);
  const dense = [node("MatMul", ["x", "w"], ["h"]), node("Tanh", ["h"], ["y"])];
  const image = floatTensor("k", [2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const pads = { attributes: [integersAttribute("pads", [1, 1, 1, 1]), integersAttribute("strides", [2, 2])] };
  const convolution = [node("Conv", ["x", "k"], ["h"], pads), node("Relu", ["h"], ["y"])];
  const expand = [node("Expand", ["x", "s"], ["h"]), node("Pad", ["h", "p"], ["y"])];
  return [
    simpleModel(["N", 2], dense, [weights]),
    simpleModel(["N", 1, 3, 3], convolution, [image]),
    simpleModel(["N", 2], expand, [int64Tensor("s", [3], [2, 2, 2]), int64Tensor("p", [6], [0, 1, 0, 0, 1, 0])]),
  ];
}

function sharedModels(): Uint8Array[] {
  return ["ann/zoo", "ann/odd", "ann"].flatMap((folder) => {
    const directory = join(SHARED_MODELS, folder);
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .filter((file) => file.endsWith(".onnx") && statSync(join(directory, file)).size < 4000)
      .map((file) => new Uint8Array(readFileSync(join(directory, file))));
  });
}

function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number) => Math.floor(random() * n);
  const out = Array.from(bytes);
  for (let edits = 1 + below(4); edits > 0; edits--) {
    const at = below(out.length + 1);
    const kind = below(6);
    if (kind === 0) out[at % Math.max(out.length, 1)] = below(256);
    else if (kind === 1) out[at % Math.max(out.length, 1)]! ^= 1 << below(8);
    else if (kind === 2) out.splice(at, below(8));
    else if (kind === 3) out.splice(at, 0, ...Array.from({ length: below(8) }, () => below(256)));
    else if (kind === 4) out.splice(at, 0, ...out.slice(below(out.length + 1)).slice(0, 64));
    else if (random() < 0.2) out.length = at;
  }
  return Uint8Array.from(out);
}

function use(bytes: Uint8Array): string {
  try {
    const model = readModel(bytes, { file: "mutant.onnx" });
    const output = chooseOutput(model.graph);
    const { inputs } = modelInputs(model.graph, [output]);
    const algebra = new EagerAlgebra();
    const values = new Map<string, Tensor>(
      inputs.map(({ name, shape, size }) => [name, algebra.symbols(shape, new Float64Array(size).fill(0.5))]),
    );
    interpret(model.graph, algebra, values, [output]);
    return "model";
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    expect(error.message).toContain("mutant.onnx: ");
    expect(error.message).not.toMatch(/[\n\r]/);
    return error.kind;
  }
}

test("10000 random mutations give a model or a typed error, in bounded time", () => {
  const random = generator(20261121);
  const originals = [...ownModels(), ...sharedModels()];
  for (const original of originals) expect(use(original)).toMatch(/model|unsupported/);
  const counts = new Map<string, number>();
  let slowest = 0;
  for (let k = 0; k < 10_000; k++) {
    const mutant = mutated(originals[k % originals.length]!, random);
    const start = performance.now();
    const outcome = use(mutant);
    slowest = Math.max(slowest, performance.now() - start);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  console.log(
    `10000 mutants of ${originals.length} files: ${JSON.stringify(Object.fromEntries(counts))}, slowest ${slowest.toFixed(0)} ms`,
  );
  expect(Array.from(counts.values()).reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(counts.get("malformed")).toBeGreaterThan(1000);
  expect(slowest).toBeLessThan(20_000);
});
