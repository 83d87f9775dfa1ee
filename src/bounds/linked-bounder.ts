import type { Box } from "../numeric/box.js";
import { down } from "../numeric/rounding.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import type { MonotoneLink } from "./monotone-link.js";

/** Doublings and halvings after which a level is near enough: 64 bits of a float64, and some. */
const STEPS = 80;

/** Bounds an increasing function of what another bounder bounds. */
export class LinkedBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly image = { lower: 0, upper: 0 };
  private cutoff = Number.NaN;
  private level = Number.POSITIVE_INFINITY;

  constructor(
    private readonly inner: Bounder,
    private readonly link: Omit<MonotoneLink, "inner">,
  ) {
    this.variables = inner.variables;
    this.candidate = inner.candidate;
  }

  bound(box: Box, cutoff: number, inherited: Knowledge | null = null): number {
    if (cutoff !== this.cutoff) {
      this.cutoff = cutoff;
      this.level = this.levelOf(cutoff);
    }
    const bound = this.inner.bound(box, this.level, inherited);
    return Number.isFinite(bound) ? this.linked(bound) : bound;
  }

  /** A proved lower bound of the objective where the inner one is at least `value`. */
  private linked(value: number): number {
    const { image } = this;
    const { phi, factor, constant } = this.link;
    const at = factor > 0 ? value : -value;
    phi.range(at, at, image);
    const scaled = down(factor * (factor > 0 ? image.lower : image.upper));
    return constant === 0 ? scaled : down(scaled + constant);
  }

  /** A low one of the levels from which on the objective is proved to be at least the cutoff; infinite where none is found. */
  private levelOf(cutoff: number): number {
    if (!Number.isFinite(cutoff)) return Number.POSITIVE_INFINITY;
    let high = 1;
    while (!(this.linked(high) >= cutoff)) {
      high *= 2;
      if (high > 1e300) return Number.POSITIVE_INFINITY;
    }
    let low = -1;
    while (this.linked(low) >= cutoff && low > -1e300) low *= 2;
    for (let step = 0; step < STEPS; step++) {
      const middle = 0.5 * low + 0.5 * high;
      if (this.linked(middle) >= cutoff) high = middle;
      else low = middle;
    }
    return high;
  }

  knowledge(): Knowledge | null {
    return this.inner.knowledge?.() ?? null;
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.inner.branchingScores(box, out);
  }

  chooseSplit(box: Box, out: Split): boolean {
    return this.inner.chooseSplit?.(box, out) ?? false;
  }
}
