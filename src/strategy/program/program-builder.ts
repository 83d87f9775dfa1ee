import { sparseMatrix } from "../../numeric/matrix.js";
import { InputError } from "../../problem/input-error.js";
import { type Affine, AffineVector } from "./affine-vector.js";
import { convexityDefect } from "./convexity.js";
import type { ParametricProgram } from "./parametric-program.js";
import type { ParameterBlock, Region } from "./sampling.js";

/** A plain number, or one that depends on parameters. */
export type Coefficient = number | Affine;

/** sum of coefficient * x[variable]. */
export type LinearTerms = readonly (readonly [variable: number, coefficient: Coefficient])[];

export interface ColumnOptions {
  readonly isInteger?: boolean | undefined;
}

/** Collects a parametric program variable by variable and row by row. */
export class ProgramBuilder {
  private readonly blocks: ParameterBlock[] = [];
  private readonly variables: { name: string; lower: number; upper: number; isInteger: boolean }[] = [];
  private readonly rows: { name: string; terms: LinearTerms; lower: Affine; upper: Affine }[] = [];
  private readonly squares = new Map<string, [row: number, column: number, value: number]>();
  private linear: Affine[] = [];
  private offset: Affine = ZERO;

  constructor(
    private readonly name: string,
    private readonly isMaximum = false,
  ) {}

  /** @returns the position of the block's first parameter */
  addParameters(name: string, region: Region, isScalar = false): number {
    const offset = this.blocks.reduce((count, { size }) => count + size, 0);
    const size = region.kind === "ball" ? region.center.length : region.lower.length;
    this.blocks.push({ name, isScalar, offset, size, region });
    return offset;
  }

  /** @returns the variable's position */
  addVariable(name: string, lower: number, upper: number, { isInteger = false }: ColumnOptions = {}): number {
    if (!Number.isFinite(lower) || !Number.isFinite(upper) || lower > upper) {
      throw new InputError(`the variable ${name} has bounds ${lower} and ${upper}; give finite ones, lower <= upper`);
    }
    this.variables.push({ name, lower, upper, isInteger });
    this.linear.push(ZERO);
    return this.variables.length - 1;
  }

  /** Adds lower <= terms <= upper; a variable may be named several times. */
  addRow(name: string, terms: LinearTerms, lower: Coefficient, upper: Coefficient): void {
    this.rows.push({ name, terms, lower: affine(lower), upper: affine(upper) });
  }

  /** Adds terms and a constant to the objective, which is minimized. */
  addToObjective(terms: LinearTerms, constant: Coefficient = 0): void {
    for (const [variable, coefficient] of terms)
      this.linear[variable] = sum(this.linear[variable], affine(coefficient));
    this.offset = sum(this.offset, affine(constant));
  }

  /** Adds factor * x[first] * x[second] to the objective. */
  addProduct(first: number, second: number, factor: number): void {
    this.addEntry(first, second, factor);
    this.addEntry(second, first, factor);
  }

  /** @throws InputError if the objective is not convex */
  build(): ParametricProgram {
    const { variables, rows, squares } = this;
    const merged = rows.map(({ terms }) => [...mergedTerms(terms)]);
    const starts = new Int32Array(rows.length + 1);
    merged.forEach((terms, r) => {
      starts[r + 1] = starts[r] + terms.length;
    });
    const quadratic = squares.size === 0 ? null : this.matrix();
    const defect = quadratic === null ? 0 : convexityDefect(quadratic);
    if (defect === null) {
      const sense = this.isMaximum ? "concave, as a maximum has to be" : "convex";
      throw new InputError(`the objective is not ${sense}: its matrix of second derivatives is indefinite`);
    }
    return {
      name: this.name,
      isMaximum: this.isMaximum,
      variableNames: variables.map(({ name }) => name),
      rowNames: rows.map(({ name }) => name),
      blocks: this.blocks,
      lower: Float64Array.from(variables, ({ lower, isInteger }) => (isInteger ? Math.ceil(lower) + 0 : lower)),
      upper: Float64Array.from(variables, ({ upper, isInteger }) => (isInteger ? Math.floor(upper) + 0 : upper)),
      isInteger: Uint8Array.from(variables, ({ isInteger }) => (isInteger ? 1 : 0)),
      quadratic,
      convexityDefect: defect,
      linear: new AffineVector(this.linear),
      constant: new AffineVector([this.offset]),
      starts,
      indices: Int32Array.from(merged.flatMap((terms) => terms.map(([variable]) => variable))),
      values: new AffineVector(merged.flatMap((terms) => terms.map(([, coefficient]) => coefficient))),
      rowLower: new AffineVector(rows.map(({ lower }) => lower)),
      rowUpper: new AffineVector(rows.map(({ upper }) => upper)),
    };
  }

  private addEntry(row: number, column: number, value: number): void {
    const key = `${row},${column}`;
    const before = this.squares.get(key)?.[2] ?? 0;
    this.squares.set(key, [row, column, before + value]);
  }

  private matrix() {
    const n = this.variables.length;
    const rows = Array.from({ length: n }, (): [number, number][] => []);
    for (const [row, column, value] of this.squares.values()) rows[row].push([column, value]);
    return sparseMatrix(n, rows);
  }
}

const ZERO: Affine = { constant: 0, terms: [] };

function affine(coefficient: Coefficient): Affine {
  return typeof coefficient === "number" ? { constant: coefficient, terms: [] } : coefficient;
}

function sum(a: Affine, b: Affine): Affine {
  return { constant: a.constant + b.constant, terms: [...a.terms, ...b.terms] };
}

function mergedTerms(terms: LinearTerms): Map<number, Affine> {
  const merged = new Map<number, Affine>();
  for (const [variable, coefficient] of terms) {
    merged.set(variable, sum(merged.get(variable) ?? ZERO, affine(coefficient)));
  }
  return merged;
}
