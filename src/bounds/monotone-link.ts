import type { UnivariateFunction } from "../functions/univariate.js";
import { denseMatrix, rowOf } from "../numeric/matrix.js";
import type { AffineLayer, Layer } from "../predictors/network/layer.js";
import { Network } from "../predictors/network/network.js";

/** factor * phi(sign(factor) * inner(x)) + constant, phi increasing: it is least where the inner network's output is. */
export interface MonotoneLink {
  readonly phi: UnivariateFunction;
  /** Not zero. */
  readonly factor: number;
  readonly constant: number;
  readonly inner: Network;
}

/**
 * The network's output as an increasing function of a simpler network's, if its last layers are that exactly: probabilities behind a
 * sigmoid, counts behind an exponential. Null where anything else stands around the function, or where a coefficient above the function carries a rounding error.
 */
export function monotoneLink({ layers }: Network): MonotoneLink | null {
  const last = layers[layers.length - 1];
  if (!isExact(last) || last.size !== 1 || last.terms.length !== 1) return null;
  const [{ source, matrix }] = last.terms;
  const link = layers[source];
  if (link.kind !== "univariate" || !isIncreasing(link.phi)) return null;
  const row = rowOf(matrix, 0);
  const place = row.findIndex((weight) => weight !== 0);
  if (place < 0 || row.some((weight, k) => weight !== 0 && k !== place)) return null;
  const factor = row[place];
  const inner = innerNetwork(layers, link.source, place, Math.sign(factor));
  return inner && { phi: link.phi, factor, constant: last.bias[0], inner };
}

/** The layers up to a source, of which one element is left, times a sign. */
function innerNetwork(layers: readonly Layer[], source: number, place: number, sign: number): Network | null {
  const before = layers[source];
  if (before.kind === "model") {
    const row = new Float64Array(before.size);
    row[place] = sign;
    return new Network([...layers.slice(0, source + 1), affineOf([{ source, row }], 0, 0, 0)]);
  }
  if (before.kind !== "affine") return null;
  const terms = before.terms.map((term) => ({
    source: term.source,
    row: rowOf(term.matrix, place).map((weight) => sign * weight),
  }));
  const last = affineOf(terms, sign * before.bias[place], before.biasMagnitude[place], before.roundingUnits);
  return new Network([...layers.slice(0, source), last]);
}

function affineOf(
  terms: readonly { source: number; row: Float64Array<ArrayBuffer> }[],
  bias: number,
  magnitude: number,
  roundingUnits: number,
): AffineLayer {
  return {
    kind: "affine",
    size: 1,
    terms: terms.map(({ source, row }) => ({ source, matrix: denseMatrix(1, row.length, row) })),
    bias: Float64Array.of(bias),
    biasMagnitude: Float64Array.of(magnitude),
    roundingUnits,
  };
}

function isExact(layer: Layer): layer is AffineLayer {
  return layer.kind === "affine" && layer.roundingUnits === 0;
}

function isIncreasing(phi: UnivariateFunction): boolean {
  if (phi.domain.lower !== Number.NEGATIVE_INFINITY || phi.domain.upper !== Number.POSITIVE_INFINITY) return false;
  const slopes = { lower: Number.NaN, upper: Number.NaN };
  phi.derivativeRange(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, slopes);
  return slopes.lower >= 0;
}
