import { arctan, cos, erf, exp, log, sin, sqrt, tanh } from "../functions/table.js";
import type { Expression } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import { InputError } from "./input-error.js";

/** A scalar, or a vector of scalars. */
export type Value = Expression | readonly Expression[];

/** A function that formulas may call. */
export interface NamedFunction {
  /** How it is called, for messages. */
  readonly usage: string;
  /** Applies it to the arguments; they may be scalars or vectors. */
  apply(graph: ExpressionGraph, args: readonly Value[]): Expression;
}

function unary(usage: string, apply: (graph: ExpressionGraph, x: Expression) => Expression): NamedFunction {
  return {
    usage,
    apply(graph, args) {
      const [x] = args;
      if (args.length !== 1 || isVector(x)) throw new InputError(`${usage} takes one scalar`);
      return apply(graph, x);
    },
  };
}

function extremum(usage: string, pick: "minimum" | "maximum"): NamedFunction {
  return {
    usage,
    apply(graph, args) {
      const all = args.flat() as Expression[];
      if (all.length === 0) throw new InputError(`${usage} takes at least one scalar or vector`);
      return inPairs(all, (left, right) => graph[pick](left, right));
    },
  };
}

/** The functions of formulas, by name. A new one is one line here. */
export const namedFunctions: Readonly<Record<string, NamedFunction>> = {
  abs: unary("abs(a)", (graph, x) => graph.absolute(x)),
  exp: unary("exp(a)", (graph, x) => graph.apply(exp(), x)),
  log: unary("log(a)", (graph, x) => graph.apply(log(), x)),
  sqrt: unary("sqrt(a)", (graph, x) => graph.apply(sqrt(), x)),
  sin: unary("sin(a)", (graph, x) => graph.apply(sin(), x)),
  cos: unary("cos(a)", (graph, x) => graph.apply(cos(), x)),
  tan: unary("tan(a)", (graph, x) => graph.quotient(graph.apply(sin(), x), graph.apply(cos(), x))),
  tanh: unary("tanh(a)", (graph, x) => graph.apply(tanh(), x)),
  erf: unary("erf(a)", (graph, x) => graph.apply(erf(), x)),
  atan: unary("atan(a)", (graph, x) => graph.apply(arctan(), x)),
  min: extremum("min(a, b, ...)", "minimum"),
  max: extremum("max(a, b, ...)", "maximum"),
  sum: {
    usage: "sum(v)",
    apply(graph, args) {
      const terms = args.flat() as Expression[];
      if (terms.length === 0) throw new InputError("sum(v) takes at least one scalar or vector");
      return graph.sum(
        terms,
        terms.map(() => ({ value: 1, radius: 0 })),
      );
    },
  },
  dot: {
    usage: "dot(u, v)",
    apply(graph, args) {
      const [u, v] = args;
      if (args.length !== 2 || !isVector(u) || !isVector(v)) throw new InputError("dot(u, v) takes two vectors");
      if (u.length !== v.length) {
        throw new InputError(`dot(u, v) takes vectors of equal length, here ${u.length} and ${v.length}`);
      }
      const products = u.map((left, k) => graph.product(left, v[k]));
      return graph.sum(
        products,
        products.map(() => ({ value: 1, radius: 0 })),
      );
    },
  },
};

export function isVector(value: Value | undefined): value is readonly Expression[] {
  return Array.isArray(value);
}

/** Folds in a balanced tree, which keeps the graph shallow. */
function inPairs(items: readonly Expression[], fold: (a: Expression, b: Expression) => Expression): Expression {
  let level = items;
  while (level.length > 1) {
    const next: Expression[] = [];
    for (let k = 0; k < level.length; k += 2) next.push(k + 1 < level.length ? fold(level[k], level[k + 1]) : level[k]);
    level = next;
  }
  return level[0];
}
