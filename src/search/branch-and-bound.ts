import { setImmediate } from "node:timers/promises";
import { type Box, copyBox } from "../numeric/box.js";
import type { Collaborators } from "./collaborators.js";
import { Fathoming } from "./fathoming.js";
import { FeasibleValue } from "./incumbent/feasible-value.js";
import { Incumbent } from "./incumbent/incumbent.js";
import { roundInward } from "./integrality.js";
import { contradicts } from "./internal-contradiction.js";
import type { Status } from "./limits.js";
import { bytesPerNode } from "./node.js";
import { NodeQueue } from "./node-queue.js";
import type { Progress } from "./progress.js";

/** Where the search ended, in the sense of a minimization. */
export interface Outcome extends Progress {
  readonly status: Status;
  /** The best point, null if none was found. */
  readonly x: Float64Array | null;
  readonly rootBound: number;
}

/** Milliseconds between two turns of the event loop, in which signals arrive and listeners are told. */
const TURN = 50;

/**
 * Best-first branch and bound: minimizes the objective over the box. Throws InternalContradiction if a bound turns out to
 * be wrong.
 */
export async function branchAndBound(wholeBox: Box, collaborators: Collaborators): Promise<Outcome> {
  const { finder, limits, listener, signal, isInteger } = collaborators;
  const started = performance.now();
  const root = copyBox(wholeBox);
  const isEmpty = isInteger && !roundInward(root, isInteger);
  const queue = new NodeQueue();
  const incumbent = new Incumbent(root.lower.length);
  const start = new Float64Array(root.lower.length);
  const candidateBytes = finder.fromCandidates === true ? 8 * root.lower.length : 0;
  const nodeBytes = bytesPerNode(root.lower.length, candidateBytes);

  if (!isEmpty) findFirst(collaborators, root, incumbent);
  const fathoming = new Fathoming(root, collaborators, queue, incumbent);
  const rootBound = isEmpty ? fathoming.bound : fathoming.begin(collaborators.parts);
  let visits = 0;
  let turn = started;
  let status: Status | null = null;

  while (queue.lowestBound < fathoming.cutoff) {
    const now = performance.now();
    if (now - turn >= TURN) {
      listener?.(progress(now));
      await setImmediate();
      turn = now;
    }
    if (signal?.aborted) status = "interrupted";
    else if (now - started >= 1000 * limits.timeLimit) status = "time-limit";
    else if (fathoming.nodes + 2 > limits.nodeLimit) status = "node-limit";
    else if (queue.size * nodeBytes + queue.knowledgeBytes > limits.memoryLimit) status = "memory-limit";
    if (status !== null) break;

    // Half of the time a dive, as long as no point is known: small boxes tell what the relaxation of large ones cannot.
    const node = !incumbent.exists && visits % 2 === 1 ? queue.popNewest() : queue.pop();
    fathoming.startFrom(node, start);
    finder.visit(start, visits++, incumbent, node.corners);
    fathoming.child(node, "lower");
    fathoming.child(node, "upper");
  }

  const end = progress(performance.now());
  if (incumbent.exists && contradicts(fathoming.bound, incumbent.value)) throw fathoming.contradiction(incumbent.x);
  listener?.(end);
  return { ...end, status: status ?? conclusion(), x: incumbent.exists ? incumbent.x : null, rootBound };

  function conclusion(): Status {
    if (!incumbent.exists) return fathoming.bound === Number.POSITIVE_INFINITY ? "infeasible" : "precision-limit";
    return fathoming.bound >= fathoming.cutoff ? "optimal" : "precision-limit";
  }

  function progress(now: number): Progress {
    return {
      nodes: fathoming.nodes,
      openNodes: queue.size,
      bound: Math.min(fathoming.bound, incumbent.value),
      incumbent: incumbent.value,
      seconds: (now - started) / 1000,
    };
  }
}

function findFirst(collaborators: Collaborators, root: Box, incumbent: Incumbent): void {
  const { finder, objective, isInteger, limits, startingPoints = [], startsThereOnly } = collaborators;
  if (startingPoints.length > 0) {
    const feasible = new FeasibleValue(objective, isInteger ?? null, limits.feasibilityTolerance);
    for (const point of startingPoints) {
      const x = point.slice();
      const value = feasible.at(x);
      incumbent.offer(x, value);
    }
    finder.start(root, incumbent, startingPoints);
  }
  if (!startsThereOnly) finder.start(root, incumbent);
}
