import type { ClaimStatus } from "./backend.js";

/** What a run is limited by, in the words of the solver's command line. */
export interface ExternalLimits {
  /** Seconds, at least 1, finite. */
  readonly timeLimit: number;
  readonly relativeGap: number;
}

export interface ExternalFiles {
  readonly model: string;
  readonly solution: string;
  readonly options: string;
}

/** A solver that is called as a program: how, and how what it prints is read. */
export interface ExternalSolver {
  readonly program: string;
  /** The arguments that solve the MPS file and write the solution file. */
  arguments(files: ExternalFiles, limits: ExternalLimits): string[];
  /** Contents of the options file, for a solver that takes options from a file only. */
  options?(limits: ExternalLimits): string;
  /** In what it prints, or in the solution file: the first pattern that is found says the status. */
  readonly statuses: readonly (readonly [RegExp, ClaimStatus])[];
  /** In what it prints: the best bound, as the first group. Without one, an optimal value less the gap is the bound. */
  readonly bound?: RegExp | undefined;
  readonly nodes?: RegExp | undefined;
  /** The solution file names columns by their number: "j <number> <value>". */
  /** It reads the section QUADOBJ and solves programs with whole numbers and a convex quadratic objective. */
  readonly takesQuadratics?: boolean | undefined;
  readonly isNumbered?: boolean | undefined;
}

const NUMBER = "([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)";

/** Every solver that can be called. A new one is an entry here. */
export const externalSolvers: Readonly<Record<string, ExternalSolver>> = {
  highs: {
    program: "highs",
    arguments: ({ model, solution, options }, { timeLimit }) => [
      ...["--model_file", model, "--solution_file", solution, "--options_file", options],
      ...["--time_limit", String(timeLimit)],
    ],
    options: ({ relativeGap }) => `mip_rel_gap = ${relativeGap}\n`,
    statuses: [
      [/Status\s+Optimal/, "optimal"],
      [/Status\s+Infeasible/, "infeasible"],
      [/Status\s+Time limit/, "time-limit"],
    ],
    bound: new RegExp(`Dual bound\\s+${NUMBER}`, "i"),
    nodes: /Nodes\s+(\d+)/,
  },
  scip: {
    program: "scip",
    arguments: ({ model, solution }, { timeLimit, relativeGap }) => [
      ...["-c", `read ${model}`, "-c", `set limits time ${timeLimit}`, "-c", `set limits gap ${relativeGap}`],
      ...["-c", "optimize", "-c", `write solution ${solution}`, "-c", "quit"],
    ],
    statuses: [
      [/optimal solution found|gap limit reached/, "optimal"],
      [/\[infeasible\]/, "infeasible"],
      [/time limit reached/, "time-limit"],
    ],
    bound: new RegExp(`Dual Bound\\s*:\\s*${NUMBER}`, "i"),
    nodes: /Solving Nodes\s*:\s*(\d+)/,
    takesQuadratics: true,
  },
  cbc: {
    program: "cbc",
    arguments: ({ model, solution }, { timeLimit, relativeGap }) => [
      ...[model, "sec", String(timeLimit), "ratio", String(relativeGap), "solve", "solution", solution],
    ],
    statuses: [
      [/Result - Optimal solution found|Optimal solution found \(within gap/, "optimal"],
      [/Optimal - objective value/, "optimal"],
      [/infeasible/i, "infeasible"],
      [/time limit/i, "time-limit"],
    ],
    bound: new RegExp(`Lower bound:\\s+${NUMBER}`, "i"),
    nodes: /Enumerated nodes:\s+(\d+)/,
  },
  gurobi: {
    program: "gurobi_cl",
    arguments: ({ model, solution }, { timeLimit, relativeGap }) => [
      ...[`TimeLimit=${timeLimit}`, `MIPGap=${relativeGap}`, `ResultFile=${solution}`, model],
    ],
    statuses: [
      [/Optimal solution found/, "optimal"],
      [/Model is infeasible/, "infeasible"],
      [/Time limit reached/, "time-limit"],
    ],
    bound: new RegExp(`best bound ${NUMBER}`, "i"),
    nodes: /Explored (\d+) nodes/,
    takesQuadratics: true,
  },
  glpsol: {
    program: "glpsol",
    arguments: ({ model, solution }, { timeLimit, relativeGap }) => [
      ...[
        "--freemps",
        model,
        "--tmlim",
        String(Math.ceil(timeLimit)),
        "--mipgap",
        String(relativeGap),
        "--write",
        solution,
      ],
    ],
    statuses: [
      [/^s mip \d+ \d+ o |^s bas \d+ \d+ f f |MIP GAP TOLERANCE REACHED/m, "optimal"],
      [/TIME LIMIT EXCEEDED/, "time-limit"],
      [/^s mip \d+ \d+ n |^s bas \d+ \d+ n |HAS NO PRIMAL FEASIBLE/m, "infeasible"],
    ],
    isNumbered: true,
  },
};
