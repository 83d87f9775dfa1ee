import { DEFAULT_LIMITS } from "../../search/limits.js";
import { goodTuring } from "../sampling/good-turing.js";
import { drawNumber, type Exploration } from "./exploration.js";
import { LocalSearch } from "./local-search.js";
import type { ParametricProblem } from "./parametric-problem.js";

/** Draws whose optima a local search reaches from one another's: what counts as one strategy. */
export interface Basin {
  /** Numbers of draws that have an optimum, in the order in which they were drawn. */
  readonly draws: readonly number[];
}

/** Parameters with the draws that they belong to. */
export class Neighbours {
  private readonly parameters: readonly Float64Array[];
  private readonly scales: Float64Array;

  constructor(problem: ParametricProblem, { seed, draws }: Exploration) {
    this.parameters = draws.map((_, k) => drawNumber(problem, seed, k));
    this.scales = new Float64Array(problem.parameterCount);
    for (let j = 0; j < this.scales.length; j++) {
      const values = this.parameters.map((theta) => theta[j]);
      const range = Math.max(...values) - Math.min(...values);
      this.scales[j] = range > 0 ? 1 / range : 0;
    }
  }

  thetaOf(draw: number): Float64Array {
    return this.parameters[draw];
  }

  /** The one of the draws whose parameters are nearest to theta. */
  nearest(theta: Float64Array, draws: readonly number[]): number {
    let best = draws[0];
    let least = Number.POSITIVE_INFINITY;
    for (const draw of draws) {
      const distance = this.between(theta, draw);
      if (distance < least) {
        least = distance;
        best = draw;
      }
    }
    return best;
  }

  /** Of a draw from the nearest of others, squared, ranges scaled to 1. */
  distance(draw: number, others: readonly number[]): number {
    return this.between(this.parameters[draw], this.nearest(this.parameters[draw], others));
  }

  private between(theta: Float64Array, draw: number): number {
    const other = this.parameters[draw];
    let distance = 0;
    for (let j = 0; j < theta.length; j++) distance += ((theta[j] - other[j]) * this.scales[j]) ** 2;
    return distance;
  }
}

/**
 * Sorts draws by the basins of their optima: two draws belong together where a local search at the one's parameters, begun at
 * the other's optimum (whole numbers and cells of trees as they are), loses at most `loss`, relative to the optimum. The largest
 * basins come first.
 */
export function basinsOf({ draws }: Exploration, neighbours: Neighbours, search: LocalSearch, loss: number): Basin[] {
  const basins: number[][] = [];
  draws.forEach(({ x, value }, k) => {
    if (x === null) return;
    const theta = neighbours.thetaOf(k);
    const limit = value + loss * Math.max(Math.abs(value), 1e-10);
    const reaches = (basin: number[]): boolean => {
      const start = draws[neighbours.nearest(theta, basin)].x as Float64Array;
      return search.improve(theta, start) <= limit;
    };
    const home = basins.find(reaches);
    if (home === undefined) basins.push([k]);
    else home.push(k);
    basins.sort((a, b) => b.length - a.length);
  });
  return basins.map((members) => ({ draws: members }));
}

/** How many basins the draws have, and the Good-Turing estimate of how likely the next draw is to show another one. */
export function basinEstimate(
  problem: ParametricProblem,
  exploration: Exploration,
  loss: number,
): { readonly basins: number; readonly estimate: number } {
  const search = new LocalSearch(problem, DEFAULT_LIMITS.feasibilityTolerance);
  const basins = basinsOf(exploration, new Neighbours(problem, exploration), search, loss);
  const counts = basins.map(({ draws }) => draws.length);
  return { basins: basins.length, estimate: goodTuring(counts, 1).estimate };
}
