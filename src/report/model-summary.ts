import { OnnxError } from "../onnx/error.js";
import { type Dimension, type Model, qualifiedOperator, type ValueInfo } from "../onnx/model.js";
import { type LoadedModel, modelOf } from "../predictors/loading.js";
import { Network } from "../predictors/network/network.js";
import type { Predictor } from "../predictors/predictor.js";

/** What a model file is; the object that `surety info --json` prints. */
export interface ModelSummary {
  readonly surety: 1;
  readonly file: string;
  readonly producer: string;
  /** Operator-set version by domain ("ai.onnx" is the default domain). */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ValueSummary[];
  readonly outputs: readonly ValueSummary[];
  /** How often each operator occurs. */
  readonly operators: Readonly<Record<string, number>>;
  /** Numbers stored in floating-point tensors; null for files that are not ONNX. */
  readonly parameters: number | null;
  /** Null where the model is not one that Surety knows. */
  readonly family: string | null;
  readonly recognised: RecognisedSummary | null;
  readonly canBeBounded: boolean;
  /** Why it cannot be bounded. */
  readonly reason: string | null;
  /** What a user should know about how the file was read; one sentence each. */
  readonly notes: readonly string[];
}

export interface ValueSummary {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly Dimension[] | null;
}

/** The function that was made of the file. */
export interface RecognisedSummary {
  readonly inputs: number;
  readonly outputs: number;
  /** Of a layered network, for example "affine 20", "tanh 20", "product 3", "tree-ensemble 1". */
  readonly layers: readonly string[];
}

/** @param output the output to look at, the first floating-point one if undefined */
export function summarize(model: Model, file: string, output?: string): ModelSummary {
  const { graph } = model;
  const recognition = recognise(model, output);
  const loaded = recognition instanceof OnnxError ? null : recognition;
  const predictor = loaded?.predictor ?? null;
  return {
    surety: 1,
    file,
    producer: model.producer,
    opsets: Object.fromEntries(
      [...model.opsets].map(([domain, version]) => [domain === "" ? "ai.onnx" : domain, version]),
    ),
    inputs: graph.inputs.map(valueSummary),
    outputs: graph.outputs.map(valueSummary),
    operators: operatorCounts(model),
    parameters: parameterCount(model),
    family: predictor?.family ?? null,
    recognised: predictor && { inputs: predictor.inputs, outputs: predictor.outputs, layers: layerNames(predictor) },
    canBeBounded: predictor !== null,
    reason: recognition instanceof OnnxError ? recognition.message : null,
    notes: loaded?.notes ?? [],
  };
}

/** The same for a file in another format: there is no graph to describe. */
export function summarizeNative({ predictor, notes }: LoadedModel, file: string): ModelSummary {
  const { family, inputs, outputs } = predictor;
  return {
    surety: 1,
    file,
    producer: "",
    opsets: {},
    inputs: [],
    outputs: Object.keys(predictor.named?.indices ?? {}).map((name) => ({ name, type: "double", shape: [1] })),
    operators: {},
    parameters: null,
    family,
    recognised: { inputs, outputs, layers: layerNames(predictor) },
    canBeBounded: true,
    reason: null,
    notes,
  };
}

function recognise(model: Model, output: string | undefined): LoadedModel | OnnxError {
  try {
    return modelOf(model, { output });
  } catch (error) {
    // A damaged file is bad input; what is not read or too large is an answer.
    if (error instanceof OnnxError && (error.kind === "unsupported" || error.kind === "limit")) return error;
    throw error;
  }
}

function valueSummary({ name, type, shape }: ValueInfo): ValueSummary {
  return { name, type, shape };
}

function operatorCounts({ graph }: Model): Record<string, number> {
  const counts = new Map<string, number>();
  for (const node of graph.nodes) {
    const name = qualifiedOperator(node);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

function parameterCount({ graph }: Model): number {
  let total = 0;
  for (const tensor of graph.initializers.values()) if (tensor.type === "float") total += tensor.data.length;
  for (const node of graph.nodes) {
    for (const attribute of node.attributes.values()) {
      if (attribute.kind === "floats") total += attribute.value.length;
      else if (attribute.kind === "tensor" && attribute.value.type === "float") total += attribute.value.data.length;
    }
  }
  return total;
}

function layerNames(predictor: Predictor): string[] {
  if (!(predictor instanceof Network)) return [];
  return predictor.layers.map((layer) => {
    if (layer.kind === "model") return `${layer.model.family} ${layer.size}`;
    if (layer.kind === "univariate") return `${layer.phi.name} ${layer.size}`;
    if (layer.kind === "bivariate") return `${layer.operation.name} ${layer.size}`;
    return `${layer.kind} ${layer.size}`;
  });
}
