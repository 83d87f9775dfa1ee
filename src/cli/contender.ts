import { fileURLToPath } from "node:url";
import { externalSolvers } from "../fullspace/external-solvers.js";
import { InputError, quote } from "../problem/input-error.js";
import type { RunResult } from "../report/comparison.js";
import { gapBetween } from "../search/gap.js";
import { ENGINES } from "./engines.js";

/** Limits of one run. */
export interface RunLimits {
  /** Relative. */
  readonly gap: number;
  /** Seconds. */
  readonly timeLimit: number;
}

/** Something that solves an instance file in a process of its own and prints one JSON object. */
export interface Contender {
  readonly name: string;
  /** The program and its arguments. */
  command(file: string, limits: RunLimits): readonly string[];
}

/**
 * Own engines, by name and separated by commas, and others: each the name of a solver that the external engine knows, or
 * NAME=COMMAND, in which {file}, {gap} and {limit} are filled in.
 * @throws InputError listing every name that is unknown or not the only one
 */
export function contendersOf(engines: string, others: readonly string[]): Contender[] {
  const names = engines.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !(ENGINES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InputError(`--engines ${quote(unknown.join(","))}: unknown; known are ${ENGINES.join(", ")}`);
  }
  const all = [...names.map((name) => ownRun(name, ["--engine", name])), ...others.map(otherRun)];
  const twice = all.find(({ name }, k) => all.findIndex((other) => other.name === name) < k);
  if (twice !== undefined)
    throw new InputError(`${quote(twice.name)} is to be compared twice; give each a name of its own`);
  return all;
}

function otherRun(text: string): Contender {
  const at = text.indexOf("=");
  if (at > 0) return commandRun(text.slice(0, at), text.slice(at + 1));
  if (!Object.hasOwn(externalSolvers, text)) {
    const known = Object.keys(externalSolvers).join(", ");
    throw new InputError(`--with ${quote(text)}: neither a solver (known are ${known}) nor NAME=COMMAND`);
  }
  return ownRun(`external ${text}`, ["--engine", "external", "--solver", text]);
}

function ownRun(name: string, engine: readonly string[]): Contender {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  return {
    name,
    command: (file, { gap, timeLimit }) => [
      ...[process.execPath, main, "solve", file, ...engine],
      ...["--gap", String(gap), "--time-limit", String(timeLimit), "--json"],
    ],
  };
}

function commandRun(name: string, command: string): Contender {
  const words = command.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) throw new InputError(`--with ${quote(`${name}=${command}`)}: there is no command`);
  return {
    name,
    command: (file, { gap, timeLimit }) =>
      words.map((word) =>
        word.replaceAll("{file}", file).replaceAll("{gap}", String(gap)).replaceAll("{limit}", String(timeLimit)),
      ),
  };
}

/** What other programs may say instead of `status`, `seconds` and so on: see bench/peers. */
interface PeerLine {
  readonly status: string;
  readonly objective?: number | null;
  readonly bound?: number | null;
  readonly nodes?: number | null;
  readonly seconds?: number | null;
  readonly wall_s?: number | null;
}

/** The last line that is printed, as a result; null where it is none. */
export function resultFrom(printed: string): RunResult | null {
  const line = printed.trim().split("\n").at(-1) ?? "";
  try {
    const value = JSON.parse(line) as RunResult & PeerLine;
    return value.gap === undefined ? fromPeer(value) : ownResult(value);
  } catch {
    return null;
  }
}

/** Infinite numbers are null in JSON. */
function ownResult(result: RunResult): RunResult {
  const unbounded = result.sense === "maximize" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return {
    ...result,
    bound: result.bound ?? unbounded,
    rootBound: result.rootBound ?? unbounded,
    gap: {
      absolute: result.gap.absolute ?? Number.POSITIVE_INFINITY,
      relative: result.gap.relative ?? Number.POSITIVE_INFINITY,
    },
  };
}

/** Null for what was refused or has failed. */
function fromPeer({
  status,
  objective = null,
  bound = null,
  nodes,
  seconds,
  wall_s: wall,
}: PeerLine): RunResult | null {
  if (status === "refused" || status === "failed" || typeof status !== "string") return null;
  const isEnd = status === "optimal" || status === "infeasible";
  return {
    status: isEnd ? status : "time-limit",
    objective,
    bound: bound ?? Number.NaN,
    rootBound: Number.NaN,
    nodes: nodes ?? Number.NaN,
    seconds: seconds ?? wall ?? Number.NaN,
    gap: gapBetween(objective ?? Number.NaN, bound ?? Number.NaN),
  };
}
