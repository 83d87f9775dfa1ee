import { describe, expect, test } from "vitest";
import { linearMachine, radialMachine } from "../../../src/predictors/support-vector/one-class-training.js";

/** Points that scikit-learn was given, too, computed by the same formula. */
const points = Float64Array.from(
  Array.from({ length: 40 }, (_, i) => [Math.sin(3 * i) * (1 + 0.3 * Math.cos(7 * i)), Math.cos(5 * i) * 0.8]).flat(),
);
const places = [
  [0, 0],
  [0.5, 0.5],
  [1.5, -1],
  [-1, 0.2],
];

/** decision_function of sklearn.svm.OneClassSVM 1.9 (tol 1e-12) at `places`; kernel rbf, gamma 0.5. */
const RADIAL = [
  [0.1, 5, [0.28606973847876893, 0.16051009111340098, -0.4674129768913078, 0.1836921243512868]],
  [0.3, 15, [1.0327602489322496, 0.5390347556454902, -1.5783368488879645, 0.42790887587672355]],
] as const;

/** The same with kernel linear, data and places shifted by 3; nu N is no whole number, or the threshold would not be unique. */
const LINEAR = [
  [0.11, [10.315124304237408, 20.061906063887314, 14.020816632941596, 3.0781942010554317]],
  [0.33, [10.560367315795986, 43.08129307901012, 21.580159177066207, -12.940851205013558]],
] as const;

describe("decision functions are those of scikit-learn", () => {
  test.each(RADIAL)("radial, nu %d", (nu, supports, expected) => {
    const machine = radialMachine(points, 2, nu, 1e-9);
    expect(machine.weights).toHaveLength(supports);
    places.forEach(([a, b], k) => {
      const sum = machine.weights.reduce((total, weight, i) => {
        const square = (a - machine.points[2 * i]) ** 2 + (b - machine.points[2 * i + 1]) ** 2;
        return total + weight * Math.exp(-0.5 * square);
      }, -machine.threshold);
      expect(sum).toBeCloseTo(expected[k], 6);
    });
  });

  test.each(LINEAR)("linear, nu %d", (nu, expected) => {
    const shifted = points.map((value) => value + 3);
    const { normal, threshold } = linearMachine(shifted, 2, nu, 1e-9);
    places.forEach(([a, b], k) => {
      const value = normal[0] * (a + 3) + normal[1] * (b + 3) - threshold;
      // LIBSVM keeps kernels in float32.
      expect(value).toBeCloseTo(expected[k], 4);
    });
  });
});

describe("optimality", () => {
  test.each([0, 0.05, 0.5, 1])(
    "weights are feasible and values at the threshold where they are inside, nu %d",
    (nu) => {
      const { points: supports, weights, threshold } = radialMachine(points, 2, nu, 1e-9);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(Math.max(1, nu * 40), 9);
      weights.forEach((weight, i) => {
        expect(weight).toBeGreaterThan(0);
        expect(weight).toBeLessThanOrEqual(1);
        const value = weights.reduce((total, other, k) => {
          const square = (supports[2 * i] - supports[2 * k]) ** 2 + (supports[2 * i + 1] - supports[2 * k + 1]) ** 2;
          return total + other * Math.exp(-0.5 * square);
        }, 0);
        if (weight < 1) expect(value).toBeCloseTo(threshold, 6);
        else expect(value).toBeLessThanOrEqual(threshold + 1e-6);
      });
    },
  );
});

test("equal points share what one of them would get", () => {
  const machine = radialMachine(Float64Array.of(0, 0, 0, 0, 1, 1), 2, 0.5);
  expect(machine.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1.5, 12);
});
