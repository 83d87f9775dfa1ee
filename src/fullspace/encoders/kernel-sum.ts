import { square } from "../../functions/table.js";
import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { Kernel } from "../../predictors/gaussian-process/kernels/kernel.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import { combined } from "../linear-expression.js";
import { turned } from "../side.js";
import { KernelProfile } from "./kernel-profile.js";
import { encodeSmooth } from "./smooth.js";
import type { Encoded } from "./univariate-encoder.js";

/** Kernels kappa(|z - z_i|^2) at elements z. */
interface KernelTask {
  readonly assembly: Assembly;
  readonly kernel: Kernel;
  /** z_i, N x d row-major. */
  readonly points: Float64Array;
  readonly features: readonly Element[];
  /** Which sides of every kernel matter, flags of side.ts. */
  readonly sides: Uint8Array;
  readonly label: string;
}

/**
 * Every kernel between two polygons that are refined, as is every (z_j - c_j)^2, c the middle of the bounds; a squared distance is then linear in
 * these and in z, so that d squares serve all points: |z - z_i|^2 = sum_j (z_j - c_j)^2 - 2 (z_j - c_j)(z_ij - c_j) + (z_ij - c_j)^2. Tangents take the
 * place of polygons for kernels that matter from below, and for the squares where all kernels matter from above.
 */
export function encodeKernels(task: KernelTask): Element[] {
  const { assembly, kernel, points, features, sides, label } = task;
  const centre = features.map(({ lower, upper }) => 0.5 * lower + 0.5 * upper);
  const shifted = features.map((feature, j) => assembly.asColumn(less(feature, centre[j]), `${label}_u${j}`));
  const side = sides.reduce((all, own) => all | turned(own, -1), 0);
  const squares = shifted.map((element, j) => squareOf(assembly, element, side, `${label}_q${j}`));
  const profile = new KernelProfile(kernel);
  const range: Interval = { lower: 0, upper: 0 };
  return Array.from({ length: points.length / features.length }, (_, i) => {
    const distance = squaredDistance(task, shifted, squares, centre, i);
    profile.range(distance.lower, distance.upper, range);
    const { lower, upper } = range;
    const argument = assembly.asColumn(distance, `${label}_t${i}`);
    const part = `${label}_k${i}`;
    const encoded = encodeSmooth({ assembly, phi: profile, argument, lower, upper, side: sides[i], label: part });
    return { ...encoded, definition: encoded.expression, lower, upper };
  });
}

/** A number that was computed, and the sum of the magnitudes that it was computed from. */
interface Offset {
  readonly value: number;
  readonly size: number;
}

/** offset + sum of factors[k] * elements[k], as a column within the bounds where it has many terms. */
export function weightedSum(
  assembly: Assembly,
  elements: readonly Element[],
  factors: ArrayLike<number>,
  offset: Offset,
  { lower, upper }: Readonly<Interval>,
  label: string,
): Encoded {
  const units = (elements.length + 8) * 2 ** -52;
  let error = units * offset.size;
  elements.forEach((element, k) => {
    error += Math.abs(factors[k]) * (element.error + units * Math.max(-element.lower, element.upper));
  });
  const expression = combined(
    elements.map((element) => element.expression),
    factors,
    offset.value,
  );
  return assembly.asColumn({ expression, definition: expression, lower, upper, error }, `${label}_y`);
}

function less({ expression, lower, upper, error }: Element, centre: number): Element {
  const moved = combined([expression], [1], -centre);
  const size = Math.max(-lower, upper) + Math.abs(centre);
  return {
    expression: moved,
    definition: moved,
    lower: down(lower - centre),
    upper: up(upper - centre),
    error: error + 2 ** -51 * size,
  };
}

function squareOf(assembly: Assembly, argument: Element, side: number, label: string): Encoded {
  const phi = square();
  const range: Interval = { lower: 0, upper: 0 };
  phi.range(argument.lower, argument.upper, range);
  return encodeSmooth({ assembly, phi, argument, ...range, side, label });
}

/** |z - z_i|^2, with bounds that take each coordinate on its own. */
function squaredDistance(
  { points, features }: KernelTask,
  shifted: readonly Element[],
  squares: readonly Encoded[],
  centre: readonly number[],
  i: number,
): Element {
  const n = features.length;
  const ways = centre.map((c, j) => points[i * n + j] - c);
  let constant = 0;
  let least = 0;
  let most = 0;
  let error = 0;
  let size = 0;
  features.forEach(({ lower, upper }, j) => {
    const below = down(lower - points[i * n + j]);
    const above = up(upper - points[i * n + j]);
    const nearest = Math.max(0, below, -above);
    const farthest = Math.max(-below, above);
    least = down(least + down(nearest * nearest));
    most = up(most + up(farthest * farthest));
    constant += ways[j] ** 2;
    error += squares[j].error + 2 * Math.abs(ways[j]) * shifted[j].error;
    size += (Math.abs(ways[j]) + Math.max(-shifted[j].lower, shifted[j].upper)) ** 2;
  });
  const expression = combined(
    [...squares.map((part) => part.expression), ...shifted.map((part) => part.expression)],
    [...squares.map(() => 1), ...ways.map((way) => -2 * way)],
    constant,
  );
  return {
    expression,
    definition: expression,
    lower: Math.max(0, least),
    upper: most,
    error: error + (n + 8) * 2 ** -51 * size,
  };
}
