import type { Knowledge, Split } from "../bounds/bounder.js";
import { type Box, copyBox } from "../numeric/box.js";
import { selectSplit } from "./branching/selection.js";
import type { Collaborators } from "./collaborators.js";
import { cutoffFor } from "./gap.js";
import { FeasibleValue } from "./incumbent/feasible-value.js";
import type { Incumbent } from "./incumbent/incumbent.js";
import { roundInward } from "./integrality.js";
import { contradicts, InternalContradiction } from "./internal-contradiction.js";
import type { Node } from "./node.js";
import type { NodeQueue } from "./node-queue.js";
import type { Part } from "./partition.js";

/**
 * What happens to one box: it is bounded, and then either fathomed (nothing in it matters any more) or put into the queue
 * with the place where it will be split. Keeps account of what fathomed boxes leave to the final bound.
 */
export class Fathoming {
  /** Boxes bounded so far. */
  nodes = 0;
  /** Lower bound over everything that is not in the queue any more. */
  private settled = Number.POSITIVE_INFINITY;
  private serial = 0;
  private readonly box: Box;
  private readonly before: Box;
  private readonly candidate: Float64Array;
  private readonly scores: Float64Array;
  private readonly split: Split = { variable: -1, point: 0, above: 0 };
  private readonly isInteger: Uint8Array | null;
  private readonly feasible: FeasibleValue;

  constructor(
    private readonly rootBox: Box,
    private readonly collaborators: Collaborators,
    private readonly queue: NodeQueue,
    private readonly incumbent: Incumbent,
  ) {
    this.box = copyBox(rootBox);
    this.before = copyBox(rootBox);
    this.candidate = new Float64Array(rootBox.lower.length);
    this.scores = new Float64Array(rootBox.lower.length);
    this.isInteger = collaborators.isInteger ?? null;
    const { objective, limits } = collaborators;
    this.feasible = new FeasibleValue(objective, this.isInteger, limits.feasibilityTolerance);
  }

  /** Boxes whose bound is above it do not matter. */
  get cutoff(): number {
    return cutoffFor(this.incumbent.value, this.collaborators.limits);
  }

  /** Proved lower bound over the whole root box: of the open nodes, and of what was fathomed, at the cutoff of that time. */
  get bound(): number {
    return Math.min(this.queue.lowestBound, this.settled);
  }

  /** Bounds the root, or the parts that cover it, and returns the bound. */
  begin(parts: readonly Part[] = [{ box: this.rootBox, bound: Number.NEGATIVE_INFINITY }]): number {
    for (const { box, bound } of parts) {
      if (bound > this.cutoff) {
        this.settle(bound);
        continue;
      }
      this.box.lower.set(box.lower);
      this.box.upper.set(box.upper);
      this.process(bound, null);
    }
    return this.bound;
  }

  /** Bounds the half of the node below or above the point where it is split. */
  child({ corners, bound, variable, point, above, knowledge }: Node, half: "lower" | "upper"): void {
    if (bound > this.cutoff) {
      this.settle(bound);
      return;
    }
    const n = this.candidate.length;
    const { lower, upper } = this.box;
    for (let j = 0; j < n; j++) {
      lower[j] = corners[j];
      upper[j] = corners[n + j];
    }
    const isIntegerSplit = this.isInteger !== null && this.isInteger[variable] !== 0;
    if (half === "lower") upper[variable] = isIntegerSplit ? Math.floor(point) : point;
    else lower[variable] = isIntegerSplit ? Math.floor(point) + 1 : above;
    this.process(bound, knowledge);
  }

  /** Writes to `out` where a local search may start: the candidate that the node kept, or the middle of its box. */
  startFrom({ corners, candidate }: Node, out: Float64Array): void {
    if (candidate !== null) {
      out.set(candidate);
      return;
    }
    const n = out.length;
    for (let j = 0; j < n; j++) out[j] = 0.5 * corners[j] + 0.5 * corners[n + j];
  }

  contradiction(x: Float64Array): InternalContradiction {
    return this.contradictionAt(this.rootBox, this.bound, x, this.incumbent.value);
  }

  /** Bounds `this.box`, which may lose parts; `inherited` is a lower bound over all of it, `known` its parent's knowledge. */
  private process(inherited: number, known: Knowledge | null): void {
    const { box, before, split, candidate } = this;
    const { bounder, finder } = this.collaborators;
    const { cutoff } = this;
    before.lower.set(box.lower);
    before.upper.set(box.upper);
    this.nodes++;
    const own = bounder.bound(box, cutoff, known);
    const isCut = own === Number.POSITIVE_INFINITY || !isSame(box, before);
    // What rounding takes away after a cut has no integer point: nothing is owed for it.
    const isEmpty = isCut && this.isInteger !== null && !roundInward(box, this.isInteger);
    // Not Math.max: NaN proves nothing, the inherited bound has to stay then.
    let bound = inherited;
    if (own > inherited) bound = own;
    if (isCut) this.settle(Math.max(inherited, cutoff));
    else this.checkAgainstIncumbent(bound);
    if (bound > cutoff || own === Number.POSITIVE_INFINITY || isEmpty) {
      if (!isCut) this.settle(bound);
      return;
    }
    this.chooseSplit();
    const hasCandidate = clamped(bounder.candidate, box, candidate);
    if (hasCandidate) {
      const value = this.feasible.at(candidate);
      if (contradicts(own, value)) throw this.contradictionAt(box, own, candidate, value);
      if (this.incumbent.offer(candidate, value)) finder.polish(this.incumbent);
    }
    if (split.variable < 0) this.settle(isCut ? this.finalBound(bound, known) : bound);
    else this.open(bound, hasCandidate);
  }

  private chooseSplit(): void {
    const { box, scores, split } = this;
    const { bounder, branching } = this.collaborators;
    if (branching.choose?.(box, bounder, split)) return;
    branching.score(box, bounder, scores);
    selectSplit(box, this.rootBox, scores, split);
    if (split.variable >= 0 && this.isInteger?.[split.variable] !== 1) bounder.adjustSplit?.(box, split);
  }

  /** A box that cuts and rounding left without an edge to split was bounded when it was larger: once more, for what is left. */
  private finalBound(bound: number, known: Knowledge | null): number {
    const own = this.collaborators.bounder.bound(this.box, this.cutoff, known);
    return own > bound ? Math.max(bound, Math.min(own, this.cutoff)) : bound;
  }

  private open(bound: number, hasCandidate: boolean): void {
    const { queue } = this;
    queue.push(this.openNode(bound, hasCandidate));
    const { memoryLimit } = this.collaborators.limits;
    if (queue.knowledgeBytes > 0.5 * memoryLimit) queue.forget(0.25 * memoryLimit);
  }

  private openNode(bound: number, hasCandidate: boolean): Node {
    const n = this.candidate.length;
    const corners = new Float64Array(2 * n);
    corners.set(this.box.lower);
    corners.set(this.box.upper, n);
    const knowledge = this.collaborators.bounder.knowledge?.() ?? null;
    const { variable, point, above } = this.split;
    const isKept = hasCandidate && this.collaborators.finder.fromCandidates === true;
    const candidate = isKept ? this.candidate.slice() : null;
    return { corners, bound, variable, point, above, knowledge, candidate, serial: this.serial++ };
  }

  private settle(bound: number): void {
    if (!(bound >= this.settled)) this.settled = bound;
  }

  private checkAgainstIncumbent(bound: number): void {
    const { incumbent, before } = this;
    if (!contradicts(bound, incumbent.value) || !contains(before, incumbent.x)) return;
    throw this.contradictionAt(before, bound, incumbent.x, incumbent.value);
  }

  private contradictionAt({ lower, upper }: Box, bound: number, x: Float64Array, value: number): InternalContradiction {
    return new InternalContradiction({
      box: { lower: Array.from(lower), upper: Array.from(upper) },
      bound,
      x: Array.from(x),
      value,
    });
  }
}

function isSame(a: Box, b: Box): boolean {
  for (let j = 0; j < a.lower.length; j++) {
    if (a.lower[j] !== b.lower[j] || a.upper[j] !== b.upper[j]) return false;
  }
  return true;
}

function contains({ lower, upper }: Box, x: Float64Array): boolean {
  for (let j = 0; j < x.length; j++) if (!(lower[j] <= x[j] && x[j] <= upper[j])) return false;
  return true;
}

/** Writes the point of the box nearest to x to `out`; false if x has a NaN. */
function clamped(x: Float64Array, { lower, upper }: Box, out: Float64Array): boolean {
  for (let j = 0; j < out.length; j++) {
    out[j] = Math.min(Math.max(x[j], lower[j]), upper[j]);
    if (Number.isNaN(out[j])) return false;
  }
  return true;
}
