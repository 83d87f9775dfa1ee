import { Random } from "../../numeric/random.js";

const STARTS = 10;
const MOST_ROUNDS = 200;

/** Points in groups, each around its mean. */
export interface Clustering {
  /** clusters x dimension, row-major. */
  readonly centres: Float64Array;
  /** Cluster of every point. */
  readonly labels: Int32Array;
  /** Sum of the squared distances to the centres. */
  readonly inertia: number;
}

/**
 * The best of ten k-means clusterings, seeded by D^2 sampling (Arthur and Vassilvitskii, "k-means++", SODA 2007). No cluster is empty.
 * @param points N x dimension row-major
 * @param clusters at most the number of different points
 */
export function kMeans(points: Float64Array, dimension: number, clusters: number, seed: number): Clustering {
  const random = new Random(seed);
  let best: Clustering | null = null;
  for (let start = 0; start < STARTS; start++) {
    const found = lloyd(points, dimension, seeded(points, dimension, clusters, random));
    if (best === null || found.inertia < best.inertia) best = found;
  }
  return best as Clustering;
}

function seeded(points: Float64Array, dimension: number, clusters: number, random: Random): Float64Array {
  const count = points.length / dimension;
  const centres = new Float64Array(clusters * dimension);
  const squares = new Float64Array(count).fill(1);
  for (let c = 0; c < clusters; c++) {
    const total = squares.reduce((sum, square) => sum + square, 0);
    let rest = random.uniform() * total;
    let place = count - 1;
    while (place > 0 && squares[place] === 0) place--;
    for (let i = 0; i < count; i++) {
      rest -= squares[i];
      if (rest < 0) {
        place = i;
        break;
      }
    }
    centres.set(points.subarray(place * dimension, (place + 1) * dimension), c * dimension);
    for (let i = 0; i < count; i++) {
      const square = squareBetween(points, i, centres, c, dimension);
      squares[i] = c === 0 ? square : Math.min(squares[i], square);
    }
  }
  return centres;
}

/** Assigns and averages until nothing changes; a cluster that loses its points takes the one farthest from its centre. */
function lloyd(points: Float64Array, dimension: number, centres: Float64Array): Clustering {
  const count = points.length / dimension;
  const clusters = centres.length / dimension;
  const labels = new Int32Array(count).fill(-1);
  const squares = new Float64Array(count);
  const sizes = new Int32Array(clusters);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changes = 0;
    sizes.fill(0);
    for (let i = 0; i < count; i++) {
      let place = 0;
      squares[i] = Number.POSITIVE_INFINITY;
      for (let c = 0; c < clusters; c++) {
        const square = squareBetween(points, i, centres, c, dimension);
        if (square >= squares[i]) continue;
        squares[i] = square;
        place = c;
      }
      if (labels[i] !== place) changes++;
      labels[i] = place;
      sizes[place]++;
    }
    changes += refill(labels, sizes, squares);
    if (changes === 0) break;
    average(points, dimension, labels, sizes, centres);
  }
  return { centres, labels, inertia: squares.reduce((sum, square) => sum + square, 0) };
}

function refill(labels: Int32Array, sizes: Int32Array, squares: Float64Array): number {
  let moved = 0;
  for (let c = 0; c < sizes.length; c++) {
    if (sizes[c] > 0) continue;
    let far = -1;
    for (let i = 0; i < labels.length; i++) {
      if (sizes[labels[i]] > 1 && (far < 0 || squares[i] > squares[far])) far = i;
    }
    if (far < 0) continue;
    sizes[labels[far]]--;
    labels[far] = c;
    sizes[c] = 1;
    squares[far] = 0;
    moved++;
  }
  return moved;
}

function average(
  points: Float64Array,
  dimension: number,
  labels: Int32Array,
  sizes: Int32Array,
  centres: Float64Array,
): void {
  centres.fill(0);
  labels.forEach((c, i) => {
    for (let j = 0; j < dimension; j++) centres[c * dimension + j] += points[i * dimension + j] / sizes[c];
  });
}

function squareBetween(a: Float64Array, i: number, b: Float64Array, k: number, dimension: number): number {
  let square = 0;
  for (let j = 0; j < dimension; j++) square += (a[i * dimension + j] - b[k * dimension + j]) ** 2;
  return square;
}
