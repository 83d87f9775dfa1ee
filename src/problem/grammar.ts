import jsep from "jsep";
import { InputError, quote } from "./input-error.js";

/** What the text of a formula can consist of. */
export type Syntax = jsep.CoreExpression;

/** The part of jsep's class that configures it; jsep's type declarations leave the class out. */
interface Configuration {
  binary_ops: Record<string, number>;
  unary_ops: Record<string, number>;
  literals: Record<string, unknown>;
  right_associative: Set<string>;
  additional_identifier_chars: Set<string>;
  hooks: object;
  max_binop_len: number;
  max_unop_len: number;
  this_str: string;
}

const jsepClass = (jsep as unknown as { Jsep: Configuration }).Jsep;

const POWER = "^";

/**
 * Signs are read here and not by jsep, where they bind tighter than every operator: -x^2 is -(x^2), as in mathematics and
 * in every modelling language, and 2^-x is 2^(-x).
 */
function readSign(this: jsep.HookScope, env: { node?: jsep.Expression }): void {
  const operator = this.char;
  if (operator !== "-" && operator !== "+") return;
  const scope = this as { index: number } & jsep.HookScope;
  scope.index++;
  const powers = [operandAfter(operator, scope)];
  while (scope.char === POWER) {
    scope.index++;
    powers.push(operandAfter(POWER, scope));
  }
  const argument = powers.reduceRight((right, left) => ({ type: "BinaryExpression", operator: POWER, left, right }));
  env.node = { type: "UnaryExpression", operator, argument, prefix: true };
}

function operandAfter(operator: string, scope: jsep.HookScope): jsep.Expression {
  const operand = scope.gobbleToken();
  scope.gobbleSpaces();
  return operand ? operand : scope.throwError(`Expected expression after ${operator}`);
}

const FORMULAS: Configuration = {
  binary_ops: { "<=": 1, ">=": 1, "==": 1, "<": 1, ">": 1, "=": 1, "+": 2, "-": 2, "*": 3, "/": 3, [POWER]: 4 },
  unary_ops: {},
  literals: {},
  right_associative: new Set([POWER]),
  additional_identifier_chars: new Set(["_"]),
  hooks: Object.assign(Object.create(Object.getPrototypeOf(jsepClass.hooks)), { "gobble-token": [readSign] }),
  max_binop_len: 2,
  max_unop_len: 0,
  this_str: "",
};

const MAX_LENGTH = 10_000_000;

/**
 * The syntax tree of a formula. jsep's configuration is global: it is put in place for this call only, so that another
 * user of jsep in the same process is not disturbed.
 * @throws InputError with the position of what cannot be read
 */
export function parseSyntax(text: string): Syntax {
  if (text.length > MAX_LENGTH)
    throw new InputError(`a formula of ${text.length} characters; at most ${MAX_LENGTH} are read`);
  const before = { ...jsepClass };
  Object.assign(jsepClass, FORMULAS);
  try {
    return jsep(text) as Syntax;
  } catch (error) {
    if (error instanceof RangeError) throw new InputError("the formula is nested too deeply");
    throw new InputError(`cannot read ${quote(text)}: ${(error as Error).message}`);
  } finally {
    Object.assign(jsepClass, before);
  }
}
