/** constant + sum of coefficients[k] * column columns[k]; the columns are distinct. */
export interface LinearExpression {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
}

export function constantExpression(constant: number): LinearExpression {
  return { columns: [], coefficients: [], constant };
}

export function columnExpression(column: number): LinearExpression {
  return { columns: [column], coefficients: [1], constant: 0 };
}

/** sum of factors[k] * expressions[k] + constant, like columns collected, zero coefficients left out. */
export function combined(
  expressions: readonly LinearExpression[],
  factors: ArrayLike<number>,
  constant = 0,
): LinearExpression {
  const sums = new Map<number, number>();
  let total = constant;
  expressions.forEach((expression, k) => {
    const factor = factors[k];
    if (factor === 0) return;
    total += factor * expression.constant;
    for (let t = 0; t < expression.columns.length; t++) {
      const column = expression.columns[t];
      sums.set(column, (sums.get(column) ?? 0) + factor * expression.coefficients[t]);
    }
  });
  const columns: number[] = [];
  const coefficients: number[] = [];
  for (const [column, coefficient] of sums) {
    if (coefficient === 0) continue;
    columns.push(column);
    coefficients.push(coefficient);
  }
  return { columns, coefficients, constant: total };
}

/** The expression's value at a point that has a value for every column, an estimate. */
export function valueAt({ columns, coefficients, constant }: LinearExpression, point: ArrayLike<number>): number {
  let value = constant;
  for (let t = 0; t < columns.length; t++) value += coefficients[t] * point[columns[t]];
  return value;
}
