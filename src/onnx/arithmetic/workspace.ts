import type { Algebra, Tensor } from "../algebra.js";
import { OnnxError } from "../error.js";
import { Allowance, checkedCount, type Limits } from "../limits.js";
import type { Graph } from "../model.js";
import { Relations } from "./relations.js";

/** The outputs of a graph whose inputs have these values, in order. */
export type SubgraphRun = (graph: Graph, inputs: readonly Tensor[]) => Tensor[];

/** What every arithmetic operation on tensors needs: the algebra for symbolic ones, and what may still be used. */
export interface Workspace {
  readonly algebra: Algebra;
  /** Numbers that may still be made. */
  readonly elements: Allowance;
  /** Multiplications and function values that may still be computed. */
  readonly work: Allowance;
  /** Runs the body of a loop, within the same limits. */
  readonly subgraph: SubgraphRun;
  /** What is known of symbolic numbers. */
  readonly relations: Relations;
}

export function workspace(algebra: Algebra, limits: Limits, subgraph: SubgraphRun = noSubgraph): Workspace {
  return {
    algebra,
    elements: new Allowance("numbers made while interpreting the graph", limits.derivedElements),
    work: new Allowance("operations to interpret the graph", limits.work),
    subgraph,
    relations: new Relations(),
  };
}

function noSubgraph(): never {
  throw new OnnxError("unsupported", "subgraphs are not run here");
}

/** Number of elements of a new tensor, counted against the limit. @throws OnnxError for an impossible or too large shape. */
export function newSize(w: Workspace, shape: readonly number[]): number {
  const count = checkedCount(shape);
  w.elements.take(count);
  w.work.take(count);
  return count;
}
