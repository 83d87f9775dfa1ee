import { type Expression, inOrder, type OutputExpression } from "./expression.js";

/** The float64 values of expressions at points, operation by operation and model by model: what results are checked with. */
export class ExpressionEvaluation {
  private readonly steps: readonly ((x: Float64Array) => void)[];
  private readonly values: Float64Array;

  constructor(private readonly roots: readonly Expression[]) {
    const order = inOrder(roots);
    const last = order.at(-1);
    this.values = new Float64Array(last === undefined ? 0 : last.id + 1);
    this.steps = order.map((expression) => this.step(expression));
  }

  /**
   * The value of the first expression.
   * @param x all scalar variables in order
   */
  at(x: Float64Array): number {
    for (const step of this.steps) step(x);
    return this.values[this.roots[0].id];
  }

  /** The values of all expressions, in order, into `out`. */
  into(x: Float64Array, out: Float64Array): void {
    for (const step of this.steps) step(x);
    this.roots.forEach((root, k) => {
      out[k] = this.values[root.id];
    });
  }

  private step(expression: Expression): (x: Float64Array) => void {
    const { values } = this;
    const { id } = expression;
    switch (expression.kind) {
      case "constant":
        return () => {
          values[id] = expression.constant.value;
        };
      case "variable":
        return (x) => {
          values[id] = x[expression.index];
        };
      case "sum":
        return () => {
          let total = expression.constant.value;
          expression.terms.forEach((term, k) => {
            total += expression.coefficients[k].value * values[term.id];
          });
          values[id] = total;
        };
      case "combination": {
        const operation = OPERATIONS[expression.operation];
        return () => {
          values[id] = operation(values[expression.left.id], values[expression.right.id]);
        };
      }
      case "application":
        return () => {
          values[id] = expression.phi.value(values[expression.argument.id]);
        };
      case "output":
        return this.output(expression);
    }
  }

  private output({ id, index, call }: OutputExpression): () => void {
    const { values } = this;
    const inputs = new Float64Array(call.model.predictor.inputs);
    const outputs = new Float64Array(call.model.predictor.outputs);
    return () => {
      call.inputs.forEach((input, k) => {
        inputs[k] = values[input.id];
      });
      call.model.predictor.evaluate(inputs, outputs);
      values[id] = outputs[index];
    };
  }
}

const OPERATIONS = {
  product: (a: number, b: number): number => a * b,
  quotient: (a: number, b: number): number => a / b,
  minimum: Math.min,
  maximum: Math.max,
} as const;
