import type { ParametricProgram } from "../dist/strategy/program/parametric-program.js";
import {
  facilityLocation,
  hybridVehicle,
  inventory,
  knapsack,
  portfolio,
  supplierSelection,
  transportation,
} from "./parametric-families.js";

/** A published problem and what was published of it: accuracy in percent, strategies and t_ratio of the best learner. */
export interface PublishedProblem {
  readonly family: "transportation" | "portfolio" | "facility" | "vehicle" | "example";
  readonly name: string;
  /** n and m, p, or T. */
  readonly sizes: readonly number[];
  readonly make: () => ParametricProgram;
  readonly published: readonly [accuracy: string, strategies: string, ratio: string];
}

const SEED = 1;

/** All families and sizes, with one seed for the numbers that do not change from draw to draw. */
export const PUBLISHED_PROBLEMS: readonly PublishedProblem[] = [
  ...[
    [20, 20],
    [20, 10],
    [40, 40],
    [40, 20],
    [60, 60],
    [60, 30],
    [80, 80],
    [80, 40],
  ].map(
    ([n, m]): PublishedProblem => ({
      family: "transportation",
      name: `transportation ${n} ${m}`,
      sizes: [n, m],
      make: () => transportation(n, m, SEED),
      published: ["95-100", "9-43", "0.8-5"],
    }),
  ),
  ...[10, 20, 30, 40].map(
    (p): PublishedProblem => ({
      family: "portfolio",
      name: `portfolio ${p}`,
      sizes: [10 * p, p],
      make: () => portfolio(p, SEED),
      published: ["100", "4-14", "0.7-2.9"],
    }),
  ),
  ...[
    [20, 10, 573],
    [20, 20, 234],
    [40, 20, 2201],
    [40, 40, 1070],
    [60, 30, 335],
    [60, 60, 416],
    [80, 40, 99],
    [80, 80, 1061],
  ].map(
    ([n, m, ratio]): PublishedProblem => ({
      family: "facility",
      name: `facility ${n} ${m}`,
      sizes: [n, m],
      make: () => facilityLocation(n, m, SEED),
      published: ["100", "1-9", String(ratio)],
    }),
  ),
  ...[
    [10, 3],
    [15, 4.2],
    [20, 4.3],
    [25, 5.1],
    [30, 148],
    [35, 1250],
    [40, 6846],
  ].map(
    ([T, ratio]): PublishedProblem => ({
      family: "vehicle",
      name: `vehicle ${T}`,
      sizes: [T],
      make: () => hybridVehicle(T),
      published: [T === 15 ? "99" : "100", "10-37", String(ratio)],
    }),
  ),
  { family: "example", name: "inventory", sizes: [30], make: () => inventory(30), published: ["100 (tree)", "", ""] },
  { family: "example", name: "knapsack", sizes: [10], make: () => knapsack(SEED), published: ["100 (tree)", "", ""] },
  {
    family: "example",
    name: "suppliers",
    sizes: [5],
    make: () => supplierSelection(SEED),
    published: ["100 (tree)", "", ""],
  },
];
