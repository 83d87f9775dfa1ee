import type { Box } from "../../numeric/box.js";
import { halves, type Part } from "../../search/partition.js";
import { type LeafProof, ProofTable } from "./leaf-proof.js";
import type { LeafProver } from "./leaf-prover.js";

/** How a box was split, again and again: a variable's edge at a point. Null: it was not. */
export type CoverTree = CoverSplit | null;

export interface CoverSplit {
  /** Position among the decision variables. */
  readonly variable: number;
  readonly point: number;
  /** The search settles the whole box about as fast as one of its parts. */
  readonly isUnit: boolean;
  readonly lower: CoverTree;
  readonly upper: CoverTree;
}

/** A box that the search takes as a whole, unless at most one of its leaves is open: leaves first .. end - 1. */
interface Unit {
  readonly box: Box;
  readonly first: number;
  readonly end: number;
}

/**
 * Boxes that cover a problem's box, each with a proof of a bound that holds for all parameters. A file keeps the splits and the
 * parameters for which the proofs are made; the proofs themselves are made anew, so that nothing rests on a file. The boxes cover
 * whatever the tree says: each split leaves two boxes that cover theirs.
 */
export class Cover {
  readonly leaves: Box[] = [];
  private readonly units: Unit[] = [];
  /** All boxes of the tree, each before its parts. */
  private readonly nodes: { readonly box: Box; readonly isLeaf: boolean }[] = [];
  /** Of every leaf at the parameters that were given last. */
  private readonly bounds: Float64Array;
  /** For each anchor, made when they are needed. */
  private readonly proofs: ProofTable[] = [];

  /**
   * @param anchors the parameters at which proofs are tight: one proof per box for each
   * @throws RangeError for a tree that is not one of the box
   */
  constructor(
    tree: CoverTree,
    private readonly anchors: readonly Float64Array[],
    box: Box,
    private readonly prover: LeafProver,
  ) {
    this.grow(tree, box, false);
    this.bounds = new Float64Array(this.leaves.length);
  }

  /** Bounds every leaf at theta; returns how many are not proved to be above the cutoff. */
  at(theta: Float64Array, cutoff: number): number {
    this.bounds.fill(Number.NEGATIVE_INFINITY);
    let open = this.bounds.length;
    for (let a = 0; a < this.anchors.length && open > 0; a++) {
      this.proofs[a] ??= this.tableAt(this.anchors[a]);
      this.proofs[a].raise(theta, cutoff, this.bounds);
      open = 0;
      for (let k = 0; k < this.bounds.length; k++) if (!(this.bounds[k] > cutoff)) open++;
    }
    return open;
  }

  /** After `at`: the least of all bounds, a proved one over the whole box. */
  get bound(): number {
    return this.bounds.reduce((least, bound) => Math.min(least, bound), Number.POSITIVE_INFINITY);
  }

  /** After `at`: boxes that cover the whole one, for a search to begin with. */
  partsAt(cutoff: number): Part[] {
    const parts: Part[] = [];
    for (const { box, first, end } of this.units) {
      let open = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let k = first; k < end; k++) {
        if (!(this.bounds[k] > cutoff)) open++;
        least = Math.min(least, this.bounds[k]);
      }
      if (open !== 1) parts.push({ box, bound: least });
      else for (let k = first; k < end; k++) parts.push({ box: this.leaves[k], bound: this.bounds[k] });
    }
    return parts;
  }

  private tableAt(anchor: Float64Array): ProofTable {
    const proofs: (LeafProof | null)[] = [];
    for (const { box, isLeaf } of this.nodes) {
      if (!isLeaf && !this.prover.isBetterWithin) continue;
      const proof = this.prover.prove(box, anchor, Number.POSITIVE_INFINITY);
      if (isLeaf) proofs.push(proof);
    }
    return new ProofTable(this.leaves[0].lower.length, proofs);
  }

  private grow(tree: CoverTree, box: Box, isInUnit: boolean): void {
    const first = this.leaves.length;
    const isUnit = !isInUnit && (tree === null || tree.isUnit);
    this.nodes.push({ box, isLeaf: tree === null });
    if (tree === null) this.leaves.push(box);
    else {
      const [lower, upper] = halves(box, tree.variable, tree.point, this.prover);
      this.grow(tree.lower, lower, isInUnit || isUnit);
      this.grow(tree.upper, upper, isInUnit || isUnit);
    }
    if (isUnit) this.units.push({ box, first, end: this.leaves.length });
  }
}

export function leafCount(tree: CoverTree): number {
  return tree === null ? 1 : leafCount(tree.lower) + leafCount(tree.upper);
}
