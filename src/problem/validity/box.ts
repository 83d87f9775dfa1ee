import { z } from "zod";
import { InputError } from "../input-error.js";
import { validityKind } from "./kind.js";

const schema = z.strictObject({ lower: z.array(z.number()).min(1), upper: z.array(z.number()).min(1) });

/** Every input within its own range: that of the data, or between two quantiles where not all of them have to be inside. */
export const box = validityKind({
  summary: "every input within the range of its data, or of a share of them",
  schema,
  dimensionOf({ lower, upper }) {
    if (lower.length !== upper.length) {
      throw new InputError(
        `${lower.length} lower and ${upper.length} upper bounds; there has to be one of each per input`,
      );
    }
    return lower.length;
  },
  rows({ lower, upper }, { inputs }) {
    return inputs.map((expression, j) => ({ expression, lower: lower[j], upper: upper[j] }));
  },
  fit({ dimension, count, points }, { coverage }) {
    const columns = Array.from({ length: dimension }, (_, j) =>
      Float64Array.from({ length: count }, (_, i) => points[i * dimension + j]).sort(),
    );
    const cut = Math.floor(((1 - coverage) / 2) * count);
    return { lower: columns.map((column) => column[cut]), upper: columns.map((column) => column[count - 1 - cut]) };
  },
});
