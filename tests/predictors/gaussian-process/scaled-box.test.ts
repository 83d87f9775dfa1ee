import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { intersectScaled, toScaledBox } from "../../../src/predictors/gaussian-process/scaled-box.js";
import { exact } from "../../numeric/exact-decimal.js";

test("the scaled box contains the exact image, and the way back loses no point", () => {
  const random = new Random(5);
  for (let k = 0; k < 300; k++) {
    const scaling = {
      inputOffset: Float64Array.of(random.normal() * 10 ** random.between(-6, 6)),
      inputFactor: Float64Array.of(10 ** random.between(-6, 6)),
    };
    const from = random.normal();
    const box = { lower: Float64Array.of(from), upper: Float64Array.of(from + 10 ** random.between(-18, 1)) };
    const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
    toScaledBox(scaling, box, lower, upper);
    const image = (x: number) => exact(x).sub(exact(scaling.inputOffset[0])).mul(exact(scaling.inputFactor[0]));
    expect(exact(lower[0]).lte(image(box.lower[0]))).toBe(true);
    expect(exact(upper[0]).gte(image(box.upper[0]))).toBe(true);
    const back = { lower: box.lower.slice(), upper: box.upper.slice() };
    expect(intersectScaled(scaling, lower, upper, back)).toBe(true);
    expect([back.lower[0], back.upper[0]]).toEqual([box.lower[0], box.upper[0]]);
  }
});

test("a part outside leaves nothing", () => {
  const scaling = { inputOffset: Float64Array.of(1), inputFactor: Float64Array.of(2) };
  const box = { lower: Float64Array.of(0), upper: Float64Array.of(1) };
  expect(intersectScaled(scaling, Float64Array.of(2), Float64Array.of(3), box)).toBe(false);
});
