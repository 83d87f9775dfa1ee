import { OnnxError, quoted, within } from "./error.js";
import { neededNodes } from "./interpretation.js";
import { checkedCount } from "./limits.js";
import type { Graph, ValueInfo } from "./model.js";

const FLOATING = new Set(["float", "double", "float16", "bfloat16"]);

/** One tensor that the model takes, and where its elements stand in the flat input vector. */
export interface ModelInput {
  readonly name: string;
  readonly type: string;
  /** The batch axis is 1. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly offset: number;
}

export interface InputOptions {
  /** Shapes (without symbols) for inputs whose file does not give them. */
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
}

/**
 * The inputs on which the wanted outputs depend, in the file's order; concatenated they are the flat input vector, of
 * length `total`. A batch axis (the first, where its size is open or 0) has size 1. @throws OnnxError naming inputs of
 * other than floating-point type, of open shape, and inputs that an exporter left without their values.
 */
export function modelInputs(
  graph: Graph,
  wanted: readonly string[],
  options: InputOptions = {},
): { inputs: ModelInput[]; total: number } {
  return within({ file: graph.file }, () => signature(graph, wanted, options));
}

function signature(
  graph: Graph,
  wanted: readonly string[],
  options: InputOptions,
): { inputs: ModelInput[]; total: number } {
  const used = new Set(wanted);
  for (const node of neededNodes(graph, wanted)) for (const name of [...node.inputs, ...node.captured]) used.add(name);
  const needed = graph.inputs.filter((input) => used.has(input.name));
  refuseUnbound(graph.inputs, needed, options);
  const inputs: ModelInput[] = [];
  let total = 0;
  for (const input of needed) {
    if (!FLOATING.has(input.type)) {
      throw new OnnxError(
        "unsupported",
        `the input ${quoted(input.name)} is of type ${input.type}; only floating-point inputs are read`,
      );
    }
    const shape = inputShape(input, options);
    const size = checkedCount(shape);
    if (!(size <= 1e7)) throw new OnnxError("limit", `the input ${quoted(input.name)} has ${size} elements`);
    inputs.push({ name: input.name, type: input.type, shape, size, offset: total });
    total += size;
  }
  return { inputs, total };
}

/**
 * Keras writes the mean and variance of a Normalization layer as inputs without values: constants by their fixed leading
 * axis, beside an input with an open batch axis.
 */
function refuseUnbound(all: readonly ValueInfo[], needed: readonly ValueInfo[], options: InputOptions): void {
  const open = (input: ValueInfo) => input.shape === null || isOpen(input.shape[0]);
  if (!needed.some(open)) return;
  const isUnbound = (input: ValueInfo) => !open(input) && options.shapes?.[input.name] === undefined;
  if (!needed.some(isUnbound)) return;
  const unbound = all.filter(isUnbound);
  const names = unbound.map((input) => quoted(input.name)).join(", ");
  throw new OnnxError(
    "malformed",
    `inputs without a batch axis and without values: ${names}; the exporter seems to have lost constants, store them as initializers`,
  );
}

function isOpen(size: unknown): boolean {
  return size === undefined || size === null || size === 0 || typeof size === "string";
}

function inputShape(input: ValueInfo, options: InputOptions): number[] {
  const given = options.shapes?.[input.name];
  if (given !== undefined) return [...given];
  if (input.shape === null || (input.shape.length === 1 && input.shape[0] === 0)) {
    throw new OnnxError("unsupported", `the shape of the input ${quoted(input.name)} is not in the file`);
  }
  return input.shape.map((size, axis) => {
    if (axis === 0 && isOpen(size)) return 1;
    if (typeof size === "number" && size > 0) return size;
    const shown = input.shape!.map((s) => s ?? "?").join(", ");
    throw new OnnxError(
      "unsupported",
      `the shape [${shown}] of the input ${quoted(input.name)} is open beyond the batch axis`,
    );
  });
}

/**
 * The name of the output to be modelled: `name` if given, otherwise the first of floating-point (or undeclared) type.
 * @throws OnnxError listing the outputs if there is none such.
 */
export function chooseOutput(graph: Graph, name?: string | undefined): string {
  const names = graph.outputs.map((output) => `${quoted(output.name)} (${output.type})`).join(", ");
  if (name !== undefined) {
    if (graph.outputs.some((output) => output.name === name)) return name;
    throw new OnnxError("malformed", `there is no output ${quoted(name)}; the model has ${names}`, {
      file: graph.file,
    });
  }
  const first =
    graph.outputs.find((output) => FLOATING.has(output.type) || output.type === "unknown") ??
    graph.outputs.find((output) => isZipped(graph, output.name));
  if (first === undefined)
    throw new OnnxError("unsupported", `no output is of floating-point type; the model has ${names}`, {
      file: graph.file,
    });
  return first.name;
}

/** Scores that a classifier pairs with its labels; the pairs are read as the scores. */
function isZipped(graph: Graph, name: string): boolean {
  return graph.nodes.some((node) => node.operator === "ZipMap" && node.outputs.includes(name));
}
