import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import {
  centralParameters,
  drawParameters,
  outsideRegion,
  type ParameterBlock,
  parameterNames,
} from "../../../src/strategy/program/sampling.js";

const blocks: ParameterBlock[] = [
  { name: "d", isScalar: false, offset: 0, size: 3, region: { kind: "ball", center: [1, 2, 3], radius: 0.5 } },
  { name: "e", isScalar: true, offset: 3, size: 1, region: { kind: "box", lower: [-1], upper: [1] } },
];

test("draws lie in their regions and fill them evenly", () => {
  const random = new Random(1);
  let inner = 0;
  for (let k = 0; k < 4000; k++) {
    const theta = drawParameters(blocks, random);
    expect(outsideRegion(blocks, theta)).toEqual([]);
    if (Math.hypot(theta[0] - 1, theta[1] - 2, theta[2] - 3) < 0.25) inner++;
  }
  // Half the radius holds an eighth of the volume.
  expect(inner / 4000).toBeCloseTo(1 / 8, 1);
});

test("what is outside is named", () => {
  const lines = outsideRegion(blocks, Float64Array.of(1, 2, 4, 2));
  expect(lines).toEqual([
    expect.stringMatching(/d is 1 from the centre/),
    expect.stringMatching(/e\[0\] = 2 is outside/),
  ]);
  expect(outsideRegion(blocks, Float64Array.of(Number.NaN, 2, 3, Number.NaN))).toHaveLength(2);
});

test("names and the centre", () => {
  expect(parameterNames(blocks)).toEqual(["d[0]", "d[1]", "d[2]", "e"]);
  expect([...centralParameters(blocks)]).toEqual([1, 2, 3, 0]);
});
