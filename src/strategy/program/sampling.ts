import type { Random } from "../../numeric/random.js";

/** Parameters that are drawn together: theta[offset] .. theta[offset + size - 1]. */
export interface ParameterBlock {
  readonly name: string;
  /** False: formulas and rules index it, even if its size is 1. */
  readonly isScalar: boolean;
  readonly offset: number;
  readonly size: number;
  readonly region: Region;
}

/** Uniform in the Euclidean ball, or in the box. */
export type Region =
  | { readonly kind: "ball"; readonly center: readonly number[]; readonly radius: number }
  | { readonly kind: "box"; readonly lower: readonly number[]; readonly upper: readonly number[] };

export function parameterCount(blocks: readonly ParameterBlock[]): number {
  return blocks.reduce((count, { size }) => count + size, 0);
}

/** The parameters' names as formulas write them, in order. */
export function parameterNames(blocks: readonly ParameterBlock[]): string[] {
  return blocks.flatMap(({ name, size, isScalar }) =>
    Array.from({ length: size }, (_, k) => (isScalar ? name : `${name}[${k}]`)),
  );
}

/** One draw of all parameters. */
export function drawParameters(blocks: readonly ParameterBlock[], random: Random): Float64Array {
  const theta = new Float64Array(parameterCount(blocks));
  for (const { offset, size, region } of blocks) {
    const part = theta.subarray(offset, offset + size);
    if (region.kind === "ball") drawFromBall(region.center, region.radius, random, part);
    else for (let k = 0; k < size; k++) part[k] = random.between(region.lower[k], region.upper[k]);
  }
  return theta;
}

/** Uniform in a ball: a normal direction, and the size-th root of a uniform radius. */
function drawFromBall(center: readonly number[], radius: number, random: Random, out: Float64Array): void {
  let squared = 0;
  for (let k = 0; k < out.length; k++) {
    out[k] = random.normal();
    squared += out[k] * out[k];
  }
  const length = radius * random.uniform() ** (1 / out.length);
  const scale = squared > 0 ? length / Math.sqrt(squared) : 0;
  for (let k = 0; k < out.length; k++) out[k] = center[k] + scale * out[k];
}

/** The middle of all regions. */
export function centralParameters(blocks: readonly ParameterBlock[]): Float64Array {
  return Float64Array.from(
    blocks.flatMap(({ region }) =>
      region.kind === "ball" ? region.center : region.lower.map((low, k) => 0.5 * low + 0.5 * region.upper[k]),
    ),
  );
}

/** One line per block of parameters outside the region that strategies were sampled in; rounding is forgiven. */
export function outsideRegion(blocks: readonly ParameterBlock[], theta: Float64Array): string[] {
  return blocks.flatMap(({ name, offset, size, region }) => {
    const part = theta.subarray(offset, offset + size);
    if (region.kind === "ball") {
      const distance = Math.hypot(...part.map((value, k) => value - region.center[k]));
      if (distance <= region.radius * (1 + 1e-9)) return [];
      return [`${name} is ${distance} from the centre of its ball, whose radius is ${region.radius}`];
    }
    const worst = part.findIndex((value, k) => !(value >= region.lower[k] && value <= region.upper[k]));
    if (worst < 0) return [];
    return [`${name}[${worst}] = ${part[worst]} is outside [${region.lower[worst]}, ${region.upper[worst]}]`];
  });
}
