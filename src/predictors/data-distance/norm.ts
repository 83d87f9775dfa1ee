/** Norms in which distances are measured. */
export const NORMS = ["l1", "l2", "linf"] as const;
export type Norm = (typeof NORMS)[number];

/** Norm of the absolute values that `part` gives for each of n coordinates, in float64. */
export function normOf(norm: Norm, parts: Float64Array): number {
  let total = 0;
  for (let j = 0; j < parts.length; j++) {
    if (norm === "l2") total += parts[j] * parts[j];
    else if (norm === "l1") total += parts[j];
    else total = Math.max(total, parts[j]);
  }
  return norm === "l2" ? Math.sqrt(total) : total;
}

/** Writes the gradient of the norm at the differences to `out`; zero where they all are, and one of the largest for linf. */
export function normGradient(norm: Norm, differences: Float64Array, length: number, out: Float64Array): void {
  out.fill(0);
  if (!(length > 0)) return;
  if (norm === "linf") {
    let place = 0;
    for (let j = 1; j < differences.length; j++) if (Math.abs(differences[j]) > Math.abs(differences[place])) place = j;
    out[place] = Math.sign(differences[place]);
    return;
  }
  for (let j = 0; j < differences.length; j++) {
    out[j] = norm === "l1" ? Math.sign(differences[j]) : differences[j] / length;
  }
}
