import { type Box, copyBox } from "../../../src/numeric/box.js";
import type { Random } from "../../../src/numeric/random.js";
import { next } from "../../numeric/exact-decimal.js";

/** How far a part may lie outside of the box that it is a part of: not at all, by a rounding, by a share of its width. */
const EXCESSES = [0, 0, 1e-15, 1e-12, 0.4];

/**
 * Boxes as a model may be asked for them: parts of a box in any order, most within one that was asked for before, some a little or far outside of all
 * before, thin ones, points, and the same one twice. (Inputs behind other layers are enclosed with rounding, problems of one process have several
 * boxes, and a model may be in several problems.)
 */
export function* boxesInAnyOrder(random: Random, whole: Box, count: number): Generator<Box> {
  const open = [whole];
  let last = whole;
  for (let k = 0; k < count; k++) {
    const kind = random.below(12);
    if (kind === 0) yield copyBox(last);
    else if (kind === 1) yield thin(random, last);
    else {
      last = open.splice(random.below(open.length), 1)[0] ?? whole;
      yield copyBox(last);
      if (open.length < 40) open.push(...halves(random, last));
    }
  }
}

function halves(random: Random, box: Box): Box[] {
  const j = random.below(box.lower.length);
  const [lower, upper] = [copyBox(box), copyBox(box)];
  const at = random.between(box.lower[j], box.upper[j]);
  const excess = EXCESSES[random.below(EXCESSES.length)] * (Math.abs(at) + box.upper[j] - box.lower[j]);
  lower.upper[j] = at + excess;
  upper.lower[j] = at - excess;
  // What is outside of all boxes before: the other edge moves as well.
  const side = random.below(box.lower.length);
  lower.lower[side] -= excess * random.below(2);
  upper.upper[side] += excess * random.below(2);
  return [lower, upper];
}

/** Edges that are points or one unit in the last place wide, all of them or some. */
function thin(random: Random, { lower, upper }: Box): Box {
  const isAll = random.below(2) === 0;
  const low = lower.map((x, j) => (random.below(2) === 0 ? x : random.between(x, upper[j])));
  const high = low.map((x, j) => {
    const kind = random.below(3);
    if (!isAll && kind === 0) return upper[j];
    return kind === 1 ? x : next(x);
  });
  return { lower: low, upper: high };
}

/** Points of a box: corners, points of edges, and others. */
export function pointsIn({ lower, upper }: Box, random: Random, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, k) =>
    lower.map((low, j) => {
      const side = random.below(k % 2 === 0 ? 2 : 4);
      if (side < 2) return side === 0 ? low : upper[j];
      return Math.min(Math.max(random.between(low, upper[j]), low), upper[j]);
    }),
  );
}
