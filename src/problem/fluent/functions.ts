import { namedFunctions } from "../function-names.js";
import { InputError } from "../input-error.js";
import { expressionOf, Formula, type Operand } from "./formula.js";

/** A scalar, or a vector of scalars. */
export type Argument = Operand | readonly Operand[];

function applied(name: string, args: readonly Argument[]): Formula {
  const origin = (args.flat() as Operand[]).find((item) => item instanceof Formula)?.origin;
  if (origin === undefined) {
    throw new InputError(`${name}(...) has no formula among its arguments; compute a plain number by Math`);
  }
  const values = args.map((argument) =>
    Array.isArray(argument)
      ? argument.map((item) => expressionOf(item, origin))
      : expressionOf(argument as Operand, origin),
  );
  return new Formula(origin, namedFunctions[name].apply(origin.graph, values));
}

export const abs = (x: Formula): Formula => applied("abs", [x]);
export const exp = (x: Formula): Formula => applied("exp", [x]);
/** The natural logarithm. */
export const log = (x: Formula): Formula => applied("log", [x]);
export const sqrt = (x: Formula): Formula => applied("sqrt", [x]);
export const sin = (x: Formula): Formula => applied("sin", [x]);
export const cos = (x: Formula): Formula => applied("cos", [x]);
export const tan = (x: Formula): Formula => applied("tan", [x]);
export const tanh = (x: Formula): Formula => applied("tanh", [x]);
export const atan = (x: Formula): Formula => applied("atan", [x]);
/** The error function. */
export const erf = (x: Formula): Formula => applied("erf", [x]);
/** The smallest of scalars and of the elements of vectors. */
export const min = (...items: readonly Argument[]): Formula => applied("min", items);
/** The largest of scalars and of the elements of vectors. */
export const max = (...items: readonly Argument[]): Formula => applied("max", items);
/** The sum of scalars and of the elements of vectors. */
export const sum = (...items: readonly Argument[]): Formula => applied("sum", items);
/** The sum of the products of the elements of two vectors of equal length. */
export const dot = (u: readonly Operand[], v: readonly Operand[]): Formula => applied("dot", [u, v]);
