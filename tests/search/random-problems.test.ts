import { expect, test } from "vitest";
import { InputError, Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { generator } from "../predictors/network/random-networks.js";

const NAMES = ["x", "y", "z"];

/** Random formulas with poles, domains, kinks and products of several factors over random boxes. */
class Formulas {
  constructor(private readonly random: () => number) {}

  definition(): ProblemDefinition {
    const isPositive = this.random() < 0.5;
    const variables = NAMES.map((name) => {
      const lower = isPositive ? 0.2 + this.random() : 4 * this.random() - 3;
      return { name, lower, upper: lower + 0.5 + 3 * this.random(), integer: this.random() < 0.15 };
    });
    const subjectTo = Array.from(
      { length: Math.floor(4 * this.random()) },
      () => `${this.formula(2)} ${this.pick(["<=", ">=", "<=", ">=", "=="])} ${this.number()}`,
    );
    return { name: "random", variables, minimize: this.formula(3), subjectTo };
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)];
  }

  private number(): number {
    return Math.round(40 * this.random() - 20) / 10 || 0.5;
  }

  private formula(depth: number): string {
    if (depth <= 0) return this.random() < 0.85 ? this.pick(NAMES) : String(Math.abs(this.number()));
    const part = (): string => this.formula(depth - 1);
    const name = (): string => this.pick(NAMES);
    const forms = [
      () => `(${part()} + ${part()})`,
      () => `(${part()} - ${Math.abs(this.number())}*${part()})`,
      () => `(${part()}*${part()})`,
      () => `(${part()}/${part()})`,
      () => `exp(0.5*${part()})`,
      () => `log(${part()})`,
      () => `sqrt(${part()})`,
      () => `(${part()})^2`,
      () => `(${part()})^1.5`,
      () => `abs(${part()})`,
      () => `min(${part()}, ${part()})`,
      () => `max(${part()}, ${part()})`,
      () => `sin(${part()})`,
      () => `(${name()}*${name()}*${name()}/${name()})`,
    ];
    return this.pick(forms)();
  }
}

/** The best value at random feasible points, infinite if there is none among them. */
function bestSample(problem: Problem, random: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  const { lower, upper } = problem.box;
  for (let k = 0; k < 600; k++) {
    const x = lower.map((low, j) => {
      const share = random() < 0.2 ? Math.round(random()) : random();
      const value = low + share * (upper[j] - low);
      return problem.isInteger[j] === 1 ? Math.round(value) : value;
    });
    if (!(problem.violation(x) <= 1e-6)) continue;
    const value = problem.evaluate(x);
    if (value < best) best = value;
  }
  return best;
}

test.each([1, 2, 3, 4])(
  "no bound passes the value of a feasible point, and none is overlooked, seed %i",
  async (seed) => {
    const random = generator(seed);
    const formulas = new Formulas(random);
    const tally = { optimal: 0, infeasible: 0, refused: 0 };
    for (let trial = 0; trial < 45; trial++) {
      const definition = formulas.definition();
      try {
        const problem = new Problem(definition);
        const { status, bound } = await solve(problem, { relativeGap: 1e-3, absoluteGap: 1e-6, nodeLimit: 150 });
        const best = bestSample(problem, random);
        expect(bound, JSON.stringify(definition)).toBeLessThanOrEqual(best + 1e-9 * (1 + Math.abs(best)));
        if (status === "optimal" || status === "infeasible") tally[status]++;
        if (status === "infeasible") expect(best, JSON.stringify(definition)).toBe(Number.POSITIVE_INFINITY);
      } catch (error) {
        // Undefined objectives, and constants that are compared with each other.
        if (!(error instanceof InputError)) throw error;
        tally.refused++;
      }
    }
    expect(tally.optimal).toBeGreaterThan(5);
    expect(tally.infeasible).toBeGreaterThan(5);
    expect(tally.refused).toBeLessThan(25);
  },
);
