/**
 * What the user gave cannot be used: an instance file, a model that does not fit it, an option. Every problem that was found
 * is one line that names the place, the value and what to do. The command line prints the lines and ends with exit code 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";
  /** One line per problem, at least one. */
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[]) {
    const lines = typeof problems === "string" ? [problems] : problems;
    super(lines.join("\n"));
    this.problems = lines;
  }
}

/** Collects problems, so that all of them can be listed at once. */
export class ProblemList {
  private readonly lines: string[] = [];

  add(line: string): void {
    this.lines.push(line);
  }

  /** Runs `action`; an InputError thrown by it is added to the list, with `prefix` before each of its lines, and undefined returned. */
  collect<T>(prefix: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const line of error.problems) this.add(prefix + line);
      return undefined;
    }
  }

  /** @throws InputError if anything was added. */
  throwIfAny(): void {
    if (this.lines.length > 0) throw new InputError(this.lines);
  }
}

/** A value as it is quoted in messages: JSON, with NaN and infinities spelled out, cut after 60 characters. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return String(value);
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
