import { type Box, copyBox } from "../../numeric/box.js";
import { halves } from "../../search/partition.js";
import type { CoverTree } from "./cover.js";
import { ProofTable } from "./leaf-proof.js";
import type { LeafProver } from "./leaf-prover.js";

/** Each box has proofs that are tight at so many of the anchors: the multipliers of constraints change with the parameters. */
export const PROOFS = 6;

/** Parameters at which a cover has to show that nothing is below the cutoff. */
export interface Anchor {
  readonly theta: Float64Array;
  /** In the sense of a minimization. */
  readonly cutoff: number;
  /** Whether the search at these parameters settles the box at once. */
  settles(box: Box): boolean;
}

export interface CoverOptions {
  readonly mostLeaves: number;
  /** Into how many parts a box is split at most to spare the search from settling it. */
  readonly mostParts: number;
  /** Seconds after which no further box is split. */
  readonly timeLimit: number;
}

export const COVER_DEFAULTS: CoverOptions = { mostLeaves: 4000, mostParts: 100, timeLimit: 30 };

/** A box of the cover that is being made. */
interface Piece {
  readonly box: Box;
  /** By how much the proof's bound misses the cutoff where it misses it most; at most 0: proved at all anchors. */
  readonly deficit: number;
  /** Where it would be split; null if it is proved, or has no edge to split. */
  readonly split: { readonly variable: number; readonly point: number } | null;
  /** Once it is split. */
  parts: { readonly variable: number; readonly point: number; readonly lower: Piece; readonly upper: Piece } | null;
}

/**
 * Splits boxes, the worst first, until the proofs that are made for the first anchors hold at all of them, or the search settles the
 * box at once at all of them; then splits boxes of the second kind further where few parts are proved. Near an optimum of a
 * smooth function that would take too many.
 */
export class CoverMaking {
  /** Of a box at each anchor. */
  private readonly bounds: readonly Float64Array[];
  private readonly end: number;

  /** @param anchors at least one */
  constructor(
    private readonly prover: LeafProver,
    private readonly box: Box,
    private readonly anchors: readonly Anchor[],
    private readonly options: CoverOptions = COVER_DEFAULTS,
  ) {
    this.bounds = anchors.map(() => new Float64Array(1));
    this.end = performance.now() + 1000 * options.timeLimit;
  }

  tree(): CoverTree {
    const root = this.pieceOf(copyBox(this.box));
    const settled: Piece[] = [];
    let leaves = this.grow(root, this.options.mostLeaves, (piece) => {
      const isSettled = this.isSettled(piece);
      if (isSettled) settled.push(piece);
      return isSettled;
    });
    for (const piece of settled) {
      const room = Math.min(this.options.mostParts, this.options.mostLeaves - leaves + 1);
      const made = this.grow(piece, room, () => false, true);
      leaves += made - 1;
    }
    return treeOf(root, new Set(settled));
  }

  /**
   * Splits below the piece until what `isDone` leaves has a proof; returns the number of leaves.
   * @param isWhole unless all of it is proved in the end, the piece stays as it was
   */
  private grow(piece: Piece, mostLeaves: number, isDone: (piece: Piece) => boolean, isWhole = false): number {
    const open = piece.split === null || isDone(piece) ? [] : [piece];
    let leaves = 1;
    let isComplete = piece.split !== null || piece.deficit <= 0;
    while (open.length > 0 && leaves < mostLeaves && performance.now() < this.end) {
      const worst = takeWorst(open);
      const { variable, point } = worst.split as NonNullable<Piece["split"]>;
      const [lower, upper] = halves(worst.box, variable, point, this.prover).map((part) => this.pieceOf(part));
      worst.parts = { variable, point, lower, upper };
      leaves++;
      for (const part of [lower, upper]) {
        if (part.split === null) isComplete &&= part.deficit <= 0;
        else if (!isDone(part)) open.push(part);
      }
    }
    if (!isWhole || (isComplete && open.length === 0)) return leaves;
    piece.parts = null;
    return 1;
  }

  private pieceOf(part: Box): Piece {
    const { prover, anchors, bounds } = this;
    bounds.forEach((bound) => {
      bound[0] = Number.NEGATIVE_INFINITY;
    });
    const deficitOf = ({ cutoff }: Anchor, s: number): number => (bounds[s][0] > cutoff ? 0 : cutoff - bounds[s][0]);
    let deficit = Number.POSITIVE_INFINITY;
    for (let k = 0; k < Math.min(PROOFS, anchors.length) && deficit > 0; k++) {
      const table = new ProofTable(part.lower.length, [prover.prove(part, anchors[k].theta, Number.POSITIVE_INFINITY)]);
      anchors.forEach(({ theta, cutoff }, s) => {
        table.raise(theta, cutoff, bounds[s]);
      });
      deficit = Math.max(...anchors.map(deficitOf));
    }
    return { box: part, deficit, split: deficit > 0 ? prover.chooseSplit(part, this.box) : null, parts: null };
  }

  private isSettled({ box }: Piece): boolean {
    return this.anchors.every((anchor) => anchor.settles(box));
  }
}

function takeWorst(open: Piece[]): Piece {
  let worst = 0;
  for (let k = 1; k < open.length; k++) if (open[k].deficit > open[worst].deficit) worst = k;
  const [taken] = open.splice(worst, 1);
  return taken;
}

function treeOf(piece: Piece, units: ReadonlySet<Piece>): CoverTree {
  if (piece.parts === null) return null;
  const { variable, point, lower, upper } = piece.parts;
  return { variable, point, isUnit: units.has(piece), lower: treeOf(lower, units), upper: treeOf(upper, units) };
}
