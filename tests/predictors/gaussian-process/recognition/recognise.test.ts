import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Attribute, Graph, Model, Node } from "../../../../src/onnx/model.js";
import { readModelFile } from "../../../../src/onnx/model-file.js";
import { Posterior } from "../../../../src/predictors/gaussian-process/posterior.js";
import {
  type RecognisedGaussianProcess,
  recogniseGaussianProcess,
} from "../../../../src/predictors/gaussian-process/recognition/recognise.js";
import { networkOf } from "../../../../src/predictors/network/recognise.js";
import { sidecars } from "../../../onnx/shared-models.js";

const FOLDER = fileURLToPath(new URL("../../../../models/gaussian-process/", import.meta.url));

function valueAt(found: RecognisedGaussianProcess, x: readonly number[]): number {
  const posterior = new Posterior(found.definition);
  const at = Float64Array.from(x);
  return found.output === "mean" ? posterior.mean(at) : Math.sqrt(posterior.variance(at) + found.predictiveNoise);
}

describe.each(["small-matern32", "small-rbf-low-noise"])("%s", (name) => {
  const model = readModelFile(`${FOLDER}${name}.onnx`);
  const reference = JSON.parse(readFileSync(`${FOLDER}${name}.reference.json`, "utf8"));

  test("mean and standard deviation are scikit-learn's", () => {
    for (const [output, key] of [
      [undefined, "mean"],
      ["GPmean", "mean"],
      ["GPcovstd", "std"],
    ] as const) {
      const found = recogniseGaussianProcess(model, output);
      reference.X.forEach((x: number[], i: number) => {
        expect(Math.abs(valueAt(found as RecognisedGaussianProcess, x) - reference[key][i])).toBeLessThan(1e-9);
      });
    }
  });

  test("the notes say what was done with the stored inverse", () => {
    const notes = recogniseGaussianProcess(model)?.notes.join(" ");
    expect(notes).toMatch(
      /stored inverse of the covariance matrix .* is not used: .* noise variance .* factorized anew/,
    );
  });

  test("with a stored matrix that is no inverse there is a mean only", () => {
    const [matrixName, matrix] = [...model.graph.initializers].find(([, { data }]) => data.length >= 400) as [
      string,
      { data: Float64Array },
    ];
    const data = matrix.data.map((v, k) => (k === 7 ? v + 1 : v));
    const changed = withInitializer(model, matrixName, data);
    const refusal = /is not the inverse of the covariance matrix of its points/;
    expect(() => recogniseGaussianProcess(changed, "GPcovstd")).toThrow(refusal);
    const mean = recogniseGaussianProcess(changed);
    expect(mean?.definition.noiseVariance).toBeNull();
    expect(mean?.notes[0]).toMatch(refusal);
  });
});

function withInitializer(model: Model, name: string, data: Float64Array): Model {
  const old = model.graph.initializers.get(name) as NonNullable<ReturnType<Graph["initializers"]["get"]>>;
  const initializers = new Map(model.graph.initializers).set(name, { ...old, data });
  return { ...model, graph: { ...model.graph, initializers } };
}

function withNode(model: Model, change: (node: Node) => Node): Model {
  return { ...model, graph: { ...model.graph, nodes: model.graph.nodes.map(change) } };
}

test("nearly a Gaussian process is none: a Matern kernel of squared distances, other sums, other scans", () => {
  const model = readModelFile(`${FOLDER}small-matern32.onnx`);
  expect(recogniseGaussianProcess(model, "GPmean")?.definition.kernel.name).toBe("matern32");
  const squared = withNode(model, (node) =>
    node.operator === "Sqrt" && !node.outputs[0].startsWith("gprv") ? { ...node, operator: "Identity" } : node,
  );
  expect(recogniseGaussianProcess(squared, "GPmean")).toBeNull();
  expect(networkOf(squared, { output: "GPmean" }).inputs).toBe(2);
  const absolute = withNode(model, (node) => {
    const body = node.attributes.get("body");
    if (body?.kind !== "graph") return node;
    const nodes = body.value.nodes.map((inner) =>
      inner.operator === "ReduceSumSquare" ? { ...inner, operator: "ReduceL1" } : inner,
    );
    const graph: Attribute = { kind: "graph", value: { ...body.value, nodes } };
    return { ...node, attributes: new Map(node.attributes).set("body", graph) };
  });
  expect(recogniseGaussianProcess(absolute, "GPmean")).toBeNull();
  const [name, coefficient] = [...model.graph.initializers].find(
    ([, { data }]) => data.length === 1 && data[0] === Math.sqrt(3),
  ) as [string, { data: Float64Array }];
  // Another factor is another length scale, which is recognised: what counts is what the nodes compute.
  const longer = withInitializer(
    model,
    name,
    coefficient.data.map((v) => 0.5 * v),
  );
  const found = recogniseGaussianProcess({
    ...longer,
    graph: { ...longer.graph, outputs: longer.graph.outputs.slice(0, 1) },
  });
  expect(found?.definition.kernel.name).toBe("matern32");
});

const files = sidecars("gp");

/** Not one isotropic kernel: read as networks. */
const NETWORKS = /WRONG_VS_SKLEARN|m52xrbf/;

describe.skipIf(files.length === 0)("exports of scikit-learn (skipped where ../shared is absent)", () => {
  test.each(files.map((file) => [file.name, file] as const))("%s", (name, { path, expected, X }) => {
    const model = readModelFile(path);
    for (const [output, values] of Object.entries(expected)) {
      const found = recogniseGaussianProcess(model, output);
      if (NETWORKS.test(name)) {
        expect(found).toBeNull();
        const network = networkOf(model, { output });
        const y = new Float64Array(1);
        X.slice(0, 5).forEach((x, i) => {
          network.evaluate(Float64Array.from(x), y);
          expect(Math.abs(y[0] - Number([values[i]].flat()[0]))).toBeLessThan(1e-12);
        });
        continue;
      }
      const { definition } = found as RecognisedGaussianProcess;
      const magnitude = definition.outputScale * definition.weights.reduce((sum, w) => sum + Math.abs(w), 0);
      // The file's standard deviation has the errors of its stored inverse.
      const tolerance = output === "GPmean" ? 1e-14 * magnitude + 1e-13 : name.includes("f32") ? 5e-3 : 3e-4;
      X.slice(0, 12).forEach((x, i) => {
        const off = Math.abs(valueAt(found as RecognisedGaussianProcess, x) - Number([values[i]].flat()[0]));
        expect(off, `${output} at ${x}`).toBeLessThan(tolerance);
      });
    }
  });

  test("standard deviations are the library's, where the file's are not", () => {
    for (const name of ["reformer_rbf_n100_h2_f64_std", "yacht_m52_n150_f64_std", "peaks_rbf_n200_f64_std"]) {
      const file = files.find((other) => other.name === name);
      if (file === undefined) continue;
      const found = recogniseGaussianProcess(readModelFile(file.path), "GPcovstd") as RecognisedGaussianProcess;
      const library = JSON.parse(readFileSync(file.path.replace(/onnx$/, "json"), "utf8")).test.ref.GPcovstd;
      file.X.slice(0, 12).forEach((x, i) => {
        expect(Math.abs(valueAt(found, x) - Number([library[i]].flat()[0]))).toBeLessThan(1e-9);
      });
    }
  });
});
