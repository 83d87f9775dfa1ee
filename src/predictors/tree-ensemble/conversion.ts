import { OnnxError } from "../../onnx/error.js";
import { BRANCH_MODES, type TreeEnsembleDefinition } from "../../onnx/tree-ensemble-definition.js";
import { type CutLine, cutLine } from "./cut.js";
import type { Trees } from "./trees.js";

/** A set of categories becomes a tree of comparisons with copies of what is below it; more nodes than this are refused. */
const MOST_NODES = 4e6;

const NOTHING = new Float64Array(0);

/** The trees of a definition: comparisons in one form, and only those that are not decided by the ones above them. */
export function treesOf(definition: TreeEnsembleDefinition): Trees {
  return new Conversion(definition).run();
}

class Conversion {
  private readonly feature: number[] = [];
  private readonly threshold: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  /** Node of the definition that a node comes from. */
  private readonly origin: number[] = [];
  /** On the path to the current node, x[j] lies above `above[j]` and is at most `upTo[j]`. */
  private readonly above: Float64Array;
  private readonly upTo: Float64Array;
  private readonly lines = new Map<number, CutLine>();

  constructor(private readonly definition: TreeEnsembleDefinition) {
    this.above = new Float64Array(definition.features).fill(Number.NEGATIVE_INFINITY);
    this.upTo = new Float64Array(definition.features).fill(Number.MAX_VALUE);
  }

  run(): Trees {
    const { definition } = this;
    const { features, outputs, base, aggregate } = definition;
    const roots = Int32Array.from(definition.roots, (root) => this.emit(root));
    const values = new Float64Array(this.feature.length * outputs);
    this.origin.forEach((origin, node) => {
      if (this.feature[node] < 0)
        values.set(definition.values.subarray(origin * outputs, (origin + 1) * outputs), node * outputs);
    });
    return {
      features,
      outputs,
      roots,
      feature: Int32Array.from(this.feature),
      threshold: Float64Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      values,
      base,
      aggregate,
    };
  }

  /** Writes what is below a node of the definition; returns the new node. */
  private emit(node: number): number {
    const feature = this.definition.feature[node];
    if (feature < 0) return this.append(-1, 0, node);
    const { cuts, isTaken } = this.lineOf(node);
    let first = 0;
    while (first < cuts.length && !(this.above[feature] < cuts[first])) first++;
    let last = cuts.length;
    while (last > first && !(cuts[last - 1] < this.upTo[feature])) last--;
    return this.emitPart(node, cuts, isTaken, first, last);
  }

  /** Writes the intervals first .. last of the node's line. */
  private emitPart(
    node: number,
    cuts: readonly number[],
    isTaken: readonly boolean[],
    first: number,
    last: number,
  ): number {
    const { definition, above, upTo } = this;
    if (first === last) return this.emit(isTaken[first] ? definition.whenTrue[node] : definition.whenFalse[node]);
    const middle = (first + last) >> 1;
    const feature = definition.feature[node];
    const place = this.append(feature, cuts[middle], node);
    const [a, b] = [above[feature], upTo[feature]];
    upTo[feature] = cuts[middle];
    this.left[place] = this.emitPart(node, cuts, isTaken, first, middle);
    upTo[feature] = b;
    above[feature] = cuts[middle];
    this.right[place] = this.emitPart(node, cuts, isTaken, middle + 1, last);
    above[feature] = a;
    return place;
  }

  private append(feature: number, threshold: number, origin: number): number {
    const place = this.feature.length;
    if (place >= MOST_NODES)
      throw new OnnxError("limit", `the trees have more than ${MOST_NODES} nodes once sets are written as comparisons`);
    this.feature.push(feature);
    this.threshold.push(threshold);
    this.left.push(-1);
    this.right.push(-1);
    this.origin.push(origin);
    return place;
  }

  /** Nodes below a set are written several times, so their lines are kept. */
  private lineOf(node: number): CutLine {
    const known = this.lines.get(node);
    if (known) return known;
    const { mode, threshold, sets, isSingle } = this.definition;
    const line = cutLine(BRANCH_MODES[mode[node]!], threshold[node], sets.get(node) ?? NOTHING, isSingle);
    this.lines.set(node, line);
    return line;
  }
}
