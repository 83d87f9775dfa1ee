import { Power } from "./power.js";

/** 1 / x for x != 0. Over an interval with 0 inside the range is the whole line and there are no lines. */
export class Reciprocal extends Power {
  constructor() {
    super(-1, "reciprocal");
  }

  override value(x: number): number {
    return 1 / x;
  }

  override derivative(x: number): number {
    return -1 / x / x;
  }

  override secondDerivative(x: number): number {
    return 2 / x / x / x;
  }
}
