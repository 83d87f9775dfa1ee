import type { BivariateOperation } from "./bivariate.js";
import { maximum } from "./maximum.js";
import { minimum } from "./minimum.js";
import { product } from "./product.js";

/** Every operation of two arguments that has a relaxation of its own; quotients become products with a reciprocal. */
export const bivariateOperations = { product, maximum, minimum } as const satisfies Record<string, BivariateOperation>;
