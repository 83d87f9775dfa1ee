import { Decimal } from "decimal.js";
import type { Layer } from "../../../src/predictors/network/layer.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { truthOf } from "../../conformance/functions/truth.js";
import { treesAt } from "../../conformance/predictors/exact-predictors.js";
import { Parabolas } from "./parabolas.js";

/** 50 digits. Its own rounding (1e-49 relative) is told from a violation by NOISE, far below the smallest margin of float64. */
export const Exact = Decimal.clone({ precision: 50 });
export type Exact = Decimal;

export const NOISE = new Exact("1e-40");

const words = new DataView(new ArrayBuffer(8));

/** The float64 number itself. (decimal.js reads a number through its shortest decimal text, which is another number.) */
export function exactly(x: number): Exact {
  if (!Number.isFinite(x) || Number.isInteger(x)) return new Exact(x);
  words.setFloat64(0, x);
  const biased = (words.getUint32(0) >>> 20) & 0x7ff;
  const exponent = Math.max(biased, 1) - 1075;
  // x / 2^exponent is an integer below 2^53; the power is applied in two exact halves, so that it neither over- nor underflows.
  const half = Math.trunc(-exponent / 2);
  const mantissa = x * 2 ** half * 2 ** (-exponent - half);
  return new Exact(mantissa).times(new Exact(2).pow(exponent));
}

const functions: Record<string, (x: Exact) => Exact> = {
  tanh: (x) => x.tanh(),
  sigmoid: (x) => new Exact(1).div(x.neg().exp().plus(1)),
  softplus: (x) => x.exp().plus(1).ln(),
  exp: (x) => x.exp(),
  relu: (x) => Exact.max(x, 0),
  square: (x) => x.times(x),
  "absolute-value": (x) => x.abs(),
  silu: (x) => x.div(x.neg().exp().plus(1)),
  reciprocal: (x) => new Exact(1).div(x),
};

/** Names of the univariate functions that `exactLayers` knows. */
export const exactFunctions = Object.keys(functions);

/** Every layer of the network at x, as if its coefficients were the model's, in 50-digit arithmetic. */
export function exactLayers(network: Network, x: readonly Exact[]): Exact[][] {
  const values: Exact[][] = [[...x]];
  for (const layer of network.layers.slice(1)) values.push(exactLayer(layer, values));
  return values;
}

/** weights . outputs at x. */
export function exactValue(network: Network, x: readonly Exact[], weights: ArrayLike<number> = [1]): Exact {
  const outputs = exactLayers(network, x)[network.layers.length - 1];
  return outputs.reduce((sum, y, k) => sum.plus(y.times(exactly(weights[k]))), new Exact(0));
}

function exactLayer(layer: Layer, values: readonly Exact[][]): Exact[] {
  switch (layer.kind) {
    case "input":
      throw new Error("only layer 0 is the input");
    case "model":
      if (layer.model instanceof Parabolas) return layer.model.exactValues(values[layer.source]);
      if (layer.model instanceof TreeEnsemble) {
        return treesAt(layer.model.trees, values[layer.source]).map((y) => new Exact(y));
      }
      throw new Error(`no exact values of a model of the family ${layer.model.family}`);
    case "univariate": {
      const phi = functions[layer.phi.name] ?? truthOf(layer.phi.name, layer.phi.parameters);
      return values[layer.source].map((x) => new Exact(phi(x)));
    }
    case "bivariate": {
      const right = values[layer.right];
      const name = layer.operation.name;
      return values[layer.left].map((u, j) => {
        if (name === "product") return u.times(right[j]);
        if (name === "quotient") return u.div(right[j]);
        return name === "maximum" ? Exact.max(u, right[j]) : Exact.min(u, right[j]);
      });
    }
    case "affine": {
      const out = Array.from(layer.bias, exactly);
      for (const { source, matrix } of layer.terms) {
        for (let r = 0; r < matrix.rows; r++) {
          if (matrix.kind === "dense") {
            for (let c = 0; c < matrix.columns; c++) {
              out[r] = out[r].plus(values[source][c].times(exactly(matrix.data[r * matrix.columns + c])));
            }
          } else {
            for (let k = matrix.starts[r]; k < matrix.starts[r + 1]; k++) {
              out[r] = out[r].plus(values[source][matrix.indices[k]].times(exactly(matrix.values[k])));
            }
          }
        }
      }
      return out;
    }
  }
}

export function exactPoint(x: ArrayLike<number>): Exact[] {
  return Array.from(x, exactly);
}
