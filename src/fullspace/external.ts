import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { InputError } from "../problem/input-error.js";
import { failedClaim, type MilpBackend, type MilpClaim, type MilpRunOptions, type MilpSession } from "./backend.js";
import { type ExternalFiles, type ExternalSolver, externalSolvers } from "./external-solvers.js";
import type { MilpModel } from "./milp-model.js";
import { mpsText } from "./mps.js";
import { fileNames } from "./names.js";

/** Seconds after its time limit that a program has before it is stopped by force. */
const GRACE = 5;
/** Programs take whole seconds or refuse infinite ones. */
const MOST_SECONDS = 1e6;

/**
 * A solver on the path, handed MPS files. Linear relaxations, which need multipliers, are left to `inner`.
 */
export class ExternalBackend implements MilpBackend {
  readonly name = "external";

  constructor(
    private readonly solver: ExternalSolver,
    private readonly inner: MilpBackend,
  ) {}

  get takesQuadratics(): boolean {
    return this.solver.takesQuadratics === true;
  }

  async open(model: MilpModel): Promise<MilpSession> {
    const { solver } = this;
    const relaxed = await this.inner.open(model);
    return {
      run: (options) => (options.isRelaxed ? relaxed.run(options) : runProgram(solver, model, options)),
      dispose: () => relaxed.dispose(),
    };
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/**
 * The solver of that name, or the first one of the table that is found on the path.
 * @throws InputError if there is none
 */
export function externalSolver(name?: string | undefined): ExternalSolver {
  const known = Object.keys(externalSolvers);
  if (name !== undefined && !Object.hasOwn(externalSolvers, name)) {
    throw new InputError(`--solver ${name}: unknown; known are ${known.join(", ")}`);
  }
  const candidates = name === undefined ? known : [name];
  const found = candidates.map((candidate) => externalSolvers[candidate]).find(({ program }) => isOnPath(program));
  if (found !== undefined) return found;
  const programs = candidates.map((candidate) => externalSolvers[candidate].program);
  throw new InputError(`no ${programs.join(", ")} on the path; install one, or use --engine highs, which needs none`);
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    if (!isAbsolute(folder)) return false;
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function runProgram(solver: ExternalSolver, model: MilpModel, options: MilpRunOptions): Promise<MilpClaim> {
  const folder = mkdtempSync(join(tmpdir(), "surety-"));
  try {
    const files = {
      model: join(folder, "model.mps"),
      solution: join(folder, "model.sol"),
      options: join(folder, "model.opt"),
    };
    // Solvers differ in what they make of a constant in the objective row, and gaps are relative to the whole objective.
    writeFileSync(files.model, mpsText(model, "column"));
    const printed = await outputOf(solver, files, options);
    if (options.signal?.aborted) return failedClaim("interrupted", "interrupted");
    return claimFrom(solver, model, printed, contentOf(files.solution), options.relativeGap);
  } catch (error) {
    return failedClaim(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputOf(solver: ExternalSolver, files: ExternalFiles, options: MilpRunOptions): Promise<string> {
  const timeLimit = Math.min(MOST_SECONDS, Math.max(1, options.timeLimit));
  const limits = { timeLimit, relativeGap: options.relativeGap };
  if (solver.options !== undefined) writeFileSync(files.options, solver.options(limits));
  return new Promise((resolve, reject) => {
    const child = spawn(solver.program, solver.arguments(files, limits), {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    const keep = (data: unknown): void => {
      printed += String(data);
    };
    const stop = (): boolean => child.kill("SIGKILL");
    const timer = setTimeout(stop, Math.min(2e9, 1000 * (timeLimit + GRACE)));
    options.signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", stop);
      resolve(printed);
    });
  });
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * What the program's output and its solution file say.
 * @param relativeGap an optimal value is within this gap of the bound
 */
export function claimFrom(
  solver: ExternalSolver,
  model: MilpModel,
  printed: string,
  solution: string,
  relativeGap: number,
): MilpClaim {
  const said = `${printed}\n${solution.slice(0, 1000)}`;
  const status = solver.statuses.find(([pattern]) => pattern.test(said))?.[1] ?? "failed";
  const point = status === "infeasible" ? null : pointFrom(solver, model, solution);
  const objective = point === null ? Number.NaN : model.objectiveAt(point);
  const found = solver.bound?.exec(printed)?.[1];
  const within = status === "optimal" ? objective - relativeGap * Math.abs(objective) : Number.NEGATIVE_INFINITY;
  const bound = found === undefined ? within : Number(found);
  return {
    status,
    message: printed.trim().split("\n").at(-1) ?? "",
    point,
    objective,
    bound: Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound,
    nodes: Number(solver.nodes?.exec(printed)?.[1] ?? 0),
    rowDuals: null,
  };
}

/** Values by column name, the first of each; columns that are not named are zero. Null without any. */
function pointFrom({ isNumbered }: ExternalSolver, model: MilpModel, solution: string): Float64Array | null {
  const places = new Map(fileNames(model.columnNames, "c").map((name, c) => [name, c]));
  const point = new Float64Array(model.columns);
  const isSet = new Uint8Array(model.columns);
  for (const line of solution.split("\n")) {
    const words = line.trim().split(/\s+/);
    const at = isNumbered ? 1 : words.findIndex((word) => places.has(word));
    const column = isNumbered ? (words[0] === "j" ? Number(words[1]) - 1 : -1) : (places.get(words[at]) ?? -1);
    const value = Number(words[at + 1]);
    if (!(column >= 0 && column < model.columns) || isSet[column] === 1 || Number.isNaN(value)) continue;
    point[column] = value;
    isSet[column] = 1;
  }
  return isSet.includes(1) ? point : null;
}
