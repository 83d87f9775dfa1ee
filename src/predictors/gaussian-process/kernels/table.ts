import { checkElementary } from "../../../numeric/elementary.js";
import type { Kernel } from "./kernel.js";
import { Matern12 } from "./matern12.js";
import { Matern32 } from "./matern32.js";
import { Matern52 } from "./matern52.js";
import { RationalQuadratic } from "./rational-quadratic.js";
import { SquaredExponential } from "./squared-exponential.js";

/** How a kernel is made, and its parameters with their defaults. */
export interface KernelEntry {
  readonly parameters: Readonly<Record<string, number>>;
  make(parameters: Readonly<Record<string, number>>): Kernel;
}

checkElementary();

/** Every kernel by its name. Adding one is one file and one line below. */
export const KERNELS: ReadonlyMap<string, KernelEntry> = new Map<string, KernelEntry>([
  ["squared-exponential", single(new SquaredExponential())],
  ["matern12", single(new Matern12())],
  ["matern32", single(new Matern32())],
  ["matern52", single(new Matern52())],
  ["rational-quadratic", { parameters: { alpha: 1 }, make: (p) => new RationalQuadratic(p["alpha"]) }],
]);

/** A kernel without parameters is made once: it keeps tables. */
function single(instance: Kernel): KernelEntry {
  return { parameters: {}, make: () => instance };
}

/** The kernel of that name. Throws a RangeError that names what is unknown or unfit. */
export function kernel(name: string, parameters: Readonly<Record<string, number>> = {}): Kernel {
  const entry = KERNELS.get(name);
  if (entry === undefined) throw new RangeError(`unknown kernel "${name}"; known: ${[...KERNELS.keys()].join(", ")}`);
  for (const parameter of Object.keys(parameters)) {
    if (!Object.hasOwn(entry.parameters, parameter)) {
      const known = Object.keys(entry.parameters).join(", ") || "none";
      throw new RangeError(`${name} has no parameter "${parameter}"; known: ${known}`);
    }
  }
  return entry.make({ ...entry.parameters, ...parameters });
}
