import { Random } from "../../numeric/random.js";
import { DataDistance } from "../../predictors/data-distance/data-distance.js";
import { coverageLimit } from "./coverage.js";
import { distinctRows, neighbourDistances } from "./neighbours.js";

/** Places between points that are looked at. */
const PROBES = 2000;
const NEIGHBOURS = 3;
/** Of the data's own distances to their neighbours, the one that counts as far. */
const FAR_QUANTILE = 0.9;
/** A place is empty if a ball around it holds so many times the volume of one with that radius before it meets data. */
const EMPTY_VOLUME = 2.5;
/** Share of empty places from which on the data are taken to have holes. */
const EMPTY_SHARE = 0.02;

/** Whether the convex hull of data has room in it where no data are. */
export interface HoleTest {
  readonly hasHoles: boolean;
  /** Share of the places between data points that have no data near them. */
  readonly emptyShare: number;
}

/**
 * Looks at random places halfway between two points, which lie in the hull and, where the data fill it, at least as close to data as these
 * lie to each other. A place is empty if the ball with its mean distance to the three nearest points has 2.5 times the
 * volume that 90 % of the points have; 2 % of empty places are a hole. Measured in docs/validity.md.
 * @param points N x dimension row-major, in comparable units
 */
export function testForHoles(points: ArrayLike<number>, dimension: number, seed: number): HoleTest {
  const rows = distinctRows(points, dimension);
  const count = rows.length / dimension;
  if (count <= NEIGHBOURS) return { hasHoles: false, emptyShare: 0 };
  const usual = coverageLimit(neighbourDistances(rows, dimension, "l2", NEIGHBOURS), FAR_QUANTILE);
  const far = EMPTY_VOLUME ** (1 / dimension) * usual;
  const model = new DataDistance(dimension, rows, "l2", NEIGHBOURS);
  const random = new Random(seed);
  const x = new Float64Array(dimension);
  const y = new Float64Array(1);
  let empty = 0;
  for (let k = 0; k < PROBES; k++) {
    const a = dimension * random.below(count);
    const b = dimension * random.below(count);
    for (let j = 0; j < dimension; j++) x[j] = 0.5 * (rows[a + j] + rows[b + j]);
    model.evaluate(x, y);
    if (y[0] > far) empty++;
  }
  const emptyShare = empty / PROBES;
  return { hasHoles: emptyShare >= EMPTY_SHARE, emptyShare };
}
