import { type Constant, MINUS_ONE, ONE } from "./constant.js";
import type { Expression, NamedModel } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import { isVector, namedFunctions, type Value } from "./function-names.js";
import { parseSyntax, type Syntax } from "./grammar.js";
import { InputError, quote } from "./input-error.js";
import { functionCall, modelFunctions, namedCall, plainCall } from "./model-calls.js";

/** Names with a fixed meaning in formulas, beside the functions: the float64 nearest to the number. */
const NAMED_NUMBERS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** Names that variables, models and definitions cannot have. */
export function isReserved(name: string): boolean {
  return [NAMED_NUMBERS, namedFunctions, modelFunctions].some((table) => Object.hasOwn(table, name));
}

/** What the names in a formula stand for. */
export interface Scope {
  readonly graph: ExpressionGraph;
  /** Variables and definitions. */
  readonly values: ReadonlyMap<string, Value>;
  readonly models: ReadonlyMap<string, NamedModel>;
}

const MAX_DEPTH = 1000;

/**
 * A scalar formula from its text.
 * @throws InputError naming what in it cannot be used, and what could
 */
export function parseScalar(text: string, scope: Scope): Expression {
  const value = parseValue(text, scope);
  if (!isVector(value)) return value;
  throw new InputError(
    `${quote(text)} is a vector of length ${value.length}; use one element, as in ${text}[0], or sum(...)`,
  );
}

/** A formula that may be a vector, such as a whole variable or all outputs of a model. */
export function parseValue(text: string, scope: Scope): Value {
  if (text.trim() === "") throw new InputError("the formula is empty");
  return new Parser(scope).read(parseSyntax(text));
}

/** The scalar that a part of a parsed text stands for; `where` is what needs it, for the message about a vector. */
export function scalarFrom(node: Syntax, scope: Scope, where: string): Expression {
  return new Parser(scope).scalar(node, where);
}

class Parser {
  private depth = 0;

  constructor(private readonly scope: Scope) {}

  read(node: Syntax): Value {
    if (++this.depth > MAX_DEPTH) throw new InputError(`the formula is nested deeper than ${MAX_DEPTH}`);
    const value = this.dispatch(node);
    this.depth--;
    return value;
  }

  private dispatch(node: Syntax): Value {
    switch (node.type) {
      case "Literal":
        return this.literal(node.value, node.raw as string);
      case "Identifier":
        return this.name(node.name as string);
      case "UnaryExpression": {
        const x = this.scalar(node.argument as Syntax, "a sign");
        return node.operator === "-" ? this.scope.graph.negative(x) : x;
      }
      case "BinaryExpression":
        return this.binary(node as Syntax & { operator: string });
      case "MemberExpression":
        return this.element(node);
      case "CallExpression":
        return this.call(node);
      case "Compound":
        throw new InputError(
          (node.body as Syntax[]).length === 0
            ? "the formula is empty"
            : "two formulas where one is expected; is an operator missing?",
        );
      case "SequenceExpression":
        throw new InputError("a list in parentheses; a comma belongs only between the arguments of a call");
      case "ArrayExpression":
        throw new InputError("a list in brackets; pass the elements one by one, as in net(x[0], 1)");
      default:
        throw new InputError(`formulas have no ${node.type}`);
    }
  }

  private literal(value: unknown, raw: string): Expression {
    if (typeof value !== "number") throw new InputError(`formulas have no text, found ${quote(raw)}`);
    if (!Number.isFinite(value)) throw new InputError(`the number ${raw} is too large`);
    return this.scope.graph.number(value);
  }

  private name(name: string): Value {
    const value = this.scope.values.get(name);
    if (value !== undefined) return value;
    if (Object.hasOwn(NAMED_NUMBERS, name)) return this.scope.graph.number(NAMED_NUMBERS[name]);
    if (this.scope.models.has(name)) throw new InputError(`${name} is a model; call it, as in ${name}(x)`);
    const callable = Object.hasOwn(namedFunctions, name) ? namedFunctions[name] : undefined;
    const usage = callable?.usage ?? (Object.hasOwn(modelFunctions, name) ? modelFunctions[name].usage : undefined);
    if (usage !== undefined) throw new InputError(`${name} is a function; call it, as in ${usage}`);
    const known = list([...this.scope.values.keys()]);
    throw new InputError(`unknown variable ${quote(name)}; the variables are ${known}`);
  }

  /** Sums and products of many operands are left-leaning chains, walked in a loop: their length is not their depth. */
  private binary(node: Syntax & { operator: string }): Expression {
    const { graph } = this.scope;
    const { operator } = node;
    switch (operator) {
      case "+":
      case "-": {
        const terms: Expression[] = [];
        const coefficients: Constant[] = [];
        let rest: Syntax = node;
        for (
          ;
          rest.type === "BinaryExpression" && (rest.operator === "+" || rest.operator === "-");
          rest = rest.left as Syntax
        ) {
          terms.push(this.scalar(rest.right as Syntax, rest.operator));
          coefficients.push(rest.operator === "+" ? ONE : MINUS_ONE);
        }
        terms.push(this.scalar(rest, operator));
        coefficients.push(ONE);
        return graph.sum(terms.reverse(), coefficients.reverse());
      }
      case "*":
      case "/": {
        const chain: Syntax[] = [];
        let rest: Syntax = node;
        for (
          ;
          rest.type === "BinaryExpression" && (rest.operator === "*" || rest.operator === "/");
          rest = rest.left as Syntax
        ) {
          chain.push(rest);
        }
        let value = this.scalar(rest, operator);
        for (const link of chain.reverse()) {
          const operand = this.scalar(link.right as Syntax, link.operator as string);
          value = link.operator === "*" ? graph.product(value, operand) : graph.quotient(value, operand);
        }
        return value;
      }
      case "^":
        return graph.power(this.scalar(node.left as Syntax, "^"), this.scalar(node.right as Syntax, "^"));
      case "=":
        throw new InputError("formulas assign nothing; name a formula under define");
      default:
        throw new InputError(`a comparison (${operator}) has no place here; it belongs under subjectTo`);
    }
  }

  private element(node: Syntax): Expression {
    if (node.computed !== true) {
      const property = (node.property as Syntax).name;
      throw new InputError(`.${property} is no value; an output of a model is called, as in gp.mean(x)`);
    }
    const object = node.object as Syntax;
    const vector = object.type === "CallExpression" ? this.result(object) : this.read(object);
    const index = this.scalar(node.property as Syntax, "an index");
    if (index.kind !== "constant" || index.constant.radius !== 0)
      throw new InputError("an index must be a constant number");
    const k = index.constant.value;
    if (!isVector(vector)) throw new InputError(`${describe(object)} is a scalar and has no element ${k}`);
    if (!Number.isInteger(k) || k < 0 || k >= vector.length) {
      throw new InputError(
        `${describe(object)} has the elements 0 to ${vector.length - 1} (indices start at 0), not ${k}`,
      );
    }
    return vector[k];
  }

  private call(node: Syntax): Value {
    const result = this.result(node);
    return isVector(result) && result.length === 1 ? result[0] : result;
  }

  /** What a call returns: a model always a vector, so that a single output may be written with its index, too. */
  private result(node: Syntax): Value {
    const callee = node.callee as Syntax;
    if (callee.type === "MemberExpression" && callee.computed !== true) return [this.namedOutput(callee, node)];
    if (callee.type !== "Identifier")
      throw new InputError("only functions and models can be called; a product needs *");
    const name = callee.name as string;
    if (Object.hasOwn(modelFunctions, name)) return [this.functionOfModel(name, node)];
    const model = this.scope.models.get(name);
    if (model === undefined && !Object.hasOwn(namedFunctions, name)) {
      if (this.scope.values.has(name))
        throw new InputError(`${name} is a variable and cannot be called; a product needs *`);
      const known = list([...this.scope.models.keys()]);
      throw new InputError(
        `unknown function or model ${quote(name)}; the models are ${known}, the functions ${list([...Object.keys(namedFunctions), ...Object.keys(modelFunctions)])}`,
      );
    }
    const args = this.arguments(node.arguments as Syntax[]);
    if (model === undefined) return namedFunctions[name].apply(this.scope.graph, args);
    return plainCall(this.scope.graph, model, args.flat() as Expression[]);
  }

  private arguments(nodes: readonly Syntax[]): Value[] {
    return nodes.map((argument) => this.read(argument));
  }

  /** gp.mean(x) */
  private namedOutput({ object, property }: Syntax, node: Syntax): Expression {
    const model = this.model(object as Syntax, `.${(property as Syntax).name}(...)`);
    const inputs = this.arguments(node.arguments as Syntax[]).flat() as Expression[];
    return namedCall(this.scope.graph, model, (property as Syntax).name as string, inputs);
  }

  /** ei(gp, x, best) */
  private functionOfModel(name: string, node: Syntax): Expression {
    const [first, ...rest] = node.arguments as Syntax[];
    const { usage } = modelFunctions[name];
    if (first === undefined) throw new InputError(`${usage} has no arguments here`);
    const model = this.model(first, usage);
    return functionCall(this.scope.graph, name, model, this.arguments(rest).flat() as Expression[]);
  }

  private model(node: Syntax, where: string): NamedModel {
    const model = node.type === "Identifier" ? this.scope.models.get(node.name as string) : undefined;
    if (model !== undefined) return model;
    throw new InputError(
      `${where}: ${describe(node)} is no model; the models are ${list([...this.scope.models.keys()])}`,
    );
  }

  scalar(node: Syntax, where: string): Expression {
    const value = this.read(node);
    if (!isVector(value)) return value;
    throw new InputError(
      `${describe(node)} is a vector of length ${value.length} where ${where} needs a scalar; use an element, as in ${describe(node)}[0]`,
    );
  }
}

function list(names: readonly string[]): string {
  if (names.length === 0) return "none";
  return names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")} and ${names.length - 20} more`;
}

/** The start of a formula's part, for messages. */
function describe(node: Syntax): string {
  switch (node.type) {
    case "Identifier":
      return node.name as string;
    case "CallExpression":
      return `${describe(node.callee as Syntax)}(...)`;
    case "MemberExpression":
      return `${describe(node.object as Syntax)}[...]`;
    default:
      return "the formula";
  }
}
