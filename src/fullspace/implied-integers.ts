import type { MilpModel } from "./milp-model.js";

/**
 * Marks continuous columns as integer that an equation forces to be whole numbers. It loses no point, and it keeps HiGHS up to 1.15.3
 * from finding this out in its presolve, after which it is wrong (r3274 of the self-test).
 */
export function markImpliedIntegers(model: MilpModel): void {
  for (let marked = true; marked; ) {
    marked = false;
    for (let r = 0; r < model.rows; r++) {
      const column = impliedBy(model, r);
      if (column < 0) continue;
      model.isInteger[column] = true;
      marked = true;
    }
  }
}

/** The only continuous column of an equation in whole multiples of its coefficient; -1 if there is none. */
function impliedBy(model: MilpModel, r: number): number {
  if (model.rowLower[r] !== model.rowUpper[r]) return -1;
  let place = -1;
  for (let e = model.starts[r]; e < model.starts[r + 1]; e++) {
    if (model.isInteger[model.indices[e]]) continue;
    if (place >= 0) return -1;
    place = e;
  }
  if (place < 0) return -1;
  const unit = model.values[place];
  if (!isMultiple(model.rowLower[r], unit)) return -1;
  for (let e = model.starts[r]; e < model.starts[r + 1]; e++) if (!isMultiple(model.values[e], unit)) return -1;
  return model.indices[place];
}

/** Whether value / unit is a whole number, without rounding. */
function isMultiple(value: number, unit: number): boolean {
  const quotient = value / unit;
  return Number.isSafeInteger(quotient) && Number.isInteger(unit) && quotient * unit === value;
}
