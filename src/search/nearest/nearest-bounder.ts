import type { Bounder, Knowledge, Split } from "../../bounds/bounder.js";
import type { Box } from "../../numeric/box.js";
import { down, up } from "../../numeric/rounding.js";
import type { CellProfile } from "../../predictors/tree-ensemble/bound/cell-profile.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import { bytesOf, type EnsembleInstance } from "../../predictors/tree-ensemble/bound/instance.js";
import { splitLongest } from "./distance-split.js";
import type { NearestDistance } from "./nearest-distance.js";
import type { NearestTerm } from "./nearest-term.js";
import type { PointChoice } from "./point-choice.js";
import { SliceCosts } from "./slice-costs.js";

/** The compacted ensemble of a box with its messages, and the points that matter in it. */
interface NearestKnowledge extends Knowledge {
  readonly instance: EnsembleInstance;
  readonly hasGaps: boolean;
  readonly points: Int32Array;
  readonly shares: Float64Array;
}

/** Times that the shares of points are moved while the messages stay. */
const MOVES = 6;
/** Edges of the space of distances are split where rewards account for so much of the bound's gap, relative to everything else. */
const DISTANCE_FIRST = 0.3;
/** A share of the distance to the cutoff that moved shares must gain for the messages to follow them. */
const WORTHWHILE = 0.1;

/**
 * Bounds a sum of trees, terms of the variables, and weight * distance to the nearest of several points. A cost: what the messages leave is
 * bounded for each point alone, and points that cannot be nearest or cost too much are left out in a box's parts. A reward: the distance to
 * the nearest point is at most any mean of distances, the shares of which are moved towards what is nearest to the bound's minimizer.
 */
export class NearestBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private hasGaps = false;
  private cutoff = Number.POSITIVE_INFINITY;
  private readonly costs: SliceCosts;
  private isDueToDistance = false;
  private readonly profile: CellProfile;
  private readonly at: Int32Array;
  /** The point whose bound is least, where distances cost. */
  private focus = -1;

  constructor(
    private readonly ensemble: EnsembleBound,
    private readonly distance: NearestDistance,
    private readonly choice: PointChoice,
    private readonly terms: readonly NearestTerm[],
  ) {
    this.variables = terms.length;
    this.candidate = new Float64Array(terms.length);
    this.costs = new SliceCosts(ensemble, terms);
    this.profile = ensemble.profile();
    this.at = new Int32Array(terms.length);
  }

  bound(box: Box, cutoff: number, inherited: NearestKnowledge | null = null): number {
    const { distance, choice } = this;
    this.cutoff = cutoff;
    this.candidate.fill(Number.NaN);
    this.costs.isReady = false;
    this.isDueToDistance = false;
    if (inherited === null) this.startAnew(box);
    else choice.set(inherited.points, inherited.shares);
    this.hasGaps = inherited?.hasGaps ?? false;
    const isCost = distance.weight > 0;
    if (isCost) choice.restrictTo(box);
    let bound = this.run(box, inherited?.instance ?? null);
    if (bound < cutoff && this.ensemble.instance !== null) {
      const better = isCost ? this.boundOfPoints(box, bound) : this.boundOfShares(box, bound);
      if (better > bound) bound = better;
    }
    if (this.ensemble.instance === null || (this.hasGaps && bound >= cutoff)) return Number.POSITIVE_INFINITY;
    if (bound >= cutoff) return bound;
    this.suggest(box, bound);
    this.ensemble.shrink(box);
    return bound;
  }

  /** All points for a cost, for a reward the one nearest to the middle. */
  private startAnew(box: Box): void {
    const { choice, distance } = this;
    choice.set(Int32Array.from({ length: distance.count }, (_, i) => i));
    if (distance.weight < 0) choice.set([choice.nearestTo(box.lower, box.upper)]);
  }

  private run(box: Box, from: EnsembleInstance | null): number {
    const bound = this.ensemble.run(box, this.cutoff, from);
    this.hasGaps ||= this.ensemble.hasGaps;
    return bound;
  }

  /** The least of the bounds for each point alone; points that reach the cutoff are left out. */
  private boundOfPoints(box: Box, bound: number): number {
    const { choice, costs, cutoff } = this;
    if (!costs.prepare(box)) return bound;
    let least = Number.POSITIVE_INFINITY;
    let kept = 0;
    let best = -1;
    for (let s = 0; s < choice.count; s++) {
      const i = choice.points[s];
      const own = costs.boundOf(i);
      if (own >= cutoff) {
        // As if ruled out in the box: the final bound has to count the cutoff.
        this.hasGaps = true;
        continue;
      }
      choice.points[kept++] = i;
      if (!(own >= least)) {
        least = own;
        best = i;
      }
    }
    choice.count = kept;
    if (best >= 0) costs.boundOf(best);
    this.focus = best;
    return least;
  }

  /** Moves the shares, and the messages after them where that pays. */
  private boundOfShares(box: Box, first: number): number {
    const { choice, costs, cutoff } = this;
    if (this.distance.count === 1 || !costs.prepare(box)) return first;
    let best = first;
    const shares = new Map<number, number>();
    for (let s = 0; s < choice.count; s++) shares.set(choice.points[s], choice.shares[s]);
    let kept = new Map(shares);
    for (let move = 0; move < MOVES && best < cutoff; move++) {
      const bound = costs.boundOfShares(shares);
      if (bound > best) {
        best = bound;
        kept = new Map(shares);
      }
      const next = costs.nearestToMinimiser(this.distance);
      const step = 2 / (move + 3);
      for (const [i, share] of shares) shares.set(i, (1 - step) * share);
      shares.set(next, (shares.get(next) ?? 0) + step);
    }
    choice.set([...kept.keys()], wholeShares([...kept.values()]));
    if (!(best - first > WORTHWHILE * (cutoff - best)) || best >= cutoff) return best;
    const again = this.run(box, this.ensemble.instance);
    if (this.ensemble.instance !== null && costs.prepare(box)) best = Math.max(best, costs.boundOfShares(kept));
    return again > best ? again : best;
  }

  private suggest(box: Box, bound: number): void {
    const { costs, candidate, choice, focus } = this;
    if (!costs.isReady) return;
    const points = choice.points.slice(0, choice.count);
    const shares = choice.shares.slice(0, choice.count);
    if (this.distance.weight > 0 && focus >= 0) choice.set([focus]);
    costs.minimiser(box, candidate);
    choice.set(points, shares);
    this.isDueToDistance = this.distance.weight < 0 && this.isDistanceLooser(bound);
  }

  /** Whether the bound of a reward is far from what it is at the candidate, compared with that of everything else. */
  private isDistanceLooser(bound: number): boolean {
    const { candidate, distance, terms, ensemble, at } = this;
    let relaxed = 0;
    let own = 0;
    for (let v = 0; v < candidate.length; v++) {
      const x = candidate[v];
      const value = terms[v].ownValueAt(x);
      own += value;
      relaxed += terms[v].evaluate(x) - value;
      at[v] = ensemble.cells.cellOf(v, x);
    }
    const loss = distance.at(candidate) - relaxed;
    const others = this.profile.evaluate(at) + own + relaxed - bound;
    return loss > DISTANCE_FIRST * others;
  }

  knowledge(): NearestKnowledge | null {
    const { instance } = this.ensemble;
    if (instance === null) return null;
    const { points, shares, count } = this.choice;
    const byteLength = bytesOf(instance) + 12 * count;
    return {
      instance,
      hasGaps: this.hasGaps,
      points: points.slice(0, count),
      shares: shares.slice(0, count),
      byteLength,
    };
  }

  /** None: `chooseSplit` knows better, and without it the widest edge is as good as any. */
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
  }

  chooseSplit(box: Box, out: Split): boolean {
    const { distance, ensemble } = this;
    if (this.isDueToDistance && splitLongest(box, distance, ensemble.cells, out)) return true;
    if (!this.isSettled && ensemble.chooseSplit(this.cutoff, out)) return true;
    out.variable = -1;
    return this.isSettled;
  }

  /** Without trees that vary, bounds for each point are what it costs there. */
  private get isSettled(): boolean {
    const { ensemble, distance, terms } = this;
    if (ensemble.isSettled) return true;
    return distance.weight > 0 && ensemble.instance?.factors === 0 && terms.every((term) => term.isExactForEach);
  }
}

/** Shares whose sum is at least 1 in exact arithmetic: a reward is bounded by a mean of distances from above. */
function wholeShares(shares: readonly number[]): number[] {
  const sum = shares.reduce((total, share) => up(total + share), 0);
  return shares.map((share) => up(up(share / down(sum)) * (1 + 2 ** -40)));
}
