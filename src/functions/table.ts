import { checkElementary } from "../numeric/elementary.js";
import { AbsoluteValue } from "./absolute-value.js";
import { Arctan } from "./arctan.js";
import { Celu } from "./celu.js";
import { Clip } from "./clip.js";
import { Cos } from "./cos.js";
import { Elu } from "./elu.js";
import { Erf } from "./erf.js";
import { Exp } from "./exp.js";
import { Gelu } from "./gelu.js";
import { GeluTanh } from "./gelu-tanh.js";
import { HardSigmoid } from "./hard-sigmoid.js";
import { HardSwish } from "./hard-swish.js";
import { LeakyRelu } from "./leaky-relu.js";
import { Log } from "./log.js";
import { LogSigmoid } from "./log-sigmoid.js";
import { Mish } from "./mish.js";
import { NormalCdf } from "./normal-cdf.js";
import { NormalPdf } from "./normal-pdf.js";
import { Power } from "./power.js";
import { Reciprocal } from "./reciprocal.js";
import { Relu } from "./relu.js";
import { Selu } from "./selu.js";
import { Sigmoid } from "./sigmoid.js";
import { Silu } from "./silu.js";
import { Sin } from "./sin.js";
import { SoftShrink } from "./soft-shrink.js";
import { Softplus } from "./softplus.js";
import { SoftplusThreshold } from "./softplus-threshold.js";
import { Softsign } from "./softsign.js";
import { Sqrt } from "./sqrt.js";
import { Square } from "./square.js";
import { Tanh } from "./tanh.js";
import type { UnivariateFunction } from "./univariate.js";

/** Makes a function; parameters not given take their defaults, undefined ones are refused with a RangeError. */
export type FunctionFactory = (parameters?: Readonly<Record<string, number>>) => UnivariateFunction;

/** How a function is made, and its parameters with their defaults. */
export interface FunctionEntry {
  readonly parameters: Readonly<Record<string, number>>;
  readonly make: FunctionFactory;
}

const entries = new Map<string, FunctionEntry>();

checkElementary();

/** Every univariate function by its kebab-case name. Adding one is one file and one line below. */
export const FUNCTIONS: ReadonlyMap<string, FunctionEntry> = entries;

export const absoluteValue = register("absolute-value", {}, () => new AbsoluteValue());
export const arctan = register("arctan", {}, () => new Arctan());
export const celu = register("celu", { alpha: 1 }, (p) => new Celu(p["alpha"]));
export const clip = register(
  "clip",
  { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
  (p) => new Clip(p["lower"], p["upper"]),
);
export const cos = register("cos", {}, () => new Cos());
export const elu = register("elu", { alpha: 1 }, (p) => new Elu(p["alpha"]));
export const erf = register("erf", {}, () => new Erf());
export const exp = register("exp", {}, () => new Exp());
export const gelu = register("gelu", { divisor: Math.SQRT2 }, (p) => new Gelu(p["divisor"]));
export const geluTanh = register(
  "gelu-tanh",
  { k: 0.7978845608028654, a: 0.044715 },
  (p) => new GeluTanh(p["k"], p["a"]),
);
export const hardSigmoid = register(
  "hard-sigmoid",
  { alpha: 0.2, beta: 0.5 },
  (p) => new HardSigmoid(p["alpha"], p["beta"]),
);
export const hardSwish = register(
  "hard-swish",
  { alpha: 1 / 6, beta: 0.5 },
  (p) => new HardSwish(p["alpha"], p["beta"]),
);
export const leakyRelu = register("leaky-relu", { alpha: 0.01 }, (p) => new LeakyRelu(p["alpha"]));
export const log = register("log", {}, () => new Log());
export const logSigmoid = register("log-sigmoid", {}, () => new LogSigmoid());
export const mish = register("mish", {}, () => new Mish());
export const normalCdf = register("normal-cdf", {}, () => new NormalCdf());
export const normalPdf = register("normal-pdf", {}, () => new NormalPdf());
export const power = register("power", { exponent: 2 }, (p) => new Power(p["exponent"]));
export const reciprocal = register("reciprocal", {}, () => new Reciprocal());
export const relu = register("relu", {}, () => new Relu());
export const selu = register(
  "selu",
  { alpha: 1.6732631921768188, gamma: 1.0507010221481323 },
  (p) => new Selu(p["alpha"], p["gamma"]),
);
export const sigmoid = register("sigmoid", {}, () => new Sigmoid());
export const silu = register("silu", {}, () => new Silu());
export const sin = register("sin", {}, () => new Sin());
export const softShrink = register("soft-shrink", { lambda: 0.5 }, (p) => new SoftShrink(p["lambda"]));
export const softplus = register("softplus", {}, () => new Softplus());
export const softplusThreshold = register(
  "softplus-threshold",
  { beta: 1, threshold: 20 },
  (p) => new SoftplusThreshold(p["beta"], p["threshold"]),
);
export const softsign = register("softsign", {}, () => new Softsign());
export const sqrt = register("sqrt", {}, () => new Sqrt());
export const square = register("square", {}, () => new Square());
export const tanh = register("tanh", {}, () => new Tanh());

function register(
  name: string,
  defaults: Readonly<Record<string, number>>,
  construct: (parameters: Readonly<Record<string, number>>) => UnivariateFunction,
): FunctionFactory {
  const make: FunctionFactory = (parameters = {}) => {
    for (const parameter of Object.keys(parameters)) {
      if (!Object.hasOwn(defaults, parameter)) {
        const known = Object.keys(defaults).join(", ") || "none";
        throw new RangeError(`${name} has no parameter "${parameter}"; known: ${known}`);
      }
    }
    return construct({ ...defaults, ...parameters });
  };
  entries.set(name, { parameters: defaults, make });
  return make;
}

/** The function of that name. Throws a RangeError that names what is unknown or unfit. */
export function univariateFunction(
  name: string,
  parameters: Readonly<Record<string, number>> = {},
): UnivariateFunction {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new RangeError(`unknown function "${name}"; known: ${[...entries.keys()].join(", ")}`);
  }
  return entry.make(parameters);
}
