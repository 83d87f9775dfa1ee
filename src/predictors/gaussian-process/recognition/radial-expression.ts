/**
 * Functions of one distance r in a normal form, in which kernels can be told apart however their nodes are arranged: sums of
 *   coefficient * r^power * exp(-linear r - quadratic r^2) * (1 + scale r^2)^-exponent.
 * Operations return null where the result has no such form.
 */
export interface RadialTerm {
  readonly coefficient: number;
  readonly power: number;
  readonly linear: number;
  readonly quadratic: number;
  readonly rational: { readonly scale: number; readonly exponent: number } | null;
}

export type RadialExpression = readonly RadialTerm[];

/** r^power. */
export function monomial(power: number): RadialExpression {
  return [{ coefficient: 1, power, linear: 0, quadratic: 0, rational: null }];
}

export function constant(value: number): RadialExpression {
  return scaled(monomial(0), value);
}

export function sum(a: RadialExpression, b: RadialExpression): RadialExpression {
  const terms: RadialTerm[] = [];
  for (const term of [...a, ...b]) {
    const same = terms.findIndex((other) => sameShape(term, other));
    if (same < 0) terms.push(term);
    else terms[same] = { ...term, coefficient: term.coefficient + terms[same].coefficient };
  }
  return terms.filter((term) => term.coefficient !== 0);
}

export function scaled(a: RadialExpression, factor: number): RadialExpression {
  return factor === 0 ? [] : a.map((term) => ({ ...term, coefficient: term.coefficient * factor }));
}

export function product(a: RadialExpression, b: RadialExpression): RadialExpression | null {
  let result: RadialExpression = [];
  for (const left of a) {
    for (const right of b) {
      if (left.rational !== null && right.rational !== null) return null;
      const term = {
        coefficient: left.coefficient * right.coefficient,
        power: left.power + right.power,
        linear: left.linear + right.linear,
        quadratic: left.quadratic + right.quadratic,
        rational: left.rational ?? right.rational,
      };
      result = sum(result, [term]);
    }
  }
  return result;
}

export function exponential(a: RadialExpression): RadialExpression | null {
  let [factor, linear, quadratic] = [1, 0, 0];
  for (const term of a) {
    if (!isMonomial(term)) return null;
    if (term.power === 0) factor *= Math.exp(term.coefficient);
    else if (term.power === 1) linear -= term.coefficient;
    else if (term.power === 2) quadratic -= term.coefficient;
    else return null;
  }
  return [{ coefficient: factor, power: 0, linear, quadratic, rational: null }];
}

export function squareRoot(a: RadialExpression): RadialExpression | null {
  if (a.length !== 1 || !isMonomial(a[0]) || !(a[0].coefficient > 0) || a[0].power % 2 !== 0) return null;
  return scaled(monomial(a[0].power / 2), Math.sqrt(a[0].coefficient));
}

/** a^exponent for small whole exponents, and (1 + c r^2)^exponent for negative ones. */
export function power(a: RadialExpression, exponent: number): RadialExpression | null {
  if (Number.isInteger(exponent) && exponent >= 1 && exponent <= 4) {
    let result: RadialExpression | null = a;
    for (let k = 1; k < exponent && result !== null; k++) result = product(result, a);
    return result;
  }
  if (exponent === 0.5) return squareRoot(a);
  const [one, square] = [...a].sort((x, y) => x.power - y.power);
  if (!(exponent < 0) || a.length !== 2 || !isMonomial(one) || !isMonomial(square)) return null;
  if (one.power !== 0 || one.coefficient !== 1 || square.power !== 2 || !(square.coefficient > 0)) return null;
  const rational = { scale: square.coefficient, exponent: -exponent };
  return [{ coefficient: 1, power: 0, linear: 0, quadratic: 0, rational }];
}

function isMonomial(term: RadialTerm): boolean {
  return term.linear === 0 && term.quadratic === 0 && term.rational === null;
}

function sameShape(a: RadialTerm, b: RadialTerm): boolean {
  return (
    a.power === b.power &&
    a.linear === b.linear &&
    a.quadratic === b.quadratic &&
    a.rational?.scale === b.rational?.scale &&
    a.rational?.exponent === b.rational?.exponent
  );
}
