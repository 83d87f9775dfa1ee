import type { Box } from "../../../numeric/box.js";
import { longestRow, magnitudes, transposed } from "../../../numeric/kernels.js";
import type { Matrix } from "../../../numeric/matrix.js";
import { gamma, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { AffineLayer, Layer } from "../layer.js";
import { nonlinearDepths, readElements, sourcesOf } from "../layer.js";
import type { Network } from "../network.js";
import { exactCopies, type RowCopy } from "./exact-copies.js";
import { plainInputs } from "./model-inputs.js";
import { ModelRelaxation } from "./model-relaxation.js";

/** Added to every margin: covers results in the subnormal range, where relative error bounds fail. */
export const TINY = 1e-280;

/** The affine pieces of a nonlinear layer on the current box, element by element: sum_o slope_o * operand_o + intercept. */
export interface Pieces {
  /** The layers read: one for a univariate layer, two for a bivariate one. */
  readonly operands: readonly number[];
  /** Per operand, per element. */
  readonly lowerSlopes: readonly Float64Array[];
  readonly lowerIntercepts: Float64Array;
  readonly upperSlopes: readonly Float64Array[];
  readonly upperIntercepts: Float64Array;
  /** At least |slope| |operand| + |intercept| over the box, for either piece: the scale of rounding errors. */
  readonly magnitudes: Float64Array;
}

/**
 * Affine minorant and majorant of every element in the inputs' deviations d = x - centre:
 * (coefficients - radii) . d + constants - constantRadii <= element <= (coefficients + radii) . d + constants + constantRadii.
 * Input-major: coefficient of input i for element j at i * size + j.
 */
export interface LinearForms {
  readonly coefficients: Float64Array;
  readonly radii: Float64Array;
  readonly constants: Float64Array;
  readonly constantRadii: Float64Array;
}

/** One summand of an affine layer with what the sweeps need of its matrix. */
export interface TermPlan {
  readonly source: number;
  readonly matrix: Matrix;
  readonly magnitudes: Matrix;
  readonly transposed: Matrix;
}

/** One workspace per solve: everything that the sweeps over one box write. Index k is the layer. */
export class RelaxationState {
  readonly layers: readonly Layer[];
  readonly inputs: number;
  readonly depths: Int32Array;
  /** Whether a nonlinear layer reads layer k, so that tight bounds of its elements pay. */
  readonly isArgument: readonly boolean[];

  /** The box, its centre, and half widths rounded up, so that |x_i - centre_i| <= halfWidths_i. */
  readonly box: Box;
  readonly centre: Float64Array;
  readonly halfWidths: Float64Array;

  /** Enclosures of the elements of each layer, and the same as centre and radius. */
  readonly lower: readonly Float64Array[];
  readonly upper: readonly Float64Array[];
  readonly middles: readonly Float64Array[];
  readonly radii: readonly Float64Array[];
  readonly sizes: readonly Float64Array[];

  /** Of affine layers: sum |W| |y| + |b| per row over the box, and the factor that turns it into a rounding margin. */
  readonly rowMagnitudes: readonly Float64Array[];
  readonly plans: readonly (readonly TermPlan[])[];
  readonly rowMargins: Float64Array;
  /** Of affine layers: rows that repeat an element of a source, or are constant, without any rounding. */
  readonly copies: readonly (readonly RowCopy[])[];

  readonly pieces: readonly (Pieces | null)[];
  /** Of model layers. */
  readonly models: readonly (ModelRelaxation | null)[];
  readonly forms: readonly LinearForms[];
  /**
   * Elements that a functional's multipliers can pass: of a nonlinear layer those whose pieces are not zero, of an affine
   * layer that only one nonlinear layer reads the same ones, of others all. The first activeCounts[k] of actives[k].
   */
  readonly actives: readonly Int32Array[];
  readonly activeCounts: Int32Array;
  /** Which elements the last layer depends on; only these can make the network undefined. */
  readonly isRead: readonly Uint8Array[];
  /** Whether forms[k] were computed for the current box. */
  readonly hasForms: Uint8Array;

  /** The only layer that reads layer k, or -1. */
  private readonly onlyReaders: Int32Array;

  constructor(readonly network: Network) {
    this.layers = network.layers;
    this.inputs = network.inputs;
    this.depths = nonlinearDepths(this.layers);
    this.isArgument = argumentLayers(this.layers);
    this.isRead = readElements(this.layers);
    const n = this.inputs;
    this.box = { lower: new Float64Array(n), upper: new Float64Array(n) };
    this.centre = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
    const perLayer = (length: (layer: Layer) => number) => this.layers.map((layer) => new Float64Array(length(layer)));
    this.lower = perLayer((layer) => layer.size);
    this.upper = perLayer((layer) => layer.size);
    this.middles = perLayer((layer) => layer.size);
    this.radii = perLayer((layer) => layer.size);
    this.sizes = perLayer((layer) => layer.size);
    this.rowMagnitudes = perLayer((layer) => (layer.kind === "affine" ? layer.size : 0));
    this.plans = this.layers.map((layer) => (layer.kind === "affine" ? termPlans(layer) : []));
    this.copies = this.layers.map(exactCopies);
    this.rowMargins = Float64Array.from(this.layers, rowMargin);
    this.pieces = this.layers.map(newPieces);
    this.models = this.layers.map((layer) => {
      if (layer.kind !== "model") return null;
      const box = { lower: this.lower[layer.source], upper: this.upper[layer.source] };
      return new ModelRelaxation(layer, box, plainInputs(this.layers, layer));
    });
    this.forms = this.layers.map((layer) => newForms(n, layer.size));
    this.hasForms = new Uint8Array(this.layers.length);
    this.actives = this.layers.map((layer) => Int32Array.from({ length: layer.size }, (_, j) => j));
    this.activeCounts = Int32Array.from(this.layers, (layer) => layer.size);
    this.onlyReaders = onlyReaders(this.layers);
  }

  /** Lists the active elements of nonlinear layer k after its pieces were made, and of what it alone reads. */
  listActive(k: number): void {
    const { operands, lowerSlopes, lowerIntercepts, upperSlopes, upperIntercepts } = this.pieces[k] as Pieces;
    const list = this.actives[k];
    let count = 0;
    for (let j = 0; j < this.layers[k].size; j++) {
      let isActive = lowerIntercepts[j] !== 0 || upperIntercepts[j] !== 0;
      for (let o = 0; o < operands.length; o++) isActive ||= lowerSlopes[o][j] !== 0 || upperSlopes[o][j] !== 0;
      if (isActive) list[count++] = j;
    }
    this.activeCounts[k] = count;
    for (const operand of operands) {
      if (this.onlyReaders[operand] !== k || this.layers[operand].kind !== "affine") continue;
      this.actives[operand].set(list);
      this.activeCounts[operand] = count;
    }
  }

  /** Starts a new box: everything computed for the last one is void. */
  setBox(box: Box): void {
    const { lower, upper } = this.box;
    lower.set(box.lower);
    upper.set(box.upper);
    this.hasForms.fill(0);
    this.lower[0].set(lower);
    this.upper[0].set(upper);
    this.refresh(0);
    this.centre.set(this.middles[0]);
    this.halfWidths.set(this.radii[0]);
  }

  /** Recomputes middle, radius (rounded up) and size of layer k from its enclosures. */
  refresh(k: number): void {
    const lower = this.lower[k];
    const upper = this.upper[k];
    const middles = this.middles[k];
    const radii = this.radii[k];
    const sizes = this.sizes[k];
    for (let j = 0; j < lower.length; j++) {
      const middle = 0.5 * lower[j] + 0.5 * upper[j];
      middles[j] = middle;
      radii[j] = Math.max(upper[j] - middle, middle - lower[j]) * (1 + 4 * UNIT_ROUNDOFF);
      sizes[j] = Math.max(-lower[j], upper[j]);
    }
  }
}

function argumentLayers(layers: readonly Layer[]): boolean[] {
  const result = layers.map(() => false);
  for (const layer of layers) {
    if (layer.kind !== "affine") {
      for (const source of sourcesOf(layer)) result[source] = true;
    }
  }
  return result;
}

function onlyReaders(layers: readonly Layer[]): Int32Array {
  const readers = layers.map(() => new Set<number>());
  layers.forEach((layer, k) => {
    for (const source of sourcesOf(layer)) readers[source].add(k);
  });
  return Int32Array.from(readers, (set) => (set.size === 1 ? [...set][0] : -1));
}

function termPlans(layer: AffineLayer): TermPlan[] {
  return layer.terms.map(({ source, matrix }) => ({
    source,
    matrix,
    magnitudes: magnitudes(matrix),
    transposed: transposed(matrix),
  }));
}

/**
 * Three times gamma_(n + units): a row's centre errs by gamma_n sum |W| |middle|, its radius sum by gamma_n sum |W| radius
 * <= 2 gamma_n sum |W| |y|, the coefficients by `units` (Higham, section 3.1).
 */
function rowMargin(layer: Layer): number {
  if (layer.kind !== "affine") return 0;
  const terms = layer.terms.reduce((sum, term) => sum + longestRow(term.matrix), 0);
  return 3 * gamma(terms + layer.roundingUnits + 8);
}

function newPieces(layer: Layer): Pieces | null {
  if (layer.kind !== "univariate" && layer.kind !== "bivariate") return null;
  const operands = sourcesOf(layer);
  const array = () => new Float64Array(layer.size);
  return {
    operands,
    lowerSlopes: operands.map(array),
    lowerIntercepts: array(),
    upperSlopes: operands.map(array),
    upperIntercepts: array(),
    magnitudes: array(),
  };
}

function newForms(inputs: number, size: number): LinearForms {
  return {
    coefficients: new Float64Array(inputs * size),
    radii: new Float64Array(inputs * size),
    constants: new Float64Array(size),
    constantRadii: new Float64Array(size),
  };
}
