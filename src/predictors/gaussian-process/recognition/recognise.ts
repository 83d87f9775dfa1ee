import { OnnxError, quoted } from "../../../onnx/error.js";
import type { Graph, Model } from "../../../onnx/model.js";
import { chooseOutput } from "../../../onnx/signature.js";
import type { GaussianProcessDefinition } from "../definition.js";
import { confirmed, deviationError } from "./confirmation.js";
import { outputStructures } from "./graph-structure.js";
import { type IdentifiedKernel, identifyKernel } from "./kernel-identification.js";
import { recoveredDefinition } from "./recovered-definition.js";
import { recoverNoise } from "./stored-inverse.js";
import type { MeanStructure, Structure, VarianceStructure } from "./structure.js";

/** A Gaussian process that was found in an ONNX file. */
export interface RecognisedGaussianProcess {
  readonly definition: GaussianProcessDefinition;
  /** What the chosen output of the file is. */
  readonly output: "mean" | "standard-deviation";
  /**
   * What the file's own standard deviation has besides the latent variance (the definition's), in units of the output
   * squared: the white noise of its kernel.
   */
  readonly predictiveNoise: number;
  /** What a user should know about how the file was read; one sentence each. */
  readonly notes: readonly string[];
}

/** The outputs of a file, as far as they are known: name and structure. */
interface Parts {
  readonly mean: { readonly name: string; readonly structure: MeanStructure } | null;
  readonly variance: { readonly name: string; readonly structure: VarianceStructure } | null;
}

/**
 * The Gaussian process of a scikit-learn export, recognised by what its nodes compute and confirmed by evaluating the graph;
 * null: the output is something else (products of kernels with different length scales included), to be read as a network.
 * @param output name of the output, the first floating-point one if undefined
 * @throws OnnxError for an output that is not there, and for a standard deviation that cannot be recovered
 */
export function recogniseGaussianProcess(model: Model, output?: string): RecognisedGaussianProcess | null {
  const { graph } = model;
  const chosen = chooseOutput(graph, output);
  if (!graph.nodes.some((node) => node.operator === "Scan" || node.operator === "CDist")) return null;
  const structures = structuresOf(graph, chosen);
  const selected = structures.get(chosen) ?? null;
  if (selected?.kind !== "mean" && !(selected?.kind === "variance" && selected.root)) return null;
  const identified = selected.row.basis === null ? null : identifyKernel(selected.row.expression);
  if (identified === null) return null;
  const parts = partsOf(graph, structures, chosen, selected);
  const isSum = identified.constant !== 0 || selected.row.linear !== null;
  if (isSum && selected.kind === "variance") {
    throw new OnnxError(
      "unsupported",
      `${quoted(chosen)} is the standard deviation for a sum of kernels; only one kernel with a factor and white noise has one that is read`,
    );
  }
  let reason = isSum
    ? "the kernel is a sum: constants and dot products are part of the mean, and the variance is not read"
    : "the file has a mean only; for a standard deviation export it with return_std=True";
  if (parts.variance !== null && !isSum) {
    try {
      return withVariance(model, chosen, identified, parts);
    } catch (error) {
      if (!(error instanceof OnnxError) || selected.kind === "variance") throw error;
      reason = `the variance is not read: ${error.reason}`;
    }
  }
  const { name, structure } = parts.mean as NonNullable<Parts["mean"]>;
  const definition = recoveredDefinition(structure, identified);
  if (!confirmed(graph, name, definition)) return null;
  return { definition, output: "mean", predictiveNoise: 0, notes: [reason, ...precision(model, definition)] };
}

/** The chosen output, and its companion on the same kernel. */
function partsOf(
  graph: Graph,
  structures: ReadonlyMap<string, Structure>,
  chosen: string,
  selected: MeanStructure | VarianceStructure,
): Parts {
  let mean: Parts["mean"] = null;
  let variance: Parts["variance"] = null;
  for (const name of [chosen, ...graph.outputs.map((output) => output.name)]) {
    const structure = structures.get(name) ?? null;
    if (structure?.kind === "mean" && structure.row === selected.row) mean ??= { name, structure };
    if (structure?.kind === "variance" && structure.root && structure.row === selected.row) {
      variance ??= { name, structure };
    }
  }
  return { mean, variance };
}

function structuresOf(graph: Graph, chosen: string): ReadonlyMap<string, Structure> {
  // Another output may be what cannot be read.
  for (const outputs of [graph.outputs.map(({ name }) => name), [chosen]]) {
    try {
      return outputStructures(graph, outputs);
    } catch (error) {
      if (!(error instanceof OnnxError)) throw error;
    }
  }
  return new Map();
}

function withVariance(
  model: Model,
  chosen: string,
  identified: IdentifiedKernel,
  parts: Parts,
): RecognisedGaussianProcess | null {
  const { matrix, prior, scale, row } = (parts.variance as NonNullable<Parts["variance"]>).structure;
  const { signalVariance } = identified;
  const white = prior - signalVariance;
  const whiteNoise = white > 1e-13 * signalVariance ? white : 0;
  const outputScale = Math.sqrt(scale);
  const count = row.basis?.count ?? 0;
  const absent: MeanStructure = { kind: "mean", row, weights: new Float64Array(count), scale: outputScale, offset: 0 };
  const draft = recoveredDefinition(parts.mean?.structure ?? absent, identified);
  if (!(Math.abs(draft.outputScale - outputScale) <= 1e-6 * outputScale)) return null;
  const stored = recoverNoise(draft, matrix, whiteNoise, isSingle(model) ? 2 ** -24 : 2 ** -53);
  if (!(stored.misses <= stored.expected)) {
    throw new OnnxError(
      "unsupported",
      `the matrix of ${count} x ${count} numbers is not the inverse of the covariance matrix of its points (it misses the identity by ${stored.misses.toPrecision(3)}): no Gaussian process that is known`,
    );
  }
  const definition = { ...draft, noiseVariance: stored.noiseVariance };
  if (parts.mean !== null && !confirmed(model.graph, parts.mean.name, definition)) return null;
  const predictiveNoise = whiteNoise * scale;
  const deviationName = (parts.variance as NonNullable<Parts["variance"]>).name;
  const off = deviationError(model.graph, deviationName, definition, predictiveNoise).toPrecision(2);
  const misses = stored.misses.toPrecision(2);
  const notes = [
    `the stored inverse of the covariance matrix (it misses the identity by ${misses}) is not used: from the points, the kernel and the noise variance ${stored.noiseVariance.toPrecision(6)} that were recovered, the matrix is factorized anew; the file's own standard deviation is up to ${off} off that at 8 points`,
    ...precision(model, definition),
  ];
  if (parts.mean === null) notes.push("the file has no mean; it is taken as 0");
  return {
    definition,
    output: chosen === deviationName ? "standard-deviation" : "mean",
    predictiveNoise,
    notes,
  };
}

function isSingle({ graph }: Model): boolean {
  return graph.inputs.some((input) => input.type === "float");
}

/** Weights rounded to float32 move the mean away from the library's. */
function precision(model: Model, { weights, outputScale }: GaussianProcessDefinition): string[] {
  if (!isSingle(model)) return [];
  const moved = 2 ** -24 * outputScale * weights.reduce((sum, w) => sum + Math.abs(w), 0);
  return [
    `the weights are stored in float32, which may have moved the mean by up to ${moved.toPrecision(2)} from the library's`,
  ];
}
