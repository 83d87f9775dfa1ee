import { sparseMatrix } from "../../numeric/matrix.js";
import type { AffineLayer, Layer, LayerTerm } from "../../predictors/network/layer.js";
import { Network } from "../../predictors/network/network.js";
import { dependence, entriesOf, NONE, SEVERAL } from "./dependence.js";

/**
 * The part of a network's output 0 that depends on one input only, as a network of that input alone: sums of several inputs (affine rows, the output
 * among them) are left with what they have of this input. What depends on no input at all is a part of its own, for the input NONE. The parts
 * of all inputs and of none add up to the output where it is made of nothing else.
 */
export class Slices {
  private readonly inputOf: readonly Int32Array[];

  constructor(private readonly layers: readonly Layer[]) {
    this.inputOf = dependence(layers);
  }

  /** Of every element of a layer the input that it depends on, or NONE, or SEVERAL. */
  inputsOf(layer: number): Int32Array {
    return this.inputOf[layer];
  }

  /** Null if the output has no part of that input. */
  of(input: number): Network | null {
    const isNeeded = this.neededFor(input);
    return isNeeded[0][input] === 0 ? null : this.built(input, isNeeded);
  }

  /** What depends on no input. */
  get constant(): Network {
    return this.built(NONE, this.neededFor(NONE));
  }

  private built(input: number, isNeeded: readonly Uint8Array[]): Network {
    return new SliceBuilder(this.layers, this.inputOf, input, isNeeded).build();
  }

  private neededFor(input: number): Uint8Array[] {
    const { layers, inputOf } = this;
    const isNeeded = layers.map(({ size }) => new Uint8Array(size));
    isNeeded[layers.length - 1][0] = 1;
    for (let k = layers.length - 1; k > 0; k--) {
      const layer = layers[k];
      for (let e = 0; e < layer.size; e++) {
        if (isNeeded[k][e] === 0) continue;
        if (layer.kind === "affine") {
          for (const { source, column } of partOf(layer, e, layers, inputOf, inputOf[k][e], input)) {
            isNeeded[source][column] = 1;
          }
        } else if (layer.kind === "univariate") isNeeded[layer.source][e] = 1;
        else if (layer.kind === "bivariate") {
          isNeeded[layer.left][e] = 1;
          isNeeded[layer.right][e] = 1;
        }
      }
    }
    return isNeeded;
  }
}

/** The coefficients that a row keeps in the slice of an input. */
function partOf(
  layer: AffineLayer,
  row: number,
  layers: readonly Layer[],
  inputOf: readonly Int32Array[],
  own: number,
  input: number,
) {
  const entries = entriesOf(layer, row);
  if (own !== SEVERAL) return entries;
  return entries.filter(({ source, column }) => {
    const other = inputOf[source][column];
    return other === input || (other === SEVERAL && layers[source].kind === "affine");
  });
}

class SliceBuilder {
  private readonly made: Layer[] = [];
  /** Per layer: its place in the slice, and the elements that are left of it. */
  private readonly places: number[] = [];
  private readonly left: number[][] = [];

  constructor(
    private readonly layers: readonly Layer[],
    private readonly inputOf: readonly Int32Array[],
    private readonly input: number,
    private readonly isNeeded: readonly Uint8Array[],
  ) {}

  build(): Network {
    this.layers.forEach((layer, k) => {
      const left = Array.from(this.isNeeded[k], (_, e) => e).filter((e) => this.isNeeded[k][e] === 1);
      this.left.push(left);
      if (k === 0) this.places.push(this.made.push({ kind: "input", size: 1 }) - 1);
      else if (left.length === 0) this.places.push(-1);
      else this.places.push(this.add(layer, k, left));
    });
    return new Network(this.made);
  }

  private add(layer: Layer, k: number, left: readonly number[]): number {
    if (layer.kind === "affine") return this.made.push(this.affine(layer, k, left)) - 1;
    if (layer.kind === "univariate") {
      const source = this.selected(layer.source, left);
      return this.made.push({ kind: "univariate", size: left.length, source, phi: layer.phi }) - 1;
    }
    if (layer.kind !== "bivariate") throw new RangeError(`a ${layer.kind} layer is no function of one input`);
    const [first, second] = [this.selected(layer.left, left), this.selected(layer.right, left)];
    const { operation } = layer;
    return this.made.push({ kind: "bivariate", size: left.length, left: first, right: second, operation }) - 1;
  }

  private affine(layer: AffineLayer, k: number, left: readonly number[]): AffineLayer {
    const { layers, inputOf, input, places } = this;
    const own = inputOf[k];
    const rows = left.map((e) => partOf(layer, e, layers, inputOf, own[e], input));
    const sources = [...new Set(rows.flatMap((row) => row.map(({ source }) => source)))];
    const terms: LayerTerm[] = sources.map((source) => ({
      source: places[source],
      matrix: sparseMatrix(
        this.left[source].length,
        rows.map((row) =>
          row
            .filter((entry) => entry.source === source)
            .map(({ column, value }) => [this.left[source].indexOf(column), value] as const),
        ),
      ),
    }));
    // The constant of a sum over several inputs belongs to the slice of none.
    const isWhole = left.map((e) => own[e] !== SEVERAL || input === NONE);
    const bias = Float64Array.from(left, (e, r) => (isWhole[r] ? layer.bias[e] : 0));
    const biasMagnitude = Float64Array.from(left, (e, r) => (isWhole[r] ? layer.biasMagnitude[e] : 0));
    return { kind: "affine", size: left.length, terms, bias, biasMagnitude, roundingUnits: layer.roundingUnits };
  }

  /** Place of a layer of exactly these elements of a layer. */
  private selected(source: number, elements: readonly number[]): number {
    const left = this.left[source];
    const place = this.places[source];
    // Column 0 of the slice's input is the input of the slice.
    if (left.length === elements.length && left.every((e, k) => e === elements[k])) return place;
    const rows = elements.map((e) => [[left.indexOf(e), 1] as const]);
    const zeros = new Float64Array(elements.length);
    const terms = [{ source: place, matrix: sparseMatrix(left.length, rows) }];
    const size = elements.length;
    return this.made.push({ kind: "affine", size, terms, bias: zeros, biasMagnitude: zeros, roundingUnits: 0 }) - 1;
  }
}
