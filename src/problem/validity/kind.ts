import type { z } from "zod";
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
  /** Number of clusters, or components of a mixture. */
  readonly clusters?: number | undefined;
  /** Number of principal directions. */
  readonly components?: number | undefined;
  /** How many nearest points count. */
  readonly neighbours?: number | undefined;
  readonly norm?: string | undefined;
  readonly kernel?: string | undefined;
  /** Of a radial kernel exp(-gamma |z - z'|^2), z being the inputs scaled to ranges of 1. */
  readonly gamma?: number | undefined;
  /** Whether outliers shall not count in a covariance. */
  readonly robust?: boolean | undefined;
  readonly seed?: number | undefined;
  /** For kinds that ask models of the instance: those. */
  readonly models?: readonly NamedModel[] | undefined;
  /** Name or index of the models' output that counts, where they have several. */
  readonly output?: string | number | undefined;
}

/** How many models of the instance a fit asks. */
export interface ModelCount {
  readonly least: number;
  readonly most: number;
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
  /** How far from the data a point is, not negative; absent where the kind knows no distance that goes to zero. */
  distance?(parameters: P, scope: DomainScope): Expression;
  /** Parameters from data; absent where a domain is not made from points. @throws InputError for data or options that cannot be used */
  fit?(data: DomainData, options: FitOptions): P;
  /** None, unless given. */
  readonly fitModels?: ModelCount;
}

/** A fitted domain whose parameters were checked. */
export interface Domain {
  readonly dimension: number | null;
  rows(scope: DomainScope): DomainRow[];
  /** Null where the kind has none. */
  distance(scope: DomainScope): Expression | null;
}

/** A kind of validity domain, whatever it stores. */
export interface ValidityKind {
  readonly summary: string;
  /** @throws InputError listing what is wrong with the parameters */
  open(parameters: unknown): Domain;
  readonly fit: ((data: DomainData, options: FitOptions) => object) | null;
  readonly fitModels: ModelCount;
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
        distance: (scope) => description.distance?.(parameters, scope) ?? null,
      };
    },
    fit: description.fit ?? null,
    fitModels: description.fitModels ?? { least: 0, most: 0 },
  };
}
