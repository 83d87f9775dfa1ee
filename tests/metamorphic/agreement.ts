import { expect } from "vitest";
import { type Problem, type Result, type SolveOptions, solve } from "../../src/index.js";

/** The optimum as an interval, as of a minimization: what is proved below, and the value of the point found. */
export interface Located {
  readonly what: string;
  readonly bound: number;
  readonly objective: number;
  readonly nodes: number;
}

/** Solves to optimality. A maximization is the minimization of the negative. */
export async function located(what: string, problem: Problem, options: SolveOptions = {}): Promise<Located> {
  const result: Result = await solve(problem, { nodeLimit: 50_000, ...options });
  expect(result.status, what).toBe("optimal");
  expect(result.violation, what).toBeLessThanOrEqual(1e-6);
  const objective = result.objective as number;
  return result.sense === "minimize"
    ? { what, nodes: result.nodes, bound: result.bound, objective }
    : { what, nodes: result.nodes, bound: -result.bound, objective: -objective };
}

/**
 * Two statements of one problem: each one's bound holds for the other's point, and so the values agree within the gap.
 * @param slack what rounding may make of the difference between the two statements, relative to the objective's size
 */
export function expectAgreement(one: Located, other: Located, slack = 1e-12): void {
  const allowed = slack * Math.max(1, Math.abs(one.objective));
  const where = `${one.what} [${one.bound}, ${one.objective}], ${other.what} [${other.bound}, ${other.objective}]`;
  expect(one.bound, where).toBeLessThanOrEqual(other.objective + allowed);
  expect(other.bound, where).toBeLessThanOrEqual(one.objective + allowed);
}
