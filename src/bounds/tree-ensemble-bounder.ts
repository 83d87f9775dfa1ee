import type { Box } from "../numeric/box.js";
import type { EnsembleBound } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import { bytesOf, type EnsembleInstance } from "../predictors/tree-ensemble/bound/instance.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";

/** The compacted ensemble of a box, with its messages. */
interface EnsembleKnowledge extends Knowledge {
  readonly instance: EnsembleInstance;
  /** The same of the coarse ensemble; null where it was not bounded. */
  readonly coarse: EnsembleInstance | null;
  readonly hasGaps: boolean;
}

/** Bounds weights . outputs of a sum of trees, plus a term of each feature, over boxes of its inputs. */
export class TreeEnsembleBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private hasGaps = false;
  private cutoff = Number.POSITIVE_INFINITY;

  /**
   * @param ensemble what is bounded, and how
   * @param coarse a cheaper lower bound that is asked first; `ensemble` only about boxes that it does not rule out
   */
  constructor(
    private readonly ensemble: EnsembleBound,
    private readonly coarse: EnsembleBound | null = null,
  ) {
    this.variables = ensemble.cells.features;
    this.candidate = new Float64Array(this.variables);
  }

  bound(box: Box, cutoff: number, inherited: EnsembleKnowledge | null = null): number {
    const { ensemble } = this;
    this.cutoff = cutoff;
    this.candidate.fill(Number.NaN);
    if (this.isRuledOut(box, cutoff, inherited?.coarse ?? null)) return Number.POSITIVE_INFINITY;
    const bound = ensemble.run(box, cutoff, inherited?.instance ?? null);
    this.hasGaps = ensemble.hasGaps || inherited?.hasGaps === true;
    // What was ruled out inside the box is not above the bound, only not below the cutoff.
    if (ensemble.instance === null || (this.hasGaps && bound >= cutoff)) return Number.POSITIVE_INFINITY;
    if (bound >= cutoff) return bound;
    ensemble.shrink(box);
    ensemble.suggest(box, this.candidate);
    return bound;
  }

  knowledge(): EnsembleKnowledge | null {
    const { instance } = this.ensemble;
    const coarse = this.coarse?.instance ?? null;
    const byteLength = (instance ? bytesOf(instance) : 0) + (coarse ? bytesOf(coarse) : 0);
    return instance && { instance, coarse, hasGaps: this.hasGaps, byteLength };
  }

  private isRuledOut(box: Box, cutoff: number, inherited: EnsembleInstance | null): boolean {
    const { coarse } = this;
    return coarse !== null && coarse.run(box, cutoff, inherited) >= cutoff;
  }

  /** None: `chooseSplit` knows better, and without it the widest edge is as good as any. */
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
  }

  chooseSplit(_box: Box, out: Split): boolean {
    const { ensemble } = this;
    if (ensemble.chooseSplit(this.cutoff, out)) return true;
    out.variable = -1;
    return ensemble.isSettled;
  }
}
