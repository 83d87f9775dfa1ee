import type { Interval } from "../numeric/interval.js";
import type { Matrix } from "../numeric/matrix.js";
import type { AffineLayer, Layer, ModelLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { InputError } from "../problem/input-error.js";
import { Assembly } from "./assembly.js";
import { type Element, errorOfSum } from "./element.js";
import type { ElementBounds } from "./element-bounds.js";
import { bivariateEncoders, modelEncoder, univariateEncoder } from "./encoders/table.js";
import type { Encoded } from "./encoders/univariate-encoder.js";
import type { Formulation } from "./formulation.js";
import { columnExpression, combined } from "./linear-expression.js";
import type { MilpModel } from "./milp-model.js";

/** What is written besides the layers of the network. */
export interface EncodingOptions {
  readonly formulation: Formulation;
  /** Names of the decision variables. */
  readonly names: readonly string[];
  /** 1 for integer variables; null if there are none. */
  readonly isInteger: Uint8Array | null;
  /** Sides of the rows on outputs 1, 2, …; output 0 is minimized. */
  readonly rows: { readonly lower: Float64Array; readonly upper: Float64Array };
  readonly breakpoints: ReadonlyMap<string, readonly number[]>;
  /** Layers to write; all of them by default. Fewer: no objective and no rows. */
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
  const elements: (Element | null)[][] = [];
  const { layers } = network;
  const count = options.layers ?? layers.length;
  for (let k = 0; k < count; k++) {
    const isLast = k === layers.length - 1;
    elements.push(encodeLayer({ assembly, layers, elements, bounds, options }, k, isLast));
  }
  if (count === layers.length) addObjectiveAndRows(model, elements[count - 1] as Element[], options);
  return { assembly, elements };
}

interface Writing {
  readonly assembly: Assembly;
  readonly layers: readonly Layer[];
  readonly elements: readonly (readonly (Element | null)[])[];
  readonly bounds: ElementBounds;
  readonly options: EncodingOptions;
}

function encodeLayer(writing: Writing, k: number, isLast: boolean): (Element | null)[] {
  const { layers, bounds } = writing;
  const layer = layers[k];
  if (layer.kind === "model") return encodeModel(writing, layer, k);
  const list: (Element | null)[] = [];
  for (let j = 0; j < layer.size; j++) {
    const isNeeded = bounds.isRead[k][j] === 1 || layer.kind === "input";
    list.push(isNeeded ? encodeElement(writing, layer, k, j, isLast) : null);
  }
  return list;
}

function encodeElement(
  { assembly, elements, bounds, options }: Writing,
  layer: Exclude<Layer, ModelLayer>,
  k: number,
  j: number,
  isLast: boolean,
): Element {
  const lower = bounds.lower[k][j];
  const upper = bounds.upper[k][j];
  const label = `L${k}_${j}`;
  refuseUnbounded(lower, upper, label);
  const source = (from: number): Element => elements[from][j] as Element;
  switch (layer.kind) {
    case "input": {
      const isInteger = options.isInteger !== null && options.isInteger[j] === 1;
      const column = assembly.model.addColumn(lower, upper, { isInteger, name: options.names[j] });
      return element({ expression: columnExpression(column), error: 0 }, lower, upper);
    }
    case "affine": {
      const sum = affineSum(layer, j, elements);
      const error = sum.error + bounds.rounding[k][j];
      const whole = element({ expression: sum.expression, error }, lower, upper);
      return isLast ? whole : assembly.asColumn(whole, label);
    }
    case "univariate": {
      const argument = withinDomain(source(layer.source), layer.phi.domain);
      const encoder = univariateEncoder(layer.phi.name);
      return element(encoder({ assembly, phi: layer.phi, argument, lower, upper, label }), lower, upper);
    }
    case "bivariate": {
      const encoder = bivariateEncoders[layer.operation.name];
      const [left, right] = [source(layer.left), source(layer.right)];
      return element(encoder({ assembly, left, right, lower, upper, label }), lower, upper);
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

function affineSum(layer: AffineLayer, j: number, elements: Writing["elements"]): Encoded {
  const parts: Element[] = [];
  const factors: number[] = [];
  for (const { source, matrix } of layer.terms) {
    forEachEntry(matrix, j, (column, value) => {
      if (value === 0) return;
      parts.push(elements[source][column] as Element);
      factors.push(value);
    });
  }
  const expression = combined(
    parts.map((part) => part.expression),
    factors,
    layer.bias[j],
  );
  return { expression, error: errorOfSum(parts, factors, parts.length + 4) };
}

function forEachEntry(matrix: Matrix, row: number, visit: (column: number, value: number) => void): void {
  if (matrix.kind === "dense") {
    for (let c = 0; c < matrix.columns; c++) visit(c, matrix.data[row * matrix.columns + c]);
    return;
  }
  for (let e = matrix.starts[row]; e < matrix.starts[row + 1]; e++) visit(matrix.indices[e], matrix.values[e]);
}

function encodeModel({ assembly, elements, bounds }: Writing, layer: ModelLayer, k: number): (Element | null)[] {
  const isRead = bounds.isRead[k];
  if (!isRead.includes(1)) return Array.from({ length: layer.size }, () => null);
  const { model } = layer;
  const [lower, upper] = [bounds.lower[k], bounds.upper[k]];
  const features = elements[layer.source] as readonly Element[];
  const encoded = modelEncoder(model.family)({ assembly, model, features, lower, upper, isRead, label: `L${k}` });
  return encoded.map((output, j) => output && element(output, lower[j], upper[j]));
}

function refuseUnbounded(lower: number, upper: number, label: string): void {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return;
  throw new InputError(
    `the element ${label} has no finite bounds over the box (${lower} to ${upper}); a mixed-integer linear program needs them, so narrow the variables' bounds or use --engine reduced`,
  );
}

function addObjectiveAndRows(model: MilpModel, outputs: readonly Element[], { rows }: EncodingOptions): void {
  model.objective = outputs[0].expression;
  rows.lower.forEach((lower, r) => {
    const { expression, error } = outputs[r + 1];
    model.addRow(expression, lower, rows.upper[r], `row${r}`, error);
  });
}
