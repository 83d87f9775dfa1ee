import type { Interval } from "../numeric/interval.js";
import type { Layer, ModelLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { InputError } from "../problem/input-error.js";
import { Assembly, type Breakpoints } from "./assembly.js";
import type { Element } from "./element.js";
import type { ElementBounds } from "./element-bounds.js";
import { bivariateEncoders, modelEncoder, univariateEncoder } from "./encoders/table.js";
import type { Encoded } from "./encoders/univariate-encoder.js";
import type { Formulation } from "./formulation.js";
import { columnExpression } from "./linear-expression.js";
import type { MilpModel } from "./milp-model.js";
import { encodeOutput, hasQuadratics } from "./outputs.js";
import { BOTH, neededSides } from "./side.js";
import { Writing } from "./writing.js";

/** What is written besides the layers of the network. */
export interface EncodingOptions {
  readonly formulation: Formulation;
  /** Names of the decision variables. */
  readonly names: readonly string[];
  /** 1 for integer variables; null if there are none. */
  readonly isInteger: Uint8Array | null;
  /** Sides of the rows on outputs 1, 2, …; output 0 is minimized. */
  readonly rows: { readonly lower: Float64Array; readonly upper: Float64Array };
  readonly breakpoints: Breakpoints;
  /** Layers to write, without objective and rows; all of them and both by default. */
  readonly layers?: number | undefined;
}

/** The mixed-integer linear program of a network, and its elements as expressions of its columns, by layer. */
export interface Encoding {
  readonly assembly: Assembly;
  /** Null for elements that nothing depends on. */
  readonly elements: readonly (readonly (Element | null)[])[];
}

/**
 * Writes the network over the box, layer by layer, into the empty model. An affine map of up to two terms stays an expression, any other
 * becomes a column with its equation; neurons that cannot switch within their bounds add nothing.
 * @throws InputError for what cannot be written
 */
export function encode(network: Network, bounds: ElementBounds, model: MilpModel, options: EncodingOptions): Encoding {
  const assembly = new Assembly(model, network.inputs, options.formulation, options.breakpoints);
  const { layers } = network;
  const count = options.layers ?? layers.length;
  const isWhole = options.layers === undefined;
  const isPlain = !isWhole || options.formulation.quadratic === "pieces";
  const sides = isPlain ? null : neededSides(network, bounds, options.rows);
  const writing = new Writing(assembly, layers, bounds, sides);
  for (let k = 0; k < count; k++) {
    const layer = layers[k];
    if (isWhole && k === count - 1) addObjectiveAndRows(writing, layer, options);
    else encodeLayer(writing, options, k);
  }
  return { assembly, elements: writing.elements };
}

function encodeLayer(writing: Writing, options: EncodingOptions, k: number): void {
  const { layers, bounds, elements } = writing;
  const layer = layers[k];
  const list: (Element | null)[] = Array.from({ length: layer.size }, () => null);
  elements.push(list);
  if (layer.kind === "model") {
    if (bounds.isRead[k].includes(1)) list.splice(0, list.length, ...encodeModel(writing, layer, k));
    return;
  }
  for (let j = 0; j < layer.size; j++) {
    if (bounds.isRead[k][j] === 0 && layer.kind !== "input") continue;
    refuseUnbounded(bounds.lower[k][j], bounds.upper[k][j], `L${k}_${j}`);
    const make = (): Element => encodeElement(writing, options, layer, k, j);
    if (writing.sides !== null && hasQuadratics(writing, layer, j)) writing.defer(k, j, make);
    else list[j] = make();
  }
}

function encodeElement(
  writing: Writing,
  options: EncodingOptions,
  layer: Exclude<Layer, ModelLayer>,
  k: number,
  j: number,
): Element {
  const { assembly, bounds } = writing;
  const lower = bounds.lower[k][j];
  const upper = bounds.upper[k][j];
  const label = `L${k}_${j}`;
  const side = writing.sides?.[k][j] ?? BOTH;
  switch (layer.kind) {
    case "input": {
      const isInteger = options.isInteger !== null && options.isInteger[j] === 1;
      const column = assembly.model.addColumn(lower, upper, { isInteger, name: options.names[j] });
      return element({ expression: columnExpression(column), error: 0 }, lower, upper);
    }
    case "affine":
      return assembly.asColumn(element(writing.affineSum(layer, k, j), lower, upper), label);
    case "univariate": {
      const argument = withinDomain(writing.element(layer.source, j), layer.phi.domain);
      const encoder = univariateEncoder(layer.phi.name);
      return element(encoder({ assembly, phi: layer.phi, argument, lower, upper, side, label }), lower, upper);
    }
    case "bivariate": {
      const encoder = bivariateEncoders[layer.operation.name];
      const [left, right] = [writing.element(layer.left, j), writing.element(layer.right, j)];
      return element(encoder({ assembly, left, right, lower, upper, side, label }), lower, upper);
    }
  }
}

function element({ expression, error }: Encoded, lower: number, upper: number): Element {
  return { expression, definition: expression, lower, upper, error };
}

/** The function is only asked for where it is defined; elsewhere no point of the box counts. */
function withinDomain(argument: Element, domain: Readonly<Interval>): Element {
  if (argument.lower >= domain.lower && argument.upper <= domain.upper) return argument;
  return { ...argument, lower: Math.max(argument.lower, domain.lower), upper: Math.min(argument.upper, domain.upper) };
}

function encodeModel(writing: Writing, layer: ModelLayer, k: number): (Element | null)[] {
  const { assembly, bounds, layers } = writing;
  const { model } = layer;
  const isRead = bounds.isRead[k];
  const [lower, upper] = [bounds.lower[k], bounds.upper[k]];
  const features = Array.from({ length: layers[layer.source].size }, (_, j) => writing.element(layer.source, j));
  const sides = writing.sides?.[k] ?? isRead.map((read) => read * BOTH);
  const encoded = modelEncoder(model.family)({ assembly, model, features, lower, upper, sides, label: `L${k}` });
  return encoded.map((output, j) => output && element(output, lower[j], upper[j]));
}

function refuseUnbounded(lower: number, upper: number, label: string): void {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return;
  throw new InputError(
    `the element ${label} has no finite bounds over the box (${lower} to ${upper}); a mixed-integer linear program needs them, so narrow the variables' bounds or use --engine reduced`,
  );
}

function addObjectiveAndRows(writing: Writing, layer: Layer, options: EncodingOptions): void {
  const k = writing.elements.length;
  if (layer.kind !== "affine") encodeLayer(writing, options, k);
  else writing.elements.push(Array.from({ length: layer.size }, (_, j) => encodeOutput(writing, layer, k, j)));
  const { model } = writing.assembly;
  const { rows } = options;
  model.objective = writing.element(k, 0).expression;
  rows.lower.forEach((lower, r) => {
    const { expression, error } = writing.element(k, r + 1);
    model.addRow(expression, lower, rows.upper[r], `row${r}`, error);
  });
}
