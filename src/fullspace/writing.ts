import type { Matrix } from "../numeric/matrix.js";
import type { AffineLayer, Layer } from "../predictors/network/layer.js";
import type { Assembly } from "./assembly.js";
import { type Element, errorOfSum } from "./element.js";
import type { ElementBounds } from "./element-bounds.js";
import type { Encoded } from "./encoders/univariate-encoder.js";
import { combined } from "./linear-expression.js";

/** A network that is being written: what is there of it, and what waits until something reads it. */
export class Writing {
  /** By layer; null for elements that nothing depends on, or nothing so far. */
  readonly elements: (Element | null)[][] = [];
  private readonly deferred = new Map<string, () => Element>();

  /** @param sides from which sides elements matter, by layer; null: from both */
  constructor(
    readonly assembly: Assembly,
    readonly layers: readonly Layer[],
    readonly bounds: ElementBounds,
    readonly sides: readonly Uint8Array[] | null,
  ) {}

  /** Squares and products, and sums of them, are written only where they are not part of a form as a whole. */
  defer(k: number, j: number, make: () => Element): void {
    this.deferred.set(`${k} ${j}`, make);
  }

  isDeferred(k: number, j: number): boolean {
    return this.deferred.has(`${k} ${j}`);
  }

  /** Element j of layer k, written now if it was not before. */
  element(k: number, j: number): Element {
    this.elements[k][j] ??= (this.deferred.get(`${k} ${j}`) as () => Element)();
    return this.elements[k][j];
  }

  /** The affine map as a sum of elements. */
  affineSum(layer: AffineLayer, k: number, j: number): Encoded {
    const parts: Element[] = [];
    const factors: number[] = [];
    forEachTerm(layer, j, (source, column, factor) => {
      parts.push(this.element(source, column));
      factors.push(factor);
    });
    const expression = combined(
      parts.map((part) => part.expression),
      factors,
      layer.bias[j],
    );
    return { expression, error: errorOfSum(parts, factors, parts.length + 4) + this.bounds.rounding[k][j] };
  }
}

/** Visits the coefficients other than zero of row j. */
export function forEachTerm(
  { terms }: AffineLayer,
  j: number,
  visit: (source: number, column: number, factor: number) => void,
): void {
  for (const { source, matrix } of terms) {
    forEachEntry(matrix, j, (column, factor) => {
      if (factor !== 0) visit(source, column, factor);
    });
  }
}

function forEachEntry(matrix: Matrix, row: number, visit: (column: number, value: number) => void): void {
  if (matrix.kind === "dense") {
    for (let c = 0; c < matrix.columns; c++) visit(c, matrix.data[row * matrix.columns + c]);
    return;
  }
  for (let e = matrix.starts[row]; e < matrix.starts[row + 1]; e++) visit(matrix.indices[e], matrix.values[e]);
}
