import { type Box, hull, isWithin, moveInward } from "../../../numeric/box.js";
import { Ranks } from "../ranks.js";
import type { Trees } from "../trees.js";
import { CellChoices } from "./cell-choices.js";
import { CellProfile } from "./cell-profile.js";
import { Cells } from "./cells.js";
import type { DualMessages } from "./dual-messages.js";
import { effortAfter, ROOT_EFFORT } from "./effort.js";
import type { EnsembleInstance } from "./instance.js";
import type { RememberedMessages } from "./message-transfer.js";
import { Root } from "./root.js";
import type { UnivariateTerm } from "./univariate-term.js";
import { type WeightedLeaves, weightedLeaves } from "./weighted-leaves.js";

/**
 * How the sum of trees is bounded: by the sum of the trees' least reachable leaves; the best such sum over the slices of one
 * feature at a time; dual messages.
 */
export type EnsembleMethod = "minima" | "slices" | "messages";

export interface EnsembleBoundOptions {
  readonly method: EnsembleMethod;
  /** One per feature; null or absent: none. */
  readonly terms?: readonly (UnivariateTerm | null)[] | null | undefined;
  /** 1 for features of which only integers count. */
  readonly isInteger?: Uint8Array | null | undefined;
  /** What the leaves weigh where that is not the outputs' weights alone: trees of several ensembles, weights that are not exact. */
  readonly leaves?: WeightedLeaves | undefined;
  /** Of the same trees, where they are there already. */
  readonly cells?: Cells | undefined;
  /** What `remember` gave for a similar ensemble, such as the same one before it was trained anew: sweeps begin from its messages. */
  readonly remembered?: RememberedMessages | null | undefined;
}

/** Sweeps between two extrapolations. */
const EXTRAPOLATED = 2;

/** Ruled out cells are taken out between sweeps from this share on, and after the last one from that share on. */
const SHARE_BETWEEN = 0.1;
const SHARE_AT_END = 0.02;

/**
 * Lower bounds of weights . outputs of a sum of trees, plus a term of each feature, over boxes, and the parts of a box that
 * reach below a cutoff. Bounds are multiples of a power of two and hold exactly: the leaves were rounded down to whole units
 * (see Quantum), and all sums of units are exact.
 */
export class EnsembleBound {
  readonly cells: Cells;
  /** What is left of the last box; null if nothing is. */
  instance: EnsembleInstance | null = null;
  /** Cells inside the last box were ruled out: the bound says nothing about them but that they are not below the cutoff. */
  hasGaps = false;
  private readonly leaves: WeightedLeaves;
  readonly choices: CellChoices;
  private readonly terms: readonly (UnivariateTerm | null)[];
  private readonly isInteger: Uint8Array | null;
  private readonly method: EnsembleMethod;
  private readonly remembered: RememberedMessages | null;
  private root: Root | null = null;
  private sweeps = 0;
  /** Parts of the first box that were bounded by messages. */
  private parts = 0;

  constructor(
    private readonly trees: Trees,
    weights: Float64Array,
    { method, terms, isInteger, leaves, cells, remembered }: EnsembleBoundOptions,
  ) {
    if (trees.aggregate === "minimum" || trees.aggregate === "maximum") {
      throw new RangeError(`the trees are aggregated by their ${trees.aggregate}, which is not a sum`);
    }
    this.cells = cells ?? new Cells(trees, new Ranks(trees));
    this.leaves = leaves ?? weightedLeaves(trees, weights);
    this.terms = terms ?? new Array<null>(trees.features).fill(null);
    this.isInteger = isInteger ?? null;
    this.method = method;
    this.remembered = remembered ?? null;
    this.choices = new CellChoices(this.cells, this.terms, this.isInteger);
  }

  /** How the sum of the trees changes along one or two features. */
  profile(): CellProfile {
    return new CellProfile(this.trees, this.cells, this.leaves);
  }

  /** The messages of the last bound; null before the first one. */
  get messages(): DualMessages | null {
    return this.root?.messages ?? null;
  }

  /** What the first bound over the whole box leaves to a similar ensemble; null before it. */
  remember(): RememberedMessages | null {
    const instance = this.root?.warm?.instance;
    return instance === undefined ? null : { instance, cells: this.cells, unit: this.unit };
  }

  get unit(): number {
    return this.root?.quantum.size ?? 1;
  }

  /**
   * A proved lower bound over the box, but for parts in which the sum is proved to be at least `cutoff`; +Infinity if nothing
   * else is left. `instance` is what the box and the cutoff leave of `outer`, the instance of a box around it; of no use is one that
   * was made before a box outside of all others came.
   */
  run(box: Box, cutoff: number, outer: EnsembleInstance | null): number {
    const root = this.rootOver(box);
    const inherited = outer?.origin === root.instance.origin ? outer : null;
    const limit = cutoff / root.quantum.size;
    // Cutoffs fall while a search runs: what was ruled out at a higher one stays so.
    const isPart = inherited === null && isWithin(box, root.box);
    const warm = isPart && root.warm !== null && cutoff <= root.warm.cutoff ? root.warm : null;
    this.hasGaps = warm?.hasGaps ?? false;
    this.instance = this.within(box, inherited ?? warm?.instance ?? root.instance, root);
    if (this.instance === null) return Number.POSITIVE_INFINITY;
    const isFirst = inherited === null && warm === null;
    const bound = this.method === "messages" ? this.raise(box, limit, root, isFirst) : this.simple(root);
    if (isFirst && this.instance !== null && isWithin(root.box, box)) {
      root.warm = { instance: this.instance, hasGaps: this.hasGaps, cutoff };
    }
    return bound * root.quantum.size;
  }

  /** The same without a cutoff, for minorants: sweeps even where they do not raise the bound, but shift it to the cells. */
  sweep(box: Box, outer: EnsembleInstance | null, sweeps: number): number {
    const root = this.rootOver(box);
    this.hasGaps = false;
    this.instance = this.within(box, outer?.origin === root.instance.origin ? outer : root.instance, root);
    if (this.instance === null) return Number.POSITIVE_INFINITY;
    const { messages } = root;
    let bound = this.loaded(messages);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const after = this.swept(messages, Number.POSITIVE_INFINITY);
      if (after > bound) bound = after;
    }
    return bound * root.quantum.size;
  }

  /** Chooses a split of the last box: a feature, and the last and first points of its halves. False if there is none. */
  chooseSplit(cutoff: number, out: { variable: number; point: number; above: number }): boolean {
    const { instance, root, cells } = this;
    if (instance === null || root === null) return false;
    if (!root.choice.choose(instance, root.messages, cutoff / root.quantum.size)) return false;
    const { feature, cell } = root.choice;
    const first = instance.firstCell[instance.cellStart[feature] + cell];
    out.variable = feature;
    out.point = cells.lastPoint(feature, first - 1);
    out.above = cells.firstPoint(feature, first);
    return true;
  }

  /** Nothing can be gained by splitting the last box: its bound is the minimum, but for rounding. */
  get isSettled(): boolean {
    const { instance } = this;
    if (instance === null) return true;
    if (instance.unary !== null) return instance.factors === 0 && this.terms.every((term) => term?.isExact ?? true);
    return instance.factors <= 1;
  }

  /** Writes a point of the box where the bound suggests a low value. */
  suggest(box: Box, out: Float64Array): void {
    const { instance, root } = this;
    if (instance === null || root === null) return;
    for (let j = 0; j < out.length; j++) out[j] = this.pointOf(box, instance, j, bestCell(instance, root.messages, j));
    if (instance.factors === 1 && instance.unary === null) this.suggestLeaf(box, instance, root.messages, out);
  }

  private suggestLeaf(box: Box, instance: EnsembleInstance, messages: DualMessages, out: Float64Array): void {
    const { slotFeature, segmentStart, segmentCell, cellStart, value, first } = instance;
    const leaf = messages.credits.indexOf(messages.leastCredits[0]);
    slotFeature.forEach((j, s) => {
      const cell = segmentCell[segmentStart[s] + first[s * value.length + leaf]];
      out[j] = this.pointOf(box, instance, j, cellStart[j] + cell);
    });
  }

  private pointOf({ lower, upper }: Box, instance: EnsembleInstance, j: number, c: number): number {
    const { cells, choices } = this;
    const first = Math.max(instance.firstCell[c], cells.cellOf(j, lower[j]));
    const last = Math.min(instance.lastCell[c], cells.cellOf(j, upper[j]));
    return choices.pointOf(j, first, last, lower[j], upper[j]);
  }

  /** Moves the edges of the box inward to the cells that are left of it. False if none moves. */
  shrink(box: Box): boolean {
    const { instance, cells } = this;
    if (instance === null) return false;
    let isSmaller = false;
    for (let j = 0; j + 1 < instance.cellStart.length; j++) {
      const lower = cells.firstPoint(j, instance.firstCell[instance.cellStart[j]]);
      const upper = cells.lastPoint(j, instance.lastCell[instance.cellStart[j + 1] - 1]);
      if (moveInward(box, j, lower, upper)) isSmaller = true;
    }
    return isSmaller;
  }

  /** After `sweep`, of a part of its box: moves edges inward over cells whose bound is above the limit; false if no cell is left. */
  cut(box: Box, limit: number): boolean {
    const { instance, root, cells } = this;
    if (instance === null || root === null || !root.messages.isExact) return true;
    const { cellBounds } = root.messages;
    const { cellStart, firstCell, lastCell } = instance;
    const units = limit / root.quantum.size;
    for (let j = 0; j + 1 < cellStart.length; j++) {
      let first = cellStart[j];
      let last = cellStart[j + 1] - 1;
      while (first <= last && cellBounds[first] > units) first++;
      if (first > last) return false;
      while (cellBounds[last] > units) last--;
      const lower = cells.firstPoint(j, firstCell[first]);
      const upper = cells.lastPoint(j, lastCell[last]);
      if (lower > box.lower[j]) box.lower[j] = lower;
      if (upper < box.upper[j]) box.upper[j] = upper;
      if (box.lower[j] > box.upper[j]) return false;
    }
    return true;
  }

  /** The root over a box that contains this one, and those of all roots before: boxes that are a rounding too large would make a new one each. */
  private rootOver(box: Box): Root {
    const { trees, cells, leaves, terms, remembered } = this;
    if (this.root?.covers(box)) return this.root;
    this.root = new Root(trees, cells, leaves, terms, this.root === null ? box : hull(this.root.box, box));
    if (remembered !== null) this.root.takeOver(remembered);
    return this.root;
  }

  /** The cells of `source` that meet the box, and hold an integer where one is needed. */
  private within(box: Box, source: EnsembleInstance, root: Root): EnsembleInstance | null {
    const { cells, isInteger } = this;
    const { alive } = root;
    const { cellStart, firstCell, lastCell } = source;
    let dead = 0;
    for (let j = 0; j + 1 < cellStart.length; j++) {
      const lowest = cells.cellOf(j, box.lower[j]);
      const highest = cells.cellOf(j, box.upper[j]);
      for (let c = cellStart[j]; c < cellStart[j + 1]; c++) {
        alive[c] = lastCell[c] >= lowest && firstCell[c] <= highest ? 1 : 0;
        if (
          isInteger !== null &&
          isInteger[j] !== 0 &&
          alive[c] !== 0 &&
          !this.hasInteger(box, j, firstCell[c], lastCell[c])
        ) {
          alive[c] = 0;
        }
        dead += 1 - alive[c];
      }
    }
    if (dead > 0) return this.restricted(box, source, root);
    const unary = root.unary.over(source, box);
    return unary === source.unary ? source : { ...source, unary };
  }

  private hasInteger({ lower, upper }: Box, j: number, first: number, last: number): boolean {
    const { cells } = this;
    const low = Math.max(lower[j], cells.firstPoint(j, first));
    return Math.ceil(low) <= Math.floor(Math.min(upper[j], cells.lastPoint(j, last)));
  }

  private restricted(box: Box, source: EnsembleInstance, root: Root): EnsembleInstance | null {
    const made = root.restriction.run(source, root.alive);
    if (made === null) return null;
    const unary = root.unary.over(made, box);
    return unary === null ? made : { ...made, unary };
  }

  /** Bounds without messages. */
  private simple({ messages }: Root): number {
    const instance = this.instance as EnsembleInstance;
    instance.message.fill(0);
    const bound = messages.load(instance);
    if (!messages.isExact) return Number.NEGATIVE_INFINITY;
    if (this.method === "minima") return bound;
    const slices = messages.slices();
    return messages.isExact ? slices : bound;
  }

  /** Sweeps and takes out cells in turn; returns the bound in units. */
  private raise(box: Box, limit: number, root: Root, isFirst: boolean): number {
    const { messages, extrapolation } = root;
    const effort = isFirst ? ROOT_EFFORT : effortAfter(this.parts++);
    let bound = this.loaded(messages);
    if (this.isSettled) return bound;
    extrapolation.start(this.instance as EnsembleInstance);
    const first = messages.bound;
    let before = first;
    for (let sweep = 1; bound < limit; sweep++) {
      let after = this.swept(messages, limit);
      if (after > bound) bound = after;
      if (!messages.isExact || bound >= limit) break;
      let isLast = sweep >= effort.sweeps;
      if (sweep > 1 && sweep % effort.every === 0) {
        const left = isFirst && limit === Number.POSITIVE_INFINITY ? after - first : limit - after;
        if (!(after - before >= effort.gain * left)) isLast = true;
      }
      if (sweep % effort.every === 0) before = after;
      const share = this.markAlive(root, limit);
      if (share > (isLast ? SHARE_AT_END : SHARE_BETWEEN)) {
        this.hasGaps = true;
        this.instance = this.restricted(box, this.instance as EnsembleInstance, root);
        if (this.instance === null) return Number.POSITIVE_INFINITY;
        const joined = this.loaded(messages);
        if (joined > bound) bound = joined;
        if (this.isSettled || bound >= limit) break;
        if (isLast) {
          const last = this.swept(messages, limit);
          if (last > bound) bound = last;
        } else extrapolation.start(this.instance);
      } else if (!isLast && sweep > EXTRAPOLATED && sweep % EXTRAPOLATED === 0) {
        after = extrapolation.step(this.instance as EnsembleInstance, messages);
        if (after > bound) bound = after;
      }
      if (isLast) break;
    }
    return bound;
  }

  private swept(messages: DualMessages, limit: number): number {
    this.sweeps++;
    const bound = messages.sweep(this.sweeps % 2 === 0, limit);
    return messages.isExact ? bound : Number.NEGATIVE_INFINITY;
  }

  /** Takes up the instance; without its messages where these would lead to rounding, or are in the way of the exact minimum. */
  private loaded(messages: DualMessages): number {
    const instance = this.instance as EnsembleInstance;
    if (instance.factors <= 1 && instance.unary === null) instance.message.fill(0);
    let bound = messages.load(instance);
    if (!messages.isExact) {
      instance.message.fill(0);
      bound = messages.load(instance);
    }
    return messages.isExact ? bound : Number.NEGATIVE_INFINITY;
  }

  /** Marks the cells whose bound is below the limit; returns the share of the others. */
  private markAlive({ alive, messages }: Root, limit: number): number {
    const { cellBounds } = messages;
    const cells = (this.instance as EnsembleInstance).firstCell.length;
    let dead = 0;
    for (let c = 0; c < cells; c++) {
      // Not >=: NaN keeps the cell.
      alive[c] = cellBounds[c] >= limit ? 0 : 1;
      dead += 1 - alive[c];
    }
    return dead / cells;
  }
}

/** The cell of feature j with the least bound, the middle one of equals. */
function bestCell({ cellStart, factors }: EnsembleInstance, messages: DualMessages, j: number): number {
  const credits = factors === 0 ? messages.creditOfCells() : messages.cellBounds;
  let first = cellStart[j];
  let last = first;
  for (let c = first + 1; c < cellStart[j + 1]; c++) {
    if (credits[c] < credits[first]) {
      first = c;
      last = c;
    } else if (credits[c] === credits[first] && last === c - 1) last = c;
  }
  return (first + last) >> 1;
}
