import type { z } from "zod";
import type { Constant } from "../constant.js";
import { exactly, multiplied, negated, ZERO } from "../constant.js";
import type { Expression, NamedModel } from "../expression.js";
import type { ExpressionGraph } from "../expression-graph.js";
import { InputError } from "../input-error.js";

/** What a domain's formulas are made in. */
export interface DomainScope {
  readonly graph: ExpressionGraph;
  /** What the domain restricts, in the order of its data's columns. */
  readonly inputs: readonly Expression[];
  /** The models of the problem, for domains that ask one. */
  readonly models: ReadonlyMap<string, NamedModel>;
  /** Path of the domain in the instance, such as "validity[0]". */
  readonly path: string;
}

/** lower <= expression <= upper inside the domain. */
export interface DomainRow {
  readonly expression: Expression;
  readonly lower: number;
  readonly upper: number;
}

/** Points that a domain is fitted to. */
export interface DomainData {
  readonly dimension: number;
  readonly count: number;
  /** count x dimension, row-major. */
  readonly points: Float64Array;
}

/** How a domain is fitted; each kind reads what it needs. */
export interface FitOptions {
  /** Share of the data that the domain holds, in (0, 1]. */
  readonly coverage: number;
  /** Number of clusters or components. */
  readonly clusters?: number | undefined;
  /** How many nearest points count. */
  readonly neighbours?: number | undefined;
  readonly norm?: string | undefined;
  readonly kernel?: string | undefined;
  readonly seed?: number | undefined;
}

/** What one file says about a kind of validity domain; P is what a fitted one is stored as. */
export interface KindDescription<P> {
  /** One line for help texts. */
  readonly summary: string;
  readonly schema: z.ZodType<P>;
  /** Number of inputs that the domain restricts; null: any. @throws InputError for parameters that contradict each other */
  dimensionOf(parameters: P): number | null;
  /** @throws InputError for a model that is not there */
  rows(parameters: P, scope: DomainScope): DomainRow[];
  /** Parameters from data; absent where a domain is not made from points. @throws InputError for data or options that cannot be used */
  fit?(data: DomainData, options: FitOptions): P;
}

/** A fitted domain whose parameters were checked. */
export interface Domain {
  readonly dimension: number | null;
  rows(scope: DomainScope): DomainRow[];
}

/** A kind of validity domain, whatever it stores. */
export interface ValidityKind {
  readonly summary: string;
  /** @throws InputError listing what is wrong with the parameters */
  open(parameters: unknown): Domain;
  readonly fit: ((data: DomainData, options: FitOptions) => object) | null;
}

export function validityKind<P extends object>(description: KindDescription<P>): ValidityKind {
  const { summary, schema } = description;
  return {
    summary,
    open(stored) {
      const result = schema.safeParse(stored);
      if (!result.success) {
        throw new InputError(
          result.error.issues.map(({ path, message }) => `${["parameters", ...path].join(".")}: ${message}`),
        );
      }
      const parameters = result.data;
      return {
        dimension: description.dimensionOf(parameters),
        rows: (scope) => description.rows(parameters, scope),
      };
    },
    fit: description.fit ?? null,
  };
}

/** Coordinates in which data have comparable ranges: (x - offset) * factor. */
export interface Scaling {
  readonly offset: readonly number[];
  readonly factor: readonly number[];
}

/** (x_j - offset_j) * factor_j as formulas. */
export function scaledInputs({ graph, inputs }: DomainScope, { offset, factor }: Scaling): Expression[] {
  return inputs.map((x, j) => {
    const slope = exactly(factor[j]);
    const shift: Constant = offset[j] === 0 ? ZERO : negated(multiplied(exactly(offset[j]), slope));
    return graph.sum([x], [slope], shift);
  });
}

/** The scaling that maps the range of every column to [0, 1]; a constant column keeps its unit. */
export function rangeScaling({ dimension, count, points }: DomainData): Scaling {
  const columns = Array.from({ length: dimension }, (_, j) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      least = Math.min(least, points[i * dimension + j]);
      most = Math.max(most, points[i * dimension + j]);
    }
    return { least, width: most - least };
  });
  return {
    offset: columns.map(({ least }) => least),
    factor: columns.map(({ width }) => (width > 0 ? 1 / width : 1)),
  };
}

/** The points in scaled coordinates, row-major. */
export function scaledPoints({ dimension, points }: DomainData, { offset, factor }: Scaling): number[] {
  return Array.from(points, (value, k) => (value - offset[k % dimension]) * factor[k % dimension]);
}
