import { box } from "./box.js";
import { convexHull } from "./convex-hull.js";
import type { ValidityKind } from "./kind.js";

/** Every kind of validity domain by its name in instances. A new one is a file and a line here. */
export const validityKinds: Readonly<Record<string, ValidityKind>> = {
  box,
  "convex-hull": convexHull,
};
