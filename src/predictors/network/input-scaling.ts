import type { Network } from "./network.js";

/** z = scale * (x - centre) per input, as a standard or min-max scaler in front of a network computes it. */
export interface InputScaling {
  readonly centre: Float64Array;
  /** Positive or negative, never 0. */
  readonly scale: Float64Array;
}

/** The scaling with which the network begins; null if it does not begin with one. Estimates, not enclosures. */
export function inputScaling({ layers, inputs }: Network): InputScaling | null {
  const first = layers.find((layer) => layer.kind === "affine" && layer.terms.some(({ source }) => source === 0));
  if (first?.kind !== "affine" || first.size !== inputs || first.terms.length !== 1) return null;
  const { matrix } = first.terms[0];
  const scale = new Float64Array(inputs);
  if (matrix.kind === "sparse") {
    for (let r = 0; r < inputs; r++) {
      if (matrix.starts[r + 1] - matrix.starts[r] !== 1 || matrix.indices[matrix.starts[r]] !== r) return null;
      scale[r] = matrix.values[matrix.starts[r]];
    }
  } else {
    if (inputs === 1) return null;
    for (let r = 0; r < inputs; r++) {
      for (let c = 0; c < inputs; c++) if (c !== r && matrix.data[r * inputs + c] !== 0) return null;
      scale[r] = matrix.data[r * inputs + r];
    }
  }
  if (!scale.every((factor) => factor !== 0 && Number.isFinite(factor))) return null;
  // A selection of inputs is written as the identity.
  if (scale.every((factor) => factor === 1) && first.bias.every((shift) => shift === 0)) return null;
  return { scale, centre: scale.map((factor, r) => -first.bias[r] / factor) };
}
