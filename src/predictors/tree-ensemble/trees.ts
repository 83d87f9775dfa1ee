/**
 * A sum (or mean, minimum, maximum) of binary regression trees in flat arrays. Inner node k sends x to `left[k]` where
 * x[feature[k]] <= threshold[k] and to `right[k]` otherwise, compared in float64; other branch modes are turned into this one
 * when a file is read (x < t is x <= the float64 before t; membership in a set is a tree of comparisons), so that every leaf
 * is a box. Where a runtime rounds its inputs to float32 first, the threshold is the largest float64 that is rounded to the
 * file's threshold or below it: the comparison has the runtime's outcome for every float64, and the file's threshold is
 * Math.fround(threshold). No comparison is decided by those above it: a node is reached by some x. Nodes of a tree stand
 * together, a node before those below it, and no node has two parents. Leaves have feature -1.
 */
export interface Trees {
  readonly features: number;
  /** Number of values a leaf has. */
  readonly outputs: number;
  /** Root node of each tree, ascending. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Leaf values, exactly as stored: value of node k for output o at k * outputs + o; 0 for inner nodes. */
  readonly values: Float64Array;
  /** Added to each output after aggregation; length `outputs`. */
  readonly base: Float64Array;
  readonly aggregate: "sum" | "average" | "minimum" | "maximum";
}
