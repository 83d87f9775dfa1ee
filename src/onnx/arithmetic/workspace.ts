import type { Algebra } from "../algebra.js";
import { Allowance, checkedCount, type Limits } from "../limits.js";

/** What every arithmetic operation on tensors needs: the algebra for symbolic ones, and what may still be used. */
export interface Workspace {
  readonly algebra: Algebra;
  /** Numbers that may still be made. */
  readonly elements: Allowance;
  /** Multiplications and function values that may still be computed. */
  readonly work: Allowance;
}

export function workspace(algebra: Algebra, limits: Limits): Workspace {
  return {
    algebra,
    elements: new Allowance("numbers made while interpreting the graph", limits.derivedElements),
    work: new Allowance("operations to interpret the graph", limits.work),
  };
}

/** Number of elements of a new tensor, counted against the limit. @throws OnnxError for an impossible or too large shape. */
export function newSize(w: Workspace, shape: readonly number[]): number {
  const count = checkedCount(shape);
  w.elements.take(count);
  w.work.take(count);
  return count;
}
