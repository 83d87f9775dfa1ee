import type { Expression } from "./expression.js";
import { parseSyntax, type Syntax } from "./grammar.js";
import { InputError, quote } from "./input-error.js";
import { type Scope, scalarFrom } from "./parser.js";

/** How two formulas are compared. */
export type Relation = "<=" | ">=" | "==";

/** Formulas compared one with the next, as in 0 <= y <= 1: operands_k relations_k operands_k+1. */
export interface Comparison {
  /** As the user wrote it, for messages. */
  readonly text: string;
  /** One more than relations. */
  readonly operands: readonly Expression[];
  readonly relations: readonly Relation[];
}

/**
 * A comparison from its text: one relation, or two in the same direction.
 * @throws InputError naming what in it cannot be used
 */
export function parseComparison(text: string, scope: Scope): Comparison {
  if (text.trim() === "") throw new InputError("the constraint is empty");
  let rest = parseSyntax(text);
  const operands: Expression[] = [];
  const relations: Relation[] = [];
  for (; isComparison(rest); rest = rest.left as Syntax) {
    const relation = relationOf(rest.operator as string, text);
    operands.push(scalarFrom(rest.right as Syntax, scope, relation));
    relations.push(relation);
  }
  const [last] = relations;
  if (last === undefined)
    throw new InputError(`${quote(text)} compares nothing; write <=, >= or == between two formulas`);
  operands.push(scalarFrom(rest, scope, last));
  relations.reverse();
  const isRange = relations.length === 2 && relations[0] === relations[1] && last !== "==";
  if (relations.length > 1 && !isRange) {
    throw new InputError(
      `${quote(text)} has the relations ${relations.join(" and ")}; write one, or a range as in 0 <= y <= 1`,
    );
  }
  return { text, operands: operands.reverse(), relations };
}

function isComparison(node: Syntax): boolean {
  return node.type === "BinaryExpression" && /^[<>=]/.test(node.operator as string);
}

function relationOf(operator: string, text: string): Relation {
  switch (operator) {
    case "<=":
    case ">=":
    case "==":
      return operator;
    case "=":
      throw new InputError(`${quote(text)} has a single =; write ==`);
    default:
      throw new InputError(`${quote(text)} has a strict comparison (${operator}); write ${operator}=`);
  }
}
