import { FUNCTIONS } from "../../../src/functions/table.js";

/** Parameters beside the defaults: the float32 values that exporters write, and odd ones that change the curvature. */
export const UNUSUAL: Record<string, Record<string, number>[]> = {
  celu: [{ alpha: 2.5 }, { alpha: -0.7 }],
  clip: [
    { lower: 0, upper: 6 },
    { lower: -0.3, upper: 0.7 },
    { lower: Number.NEGATIVE_INFINITY, upper: 0.1 },
    { lower: 2, upper: 1 },
  ],
  elu: [{ alpha: 2 }, { alpha: -1.5 }, { alpha: 0.3 }, { alpha: 0 }],
  gelu: [{ divisor: 1.4142135381698608 }, { divisor: 0.2 }],
  "gelu-tanh": [
    { k: 0.7978845834732056, a: 0.044714998453855515 },
    { k: 2, a: 0 },
  ],
  "hard-sigmoid": [
    { alpha: 0.1666666716337204, beta: 0.5 },
    { alpha: -0.7, beta: 0.3 },
  ],
  "hard-swish": [
    { alpha: 0.1666666716337204, beta: 0.5 },
    { alpha: 0.7, beta: 0.1 },
    { alpha: 1, beta: 0 },
  ],
  "leaky-relu": [{ alpha: 0 }, { alpha: -0.5 }, { alpha: 3 }, { alpha: 0.009999999776482582 }],
  power: [
    { exponent: 3 },
    { exponent: 4 },
    { exponent: -1 },
    { exponent: -2 },
    { exponent: 0.5 },
    { exponent: 1.7 },
    { exponent: -0.3 },
    { exponent: 1 },
    { exponent: 0 },
  ],
  selu: [
    { alpha: -1, gamma: 2 },
    { alpha: 2, gamma: -1 },
    { alpha: 0.5, gamma: 0.1 },
  ],
  "soft-shrink": [{ lambda: 0 }, { lambda: 1.3 }],
  "softplus-threshold": [
    { beta: 2, threshold: 1 },
    { beta: 0.3, threshold: -1 },
  ],
};

export interface Variant {
  readonly label: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Every function of the table with its defaults, then with the unusual parameters. */
export function variants(): Variant[] {
  const list: Variant[] = [];
  for (const [name, entry] of FUNCTIONS) {
    for (const parameters of [entry.parameters, ...(UNUSUAL[name] ?? [])]) {
      const shown = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
      list.push({ label: shown.length > 0 ? `${name}(${shown.join(", ")})` : name, name, parameters });
    }
  }
  return list;
}
