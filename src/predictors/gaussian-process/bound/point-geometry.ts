import { gamma, up } from "../../../numeric/rounding.js";
import type { Kernel } from "../kernels/kernel.js";
import type { CentredBox } from "./centred-box.js";

/** Highest order of kernel derivatives that is kept. */
const ORDERS = 4;

/** What all bounds over one box need to know of the training points, each part computed when it is first asked for. */
export class PointGeometry {
  /** z_i - centre, N x d. */
  readonly differences: Float64Array;
  /** t_i = |z_i - centre|^2, to d + 3 units of roundoff. */
  readonly squares: Float64Array;
  /** kappa^(m)(t_i) at m * N + i. */
  readonly jets: Float64Array;
  /** Bounds of |z - z_i|^2 over the box. */
  readonly nearest: Float64Array;
  readonly farthest: Float64Array;
  private order = -1;
  private hasRanges = false;

  constructor(
    readonly kernel: Kernel,
    readonly points: Float64Array,
    readonly dimension: number,
  ) {
    const count = points.length / dimension;
    this.differences = new Float64Array(points.length);
    this.squares = new Float64Array(count);
    this.jets = new Float64Array((ORDERS + 1) * count);
    this.nearest = new Float64Array(count);
    this.farthest = new Float64Array(count);
  }

  get count(): number {
    return this.squares.length;
  }

  set({ centre }: CentredBox): void {
    const { points, differences, squares, dimension } = this;
    this.order = -1;
    this.hasRanges = false;
    let k = 0;
    for (let i = 0; i < squares.length; i++) {
      let t = 0;
      for (let j = 0; j < dimension; j++, k++) {
        const difference = points[k] - centre[j];
        differences[k] = difference;
        t += difference * difference;
      }
      squares[i] = t;
    }
  }

  /** Fills `jets` up to the order. */
  requireJets(order: number): void {
    if (this.order >= order) return;
    this.kernel.jets(this.squares, this.squares.length, order, this.jets);
    this.order = order;
  }

  /** Fills `nearest` and `farthest`. */
  requireRanges({ halfWidths }: CentredBox): void {
    if (this.hasRanges) return;
    this.hasRanges = true;
    const { differences, nearest, farthest, dimension } = this;
    const slack = gamma(dimension + 4);
    let k = 0;
    for (let i = 0; i < nearest.length; i++) {
      let near = 0;
      let far = 0;
      for (let j = 0; j < dimension; j++, k++) {
        const distance = Math.abs(differences[k]);
        const inside = distance - halfWidths[j];
        const outside = distance + halfWidths[j];
        // The difference is off by a rounding of itself, which a small remainder `inside` must not inherit.
        const least = inside - 4 * Number.EPSILON * outside;
        if (least > 0) near += least * least;
        far += outside * outside;
      }
      nearest[i] = Math.max(0, near * (1 - slack));
      farthest[i] = up(far * (1 + slack));
    }
  }
}
