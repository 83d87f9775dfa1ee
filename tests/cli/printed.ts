import type { Terminal } from "../../src/cli/terminal.js";

/** A terminal that keeps what is written to it. */
export interface Printed extends Terminal {
  out: string;
  err: string;
}

export function printed(isTTY = false): Printed {
  const terminal: Printed = {
    out: "",
    err: "",
    stdout: { write: (text) => (terminal.out += text) },
    stderr: { write: (text) => (terminal.err += text), isTTY },
  };
  return terminal;
}
