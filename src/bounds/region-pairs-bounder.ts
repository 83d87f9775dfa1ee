import { type Box, copyBox } from "../numeric/box.js";
import { AffinePieces } from "../predictors/convex-regions/affine-pieces.js";
import { RegionPairs } from "../predictors/convex-regions/region-pairs.js";
import type { Network } from "../predictors/network/network.js";
import type { AffineMinorant } from "../predictors/predictor.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import { type RegionSum, regionSum, type WeightedRegions } from "./region-sum.js";
import type { Rows } from "./rows.js";

/** Programs for one box, after which the search goes on. */
const BUDGET = 10_000;

/** The bounder with branching on pieces where the network is a sum of two convex region surrogates; otherwise the bounder itself. */
export function withRegionPairs(inner: Bounder, network: Network, rows: Rows | undefined, tolerance: number): Bounder {
  const sum = regionSum(network, rows);
  return sum === null ? inner : new RegionPairsBounder(inner, sum, 0.5 * tolerance);
}

/**
 * Sums of two convex region surrogates: another bounder's bound and cuts, then branching on the pieces of the first model, which is done over the
 * first box and goes on where it stopped, whichever part of it is bounded.
 */
class RegionPairsBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private pairs: RegionPairs | null = null;
  /** The last box was bounded by the pieces alone. */
  private isByPairs = false;
  /** Value of the last point of the pairs that was a candidate. */
  private offered = Number.POSITIVE_INFINITY;

  /** @param inward how far points stay away from the sides of rows */
  constructor(
    private readonly inner: Bounder,
    private readonly sum: RegionSum,
    private readonly inward: number,
  ) {
    this.variables = inner.variables;
    this.candidate = new Float64Array(inner.variables);
  }

  bound(box: Box, cutoff: number, inherited: Knowledge | null = null): number {
    const { candidate, inner } = this;
    this.isByPairs = false;
    let bound = Number.NEGATIVE_INFINITY;
    let { pairs } = this;
    // A search may begin with several boxes: what is known holds in one of them.
    if (pairs === null || !pairs.covers(box)) {
      bound = inner.bound(box, cutoff, inherited);
      candidate.set(inner.candidate);
      if (!(bound < cutoff)) return bound;
      pairs = this.pairsOver(box);
      this.pairs = pairs;
      this.offered = Number.POSITIVE_INFINITY;
    }
    const own = pairs.bound(box, cutoff, BUDGET);
    if (own > bound) bound = own;
    if (!(bound < cutoff)) return bound;
    const isNews = pairs.value < Math.min(cutoff, this.offered);
    if (isNews || pairs.isUnfinished) {
      this.isByPairs = true;
      // The best point counts in the box that has it; that one is bounded, too.
      if (!isNews || !isInside(pairs.minimiser, box)) candidate.fill(Number.NaN);
      else {
        candidate.set(pairs.minimiser);
        this.offered = pairs.value;
      }
      return bound;
    }
    const more = inner.bound(box, cutoff, inherited);
    candidate.set(inner.candidate);
    return more > bound ? more : bound;
  }

  branchingScores(box: Box, out: Float64Array): void {
    if (this.isByPairs) out.fill(0);
    else this.inner.branchingScores(box, out);
  }

  adjustSplit(box: Box, out: Split): void {
    if (!this.isByPairs) this.inner.adjustSplit?.(box, out);
  }

  private pairsOver(box: Box): RegionPairs {
    const { first, second, slopes, constant, rows, lower, upper } = this.sum;
    const frame = { slopes, constant, rows, lower, upper, inward: this.inward };
    const pieces = (part: WeightedRegions) =>
      new AffinePieces(part.model.regions, this.variables, part.origins, part.weight);
    const kept = copyBox(box);
    const minorant = minorantOf(second, kept, this.candidate);
    return new RegionPairs(pieces(first), pieces(second), frame, kept, minorant);
  }
}

function isInside(x: Float64Array, { lower, upper }: Box): boolean {
  return x.every((value, j) => value >= lower[j] && value <= upper[j]);
}

/** Below weight * model over the box, in the variables, as high as it can be at the anchor. */
function minorantOf({ model, origins, weight }: WeightedRegions, box: Box, anchor: Float64Array): AffineMinorant {
  const ofInputs = (values: Float64Array): Float64Array => Float64Array.from(origins, (origin) => values[origin]);
  const part = { lower: ofInputs(box.lower), upper: ofInputs(box.upper) };
  const at = ofInputs(anchor);
  const own: AffineMinorant = { constant: 0, linear: new Float64Array(origins.length) };
  model.minorantOver(part, Float64Array.of(weight), at.some(Number.isNaN) ? null : at, own);
  const linear = new Float64Array(box.lower.length);
  origins.forEach((origin, s) => {
    linear[origin] += own.linear[s];
  });
  return { constant: own.constant, linear };
}
