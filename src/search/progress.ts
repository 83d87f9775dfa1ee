/** Where a search stands, in the sense of a minimization. */
export interface Progress {
  /** Boxes bounded so far. */
  readonly nodes: number;
  readonly openNodes: number;
  /** Proved lower bound. */
  readonly bound: number;
  /** Best value found, +Infinity if none. */
  readonly incumbent: number;
  /** Since the start. */
  readonly seconds: number;
}

/** Told now and then, at most every 50 ms, and at the end. */
export type ProgressListener = (progress: Progress) => void;
