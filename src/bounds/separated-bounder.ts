import { type Box, copyBox } from "../numeric/box.js";
import { Random } from "../numeric/random.js";
import type { Network } from "../predictors/network/network.js";
import { withOutputs } from "../predictors/network/output-choice.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import type { Bounder, Split } from "./bounder.js";
import { ConstrainedBounder } from "./constrained-bounder.js";
import { CutPool } from "./cut-pool.js";
import { CutSeparation } from "./cut-separation.js";
import type { BoundingMethod } from "./method.js";
import { type OneSidedRow, oneSidedRows, type Rows } from "./rows.js";

/** Points of the root box at which a row's supporting planes are tried, and those of them that have to violate the row. */
const MOST_SAMPLES = 200;
const VIOLATIONS = 12;
/** Share of the violation that planes of a convex row show; the rest is rounding. */
const TIGHT = 0.999;

/**
 * Takes the convex rows of models out of a problem: as planes over the root box that are found where they are needed and kept for all nodes, they cost
 * a node no sweep. Which rows are convex is found out at points of the root box; a wrong answer would cost tightness only.
 */
export class SeparatedBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly propagation: ReversePropagation;
  private inner: ConstrainedBounder | null = null;
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

  bound(box: Box, cutoff: number, inherited: Float32Array | null = null): number {
    const inner = this.over(box);
    if (this.hasCuts) {
      this.propagation.limit(0, Number.NEGATIVE_INFINITY, cutoff);
      if (this.propagation.run(box, null) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    }
    const lower = inner.bound(box, cutoff, inherited);
    this.candidate.set(inner.candidate);
    return lower;
  }

  knowledge(): Float32Array | null {
    return this.inner?.knowledge() ?? null;
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.inner?.branchingScores(box, out);
  }

  adjustSplit(box: Box, out: Split): void {
    this.inner?.adjustSplit(box, out);
  }

  /** The bounder for boxes within the first one. */
  private over(box: Box): ConstrainedBounder {
    if (this.inner === null || this.root === null || !contains(this.root, box)) {
      this.root = copyBox(box);
      this.made(this.root);
    }
    return this.inner as ConstrainedBounder;
  }

  private made(root: Box): void {
    const { network, method, isInteger } = this;
    const { lower, upper } = this.rows;
    const below = lower.slice();
    const above = upper.slice();
    const planes: CutSeparation[] = [];
    for (const row of oneSidedRows(this.rows)) {
      const alone = withOutputs(network, [row.output]);
      if (!mayPay(alone)) continue;
      const own = { ...row, output: 0 };
      if (this.isConvex(alone, own, root)) {
        if (row.sign > 0) above[row.output - 1] = Number.POSITIVE_INFINITY;
        else below[row.output - 1] = Number.NEGATIVE_INFINITY;
        planes.push(new CutSeparation(alone, method.sweep, [own], root));
      }
    }
    this.hasCuts = planes.length > 0;
    const kept = Array.from(above.keys()).filter((k) => Number.isFinite(below[k]) || Number.isFinite(above[k]));
    const rest: Rows = {
      lower: Float64Array.from(kept, (k) => below[k]),
      upper: Float64Array.from(kept, (k) => above[k]),
    };
    const inner = this.hasCuts ? withOutputs(network, [0, ...kept.map((k) => k + 1)]) : network;
    const pool = new CutPool(network.inputs);
    this.inner = new ConstrainedBounder(inner, method, this.hasCuts ? rest : this.rows, isInteger, { pool, planes });
  }

  /** Whether supporting planes over the root box are tight at all points tried. */
  private isConvex(alone: Network, row: OneSidedRow, root: Box): boolean {
    const separation = new CutSeparation(alone, this.method.sweep, [row], root);
    const random = new Random(1);
    const x = new Float64Array(this.variables);
    let violations = 0;
    for (let sample = 0; sample < MOST_SAMPLES && violations < VIOLATIONS; sample++) {
      for (let j = 0; j < x.length; j++) x[j] = random.between(root.lower[j], root.upper[j]);
      const tightness = separation.tightness(0, x);
      if (tightness === 0) continue;
      if (!(tightness >= TIGHT)) return false;
      violations++;
    }
    return violations === VIOLATIONS;
  }
}

/** Formulas cost a node little, and steps are not convex. */
function mayPay({ layers }: Network): boolean {
  const models = layers.flatMap((layer) => (layer.kind === "model" ? [layer.model] : []));
  return models.length > 0 && models.every((model) => model.isPiecewiseConstant !== true);
}

function contains(outer: Box, inner: Box): boolean {
  for (let i = 0; i < inner.lower.length; i++) {
    if (!(outer.lower[i] <= inner.lower[i] && inner.upper[i] <= outer.upper[i])) return false;
  }
  return true;
}
