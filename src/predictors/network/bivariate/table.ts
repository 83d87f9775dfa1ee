import type { BivariateOperation } from "./bivariate.js";
import { maximum } from "./maximum.js";
import { minimum } from "./minimum.js";
import { product } from "./product.js";
import { quotient } from "./quotient.js";

/** Every operation of two arguments that has a relaxation of its own. */
export const bivariateOperations = { product, quotient, maximum, minimum } as const satisfies Record<
  string,
  BivariateOperation
>;
