/** Where a command writes. Tests pass their own. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): unknown;
  /** True on a terminal, where lines can be overwritten. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}
