import { type Box, copyBox, hull, isWithin } from "../numeric/box.js";
import type { Domain } from "../numeric/functional-minimum.js";
import { Random } from "../numeric/random.js";
import type { Network } from "../predictors/network/network.js";
import { withOutputs } from "../predictors/network/output-choice.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import { ConstrainedBounder } from "./constrained-bounder.js";
import type { Cover } from "./cover.js";
import { CoveredBounder } from "./covered-bounder.js";
import { CutPool } from "./cut-pool.js";
import { CutSeparation } from "./cut-separation.js";
import { DeferredBounder } from "./deferred-bounder.js";
import type { BoundingMethod } from "./method.js";
import { mixtureCovers } from "./mixture-cover.js";
import { coverOf, type RowCover } from "./row-cover.js";
import { leastOf } from "./row-members.js";
import { type OneSidedRow, oneSidedRows, type Rows } from "./rows.js";
import { UnionBounder } from "./union-bounder.js";

/** Knowledge of the bounder within, and whose it is: one for another root box has other rows left, and does not understand it. */
interface SeparatedKnowledge extends Knowledge {
  readonly owner: Bounder;
  readonly own: Knowledge;
}

/** Points of the root box at which a row's supporting planes are tried, and those of them that have to violate the row. */
const MOST_SAMPLES = 200;
const VIOLATIONS = 12;
/** Convex sets of a union that are told apart. */
const MOST_MEMBERS = 24;
/** Share of the violation that planes of a convex row show; the rest is rounding. */
const TIGHT = 0.999;

/**
 * Takes the convex rows of models out of a problem: as planes over the root box that are found where they are needed and kept for all nodes, they cost
 * a node no sweep. Where a row is the least of several convex ones, each of them is bounded by itself. Which rows are convex is found out at points of the root box; a wrong answer would cost tightness only.
 */
export class SeparatedBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly propagation: ReversePropagation;
  private inner: Bounder | null = null;
  private hasCuts = false;
  private root: Box | null = null;

  constructor(
    private readonly network: Network,
    private readonly method: BoundingMethod,
    private readonly rows: Rows,
    private readonly isInteger: Uint8Array | null = null,
  ) {
    this.variables = network.inputs;
    this.candidate = new Float64Array(network.inputs);
    this.propagation = new ReversePropagation(network.layers, isInteger);
    rows.lower.forEach((lower, k) => {
      this.propagation.limit(k + 1, lower, rows.upper[k]);
    });
  }

  bound(box: Box, cutoff: number, inherited: SeparatedKnowledge | null = null): number {
    const inner = this.over(box);
    if (this.hasCuts) {
      this.propagation.limit(0, Number.NEGATIVE_INFINITY, cutoff);
      if (this.propagation.run(box, null) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    }
    const lower = inner.bound(box, cutoff, inherited?.owner === inner ? inherited.own : null);
    this.candidate.set(inner.candidate);
    return lower;
  }

  knowledge(): SeparatedKnowledge | null {
    const own = this.inner?.knowledge?.() ?? null;
    return own && this.inner && { owner: this.inner, own, byteLength: own.byteLength };
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.inner?.branchingScores(box, out);
  }

  adjustSplit(box: Box, out: Split): void {
    this.inner?.adjustSplit?.(box, out);
  }

  /** The bounder for boxes within all that have come so far: a search may begin with parts of its box. */
  private over(box: Box): Bounder {
    if (this.inner === null || this.root === null || !isWithin(box, this.root)) {
      this.root = this.root === null ? copyBox(box) : hull(this.root, box);
      this.inner = this.made(this.root);
    }
    return this.inner;
  }

  private made(root: Box): Bounder {
    const { network, method, isInteger } = this;
    const lower = this.rows.lower.slice();
    const upper = this.rows.upper.slice();
    const planes: CutSeparation[] = [];
    let members: CutSeparation[] = [];
    let covers: readonly Cover[] = [];
    let covered: (RowCover & { readonly row: OneSidedRow }) | null = null;
    const drop = ({ sign, output }: OneSidedRow): void => {
      if (sign > 0) upper[output - 1] = Number.POSITIVE_INFINITY;
      else lower[output - 1] = Number.NEGATIVE_INFINITY;
    };
    for (const row of oneSidedRows(this.rows)) {
      const alone = withOutputs(network, [row.output]);
      const own = { ...row, output: 0 };
      if (!mayPay(alone)) {
        if (covers.length === 0) covers = mixtureCovers(alone, own, root);
        continue;
      }
      const separation = this.separationOf(alone, own, root);
      const union = separation === null && members.length === 0 ? this.unionOf(alone, own, root) : null;
      if (separation === null && union === null) {
        const found: RowCover | null = covered === null ? coverOf(alone, own, root) : null;
        if (found !== null) covered = { ...found, row };
        continue;
      }
      drop(row);
      if (separation !== null) planes.push(separation);
      if (union !== null) members = union;
    }
    if (members.length > 0) covered = null;
    const all = covered?.isTight === false ? { lower: lower.slice(), upper: upper.slice() } : null;
    if (covered !== null) {
      drop(covered.row);
      covers = [covered.cover];
    }
    this.hasCuts = planes.length + members.length + covers.length > 0;
    if (!this.hasCuts) return new ConstrainedBounder(network, method, this.rows, isInteger);
    const rest = { lower, upper };
    if (members.length === 0 && covers.length > 0) {
      const coveredBy = (cover: Cover, rows: Rows) => new CoveredBounder(this.bounderWith(rows, planes, cover), cover);
      const bounders = covers.map((cover) => coveredBy(cover, rest));
      const first = bounders.length === 1 ? bounders[0] : new UnionBounder(bounders);
      return all === null ? first : new DeferredBounder(coveredBy(covers[0], all), first);
    }
    if (members.length === 0) return this.bounderWith(rest, planes);
    return new UnionBounder(members.map((member) => this.bounderWith(rest, [...planes, member])));
  }

  /** Bounds with the rows that have limits. */
  private bounderWith(
    { lower, upper }: Rows,
    planes: readonly CutSeparation[],
    domain: Domain | null = null,
  ): ConstrainedBounder {
    const { network, method, isInteger } = this;
    const kept = Array.from(upper.keys()).filter((k) => Number.isFinite(lower[k]) || Number.isFinite(upper[k]));
    const rows = { lower: Float64Array.from(kept, (k) => lower[k]), upper: Float64Array.from(kept, (k) => upper[k]) };
    const inner = withOutputs(network, [0, ...kept.map((k) => k + 1)]);
    return new ConstrainedBounder(inner, method, rows, isInteger, { pool: new CutPool(inner.inputs), planes, domain });
  }

  /** The members of a row that says that one of several convex ones holds. */
  private unionOf(alone: Network, row: OneSidedRow, root: Box): CutSeparation[] | null {
    const members = row.sign > 0 ? leastOf(alone) : null;
    if (members === null || members.length > MOST_MEMBERS) return null;
    const separations = members.map((member) => this.separationOf(member, row, root));
    return separations.every((separation) => separation !== null) ? separations : null;
  }

  /** Planes of a row; null unless those over the root box are tight at all points tried. */
  private separationOf(alone: Network, row: OneSidedRow, root: Box): CutSeparation | null {
    const separation = new CutSeparation(alone, this.method.sweep, [row], root);
    const random = new Random(1);
    const x = new Float64Array(this.variables);
    let violations = 0;
    for (let sample = 0; sample < MOST_SAMPLES && violations < VIOLATIONS; sample++) {
      for (let j = 0; j < x.length; j++) x[j] = random.between(root.lower[j], root.upper[j]);
      const tightness = separation.tightness(0, x);
      if (tightness === 0) continue;
      if (!(tightness >= TIGHT)) return null;
      violations++;
    }
    return violations === VIOLATIONS ? separation : null;
  }
}

/** Formulas cost a node little, and steps are not convex. */
function mayPay({ layers }: Network): boolean {
  const models = layers.flatMap((layer) => (layer.kind === "model" ? [layer.model] : []));
  return models.length > 0 && models.every((model) => model.isPiecewiseConstant !== true);
}
