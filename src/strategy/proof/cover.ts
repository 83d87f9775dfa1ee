import { ReducedSystem } from "../online/reduced-system.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { AffineBound, hasAffineBounds } from "./affine-bound.js";
import type { BranchingProof } from "./branching-proof.js";
import { type DualPoint, LagrangianBound } from "./lagrangian-bound.js";

/** Bounds of all variables. */
export interface VariableRange {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A box of whole numbers and the dual point that bounds the program over it. */
export interface CoverLeaf {
  /** Bounds of integer variables where they differ from the program's. */
  readonly changes: readonly (readonly [variable: number, lower: number, upper: number])[];
  /** At least one; the best of their bounds counts. */
  readonly duals: readonly DualPoint[];
  /** What is tight at the relaxation's optimum over the box; null if the box is empty. */
  readonly tight: Strategy | null;
}

/**
 * Boxes that cover all whole numbers of a program. Whatever the parameters are, the least of the boxes' Lagrangian bounds is
 * a proved bound of the optimum; near the parameters that the boxes and multipliers were made for it is a good one.
 * @throws RangeError if the boxes do not cover everything
 */
export class Cover {
  private readonly boxes: VariableRange[];
  private readonly bounds: LagrangianBound;
  private readonly systems: (ReducedSystem | null)[];
  /** Where only sides of rows depend on parameters, or a program was strengthened, bounds are functions of them. */
  private readonly affine: AffineBound[][] | null;
  private readonly kept: CoverLeaf[];

  /** @param guarded rows of the program without whose nonnegative lower sides stored multipliers prove nothing */
  constructor(
    private readonly program: ParametricProgram,
    leaves: readonly CoverLeaf[],
    private readonly guarded: Int32Array = new Int32Array(0),
  ) {
    this.kept = [...leaves];
    this.boxes = leaves.map(({ changes }) => boxOf(program, changes));
    if (!covers(program, this.boxes))
      throw new RangeError("the boxes of a stored proof do not cover all whole numbers");
    this.bounds = new LagrangianBound(program);
    this.systems = leaves.map((leaf, k) => this.systemOf(leaf, this.boxes[k]));
    this.affine =
      hasAffineBounds(program) || guarded.length > 0
        ? leaves.map(({ duals }, k) => duals.map((dual) => this.affineBound(dual, this.boxes[k])))
        : null;
  }

  get leaves(): readonly CoverLeaf[] {
    return this.kept;
  }

  /** The bounds of all variables over box k. */
  box(k: number): VariableRange {
    return this.boxes[k];
  }

  /** Adds multipliers to box k. */
  add(k: number, dual: DualPoint): void {
    this.kept[k] = { ...this.kept[k], duals: [...this.kept[k].duals, dual] };
    this.affine?.[k].push(this.affineBound(dual, this.boxes[k]));
  }

  /**
   * Puts boxes in the place of box k.
   * @throws RangeError if they do not cover it
   */
  replace(k: number, leaves: readonly CoverLeaf[]): void {
    const { program } = this;
    const boxes = leaves.map(({ changes }) => boxOf(program, changes));
    if (!covers({ ...program, ...this.boxes[k] }, boxes)) throw new RangeError("the parts of a box do not cover it");
    this.kept.splice(k, 1, ...leaves);
    this.boxes.splice(k, 1, ...boxes);
    this.systems.splice(k, 1, ...leaves.map((leaf, l) => this.systemOf(leaf, boxes[l])));
    this.affine?.splice(k, 1, ...leaves.map(({ duals }, l) => duals.map((dual) => this.affineBound(dual, boxes[l]))));
  }

  private systemOf({ tight }: CoverLeaf, { lower, upper }: VariableRange): ReducedSystem | null {
    return tight === null ? null : new ReducedSystem(relaxationOver(this.program, lower, upper), tight);
  }

  private affineBound(dual: DualPoint, { lower, upper }: VariableRange): AffineBound {
    return new AffineBound(this.program, dual, lower, upper);
  }

  /**
   * A proved lower bound of the program at its data. Boxes whose stored multipliers give less than `enough` get fresh ones,
   * from the linear system of what is tight over them or, given one that has begun, from a search over them.
   */
  at(data: ProgramData, enough: number, search: BranchingProof | null = null): number {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.kept.length; k++) {
      const { lower, upper } = this.boxes[k];
      // More than the least of the boxes before is of no use.
      const needed = Math.min(enough, least);
      let bound = this.storedBound(k, data, needed);
      const system = this.systems[k];
      if (!(bound >= needed) && system !== null) {
        system.recover(data);
        const { point, multipliers } = system;
        bound = Math.max(bound, this.bounds.at(data, { multipliers, anchor: point }, lower, upper));
      }
      if (!(bound >= needed) && search !== null) bound = Math.max(bound, search.within(data, lower, upper));
      if (!(bound >= least)) least = bound;
    }
    return least;
  }

  /** The best bound over a box that its stored multipliers give, or one that is enough. */
  storedBound(k: number, data: ProgramData, enough: number): number {
    const { lower, upper } = this.boxes[k];
    const { duals } = this.kept[k];
    let bound = Number.NEGATIVE_INFINITY;
    for (const r of this.guarded) if (!(data.rowLower[r] >= 0)) return bound;
    for (let d = 0; d < duals.length && !(bound >= enough); d++) {
      const one =
        this.affine === null ? this.bounds.at(data, duals[d], lower, upper) : this.affine[k][d].at(data.theta);
      bound = Math.max(bound, one);
    }
    return bound;
  }
}

/** The program's relaxation over a box. */
export function relaxationOver(
  program: ParametricProgram,
  lower: Float64Array,
  upper: Float64Array,
): ParametricProgram {
  return { ...program, lower, upper, isInteger: new Uint8Array(lower.length) };
}

function boxOf(program: ParametricProgram, changes: CoverLeaf["changes"]) {
  const box = { lower: program.lower.slice(), upper: program.upper.slice() };
  for (const [variable, lower, upper] of changes) {
    box.lower[variable] = lower;
    box.upper[variable] = upper;
  }
  return box;
}

/**
 * Whether boxes that came out of repeated splitting fill the program's box: they are joined back by splitting anew at a
 * variable that separates them all.
 */
function covers(program: ParametricProgram, boxes: readonly VariableRange[]): boolean {
  const integers = [...program.isInteger.keys()].filter((j) => program.isInteger[j] === 1);
  const fills = (part: typeof boxes, lower: Float64Array, upper: Float64Array): boolean => {
    if (part.length === 0) return false;
    const isWhole = (box: (typeof boxes)[number]): boolean =>
      integers.every((j) => box.lower[j] <= lower[j] && box.upper[j] >= upper[j]);
    if (part.some(isWhole)) return true;
    for (const j of integers) {
      const cuts = new Set(part.flatMap((box) => (box.lower[j] > lower[j] ? [box.lower[j]] : [])));
      for (const cut of cuts) {
        const left = part.filter((box) => box.upper[j] < cut);
        const right = part.filter((box) => box.lower[j] >= cut);
        if (left.length + right.length < part.length) continue;
        const middleUpper = upper.slice();
        middleUpper[j] = cut - 1;
        const middleLower = lower.slice();
        middleLower[j] = cut;
        return fills(left, lower, middleUpper) && fills(right, middleLower, upper);
      }
    }
    return false;
  };
  return fills(boxes, program.lower, program.upper);
}
