/**
 * The input box of a VNN-LIB property: the bounds `(assert (<= X_i c))` and `(assert (>= X_i c))`. What it says about
 * outputs is ignored. @throws Error if a variable lacks a bound, or an assertion on inputs has another form
 */
export function inputBox(text: string): { lower: number[]; upper: number[] } {
  const inputs = [...text.matchAll(/\(declare-const X_(\d+) Real\)/g)].length;
  const lower: number[] = new Array(inputs).fill(Number.NaN);
  const upper: number[] = new Array(inputs).fill(Number.NaN);
  let used = 0;
  for (const [, relation, index, value] of text.matchAll(/\(assert \((<=|>=) X_(\d+) ([-+.\deE]+)\)\)/g)) {
    (relation === "<=" ? upper : lower)[Number(index)] = Number(value);
    used++;
  }
  const mentioned = [...text.matchAll(/\bX_\d+/g)].length - inputs;
  if (used !== mentioned || [...lower, ...upper].some(Number.isNaN)) {
    throw new Error(`expected one lower and one upper bound for each of ${inputs} inputs, and nothing else about them`);
  }
  return { lower, upper };
}
