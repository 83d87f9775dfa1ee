import type { ApplicationExpression, CombinationExpression, Expression, SumExpression } from "./expression.js";

/**
 * An expression as a formula, for messages. What is too long to read is cut: three dots stand for the parts left out, so that
 * a graph with shared parts is never written out in full. Constants are rounded to float64.
 * @param nameOf the name of a scalar variable by its position
 * @param most number of parts that are written
 */
export function expressionText(expression: Expression, nameOf: (index: number) => string, most = 40): string {
  return new Writer(nameOf, most).at(expression, SUM);
}

/** How tightly a formula's outermost operation binds. */
const SUM = 1;
const PRODUCT = 2;
const POWER = 3;
const ATOM = 4;

interface Written {
  readonly text: string;
  readonly binding: number;
}

class Writer {
  constructor(
    private readonly nameOf: (index: number) => string,
    private left: number,
  ) {}

  /** In parentheses where the formula binds less tightly than its place needs. */
  at(expression: Expression, least: number): string {
    const { text, binding } = this.written(expression);
    return binding < least ? `(${text})` : text;
  }

  private written(expression: Expression): Written {
    if (--this.left < 0) return { text: "...", binding: ATOM };
    switch (expression.kind) {
      case "constant": {
        const { value } = expression.constant;
        return { text: String(value), binding: value < 0 ? SUM : ATOM };
      }
      case "variable":
        return { text: this.nameOf(expression.index), binding: ATOM };
      case "sum":
        return this.sum(expression);
      case "combination":
        return this.combination(expression);
      case "application":
        return this.application(expression);
      case "output": {
        const { call, index } = expression;
        const { name, predictor } = call.model;
        const inputs = this.list(call.inputs);
        const output = Object.entries(predictor.named?.indices ?? {}).find(([, place]) => place === index)?.[0];
        if (output !== undefined) return { text: `${name}.${output}(${inputs})`, binding: ATOM };
        return { text: `${name}(${inputs})${predictor.outputs === 1 ? "" : `[${index}]`}`, binding: ATOM };
      }
    }
  }

  private sum({ terms, coefficients, constant }: SumExpression): Written {
    let text = "";
    const add = (value: number, written: string): void => {
      if (text === "") text = value < 0 ? `-${written}` : written;
      else text += value < 0 ? ` - ${written}` : ` + ${written}`;
    };
    for (let k = 0; k < terms.length && this.left > 0; k++) {
      const { value } = coefficients[k];
      const size = Math.abs(value);
      // 2*a/b is (2*a)/b, which another expression stands for.
      const term = this.at(terms[k], size !== 1 && isQuotient(terms[k]) ? POWER : PRODUCT);
      add(value, size === 1 ? term : `${size}*${term}`);
      if (this.left <= 0 && k + 1 < terms.length) add(1, "...");
    }
    if (constant.value !== 0) add(constant.value, String(Math.abs(constant.value)));
    const isMonomial = terms.length === 1 && constant.value === 0 && coefficients[0].value > 0;
    return { text, binding: isMonomial ? PRODUCT : SUM };
  }

  private combination({ operation, left, right }: CombinationExpression): Written {
    switch (operation) {
      case "product":
        return { text: `${this.at(left, PRODUCT)}*${this.at(right, POWER)}`, binding: PRODUCT };
      case "quotient":
        return { text: `${this.at(left, PRODUCT)}/${this.at(right, POWER)}`, binding: PRODUCT };
      case "minimum":
        return { text: `min(${this.list([left, right])})`, binding: ATOM };
      case "maximum":
        return { text: `max(${this.list([left, right])})`, binding: ATOM };
    }
  }

  private application({ phi, argument }: ApplicationExpression): Written {
    switch (phi.name) {
      case "square":
        return { text: `${this.at(argument, ATOM)}^2`, binding: POWER };
      case "power":
        return { text: `${this.at(argument, ATOM)}^${phi.parameters["exponent"]}`, binding: POWER };
      case "reciprocal":
        return { text: `1/${this.at(argument, POWER)}`, binding: PRODUCT };
      default:
        return { text: `${NAMES[phi.name] ?? phi.name}(${this.at(argument, SUM)})`, binding: ATOM };
    }
  }

  private list(expressions: readonly Expression[]): string {
    const parts: string[] = [];
    for (const expression of expressions) {
      parts.push(this.at(expression, SUM));
      if (this.left < 0) break;
    }
    return parts.join(", ");
  }
}

/** Functions that formulas call by another name. */
const NAMES: Readonly<Record<string, string>> = { "absolute-value": "abs", arctan: "atan" };

function isQuotient(expression: Expression): boolean {
  if (expression.kind === "application") return expression.phi.name === "reciprocal";
  return expression.kind === "combination" && expression.operation === "quotient";
}
