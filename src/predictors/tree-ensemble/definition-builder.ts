import { checkedDefinition } from "../../onnx/tree-ensemble-check.js";
import { BRANCH_MODES, type BranchMode, type TreeEnsembleDefinition } from "../../onnx/tree-ensemble-definition.js";

/** Collects the nodes of an ensemble that a library's own file describes tree by tree. */
export class DefinitionBuilder {
  private readonly roots: number[] = [];
  private readonly feature: number[] = [];
  private readonly mode: number[] = [];
  private readonly threshold: number[] = [];
  private readonly whenTrue: number[] = [];
  private readonly whenFalse: number[] = [];
  private readonly values: number[] = [];
  private readonly sets = new Map<number, Float64Array>();

  constructor(private readonly outputs: number) {}

  /** Number of nodes so far: where the next one will stand. */
  get size(): number {
    return this.feature.length;
  }

  root(node: number): void {
    this.roots.push(node);
  }

  /** @param values one per output */
  leaf(values: ArrayLike<number>): void {
    this.append(-1, "<=", 0, -1, -1);
    for (let o = 0; o < this.outputs; o++) this.values[this.values.length - this.outputs + o] = values[o];
  }

  comparison(feature: number, mode: BranchMode, threshold: number, whenTrue: number, whenFalse: number): void {
    this.append(feature, mode, threshold, whenTrue, whenFalse);
  }

  /** True within half-open intervals, see `BRANCH_MODES`. */
  intervals(feature: number, ends: readonly number[], whenTrue: number, whenFalse: number): void {
    this.sets.set(this.size, Float64Array.from(ends));
    this.append(feature, "within", 0, whenTrue, whenFalse);
  }

  /** @throws OnnxError unless the nodes are trees over the features */
  build(rest: Pick<TreeEnsembleDefinition, "features" | "base" | "aggregate" | "isSingle">): TreeEnsembleDefinition {
    return checkedDefinition({
      ...rest,
      outputs: this.outputs,
      roots: Int32Array.from(this.roots),
      feature: Int32Array.from(this.feature),
      mode: Uint8Array.from(this.mode),
      threshold: Float64Array.from(this.threshold),
      sets: this.sets,
      whenTrue: Int32Array.from(this.whenTrue),
      whenFalse: Int32Array.from(this.whenFalse),
      values: Float64Array.from(this.values),
    });
  }

  private append(feature: number, mode: BranchMode, threshold: number, whenTrue: number, whenFalse: number): void {
    this.feature.push(feature);
    this.mode.push(BRANCH_MODES.indexOf(mode));
    this.threshold.push(threshold);
    this.whenTrue.push(whenTrue);
    this.whenFalse.push(whenFalse);
    for (let o = 0; o < this.outputs; o++) this.values.push(0);
  }
}
