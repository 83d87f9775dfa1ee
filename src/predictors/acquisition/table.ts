import type { ModelFunction } from "../model-function.js";

/** Acquisition functions by their names in formulas. A new one is one line here. */
export const acquisitionFunctions: Readonly<Record<string, ModelFunction>> = {};
