import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diagonalMatrix } from "../../src/numeric/matrix.js";
import type { ConstantTensor, Tensor } from "../../src/onnx/algebra.js";
import { affine } from "../../src/onnx/arithmetic/affine.js";
import { add, apply, divide, multiply, subtract } from "../../src/onnx/arithmetic/elementwise.js";
import { extremum } from "../../src/onnx/arithmetic/extremum.js";
import { isPowerOfTwo, productError, quotientError, sumError } from "../../src/onnx/arithmetic/rounding-error.js";
import { workspace } from "../../src/onnx/arithmetic/workspace.js";
import { DEFAULT_LIMITS } from "../../src/onnx/limits.js";
import { phi } from "../../src/onnx/phi.js";
import { EagerAlgebra } from "./eager-algebra.js";
import { constantOf, constantsOnly } from "./evaluation.js";

/** Digits enough for sums and products of any two float64, and for chains of moderate ones. */
const [EXACT, CHAIN] = [2200, 500];
Decimal.set({ precision: CHAIN, minE: -9e15, maxE: 9e15 });

/** The exact value of a float64 (the constructor of Decimal takes the shortest decimal that rounds to it). */
function exactly(x: number): Decimal {
  if (!Number.isFinite(x)) return new Decimal(x);
  let [mantissa, exponent] = [x, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  return new Decimal(BigInt(mantissa).toString()).times(Decimal.pow(2, exponent));
}

const w = workspace(constantsOnly, { ...DEFAULT_LIMITS, derivedElements: 1e9, work: 1e10 });
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const moderate = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).filter((x) => x === 0 || Math.abs(x) > 1e-9);
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Does the ball of the constant contain the exact value? Zero slack. */
function contains(ball: Tensor, exact: Decimal): boolean {
  const { data, error } = ball as ConstantTensor;
  return exact
    .minus(exactly(data[0]!))
    .abs()
    .lte(exactly(error?.[0] ?? 0));
}

test("errors of single operations bound the exact ones", () => {
  Decimal.set({ precision: EXACT });
  fc.assert(
    fc.property(anyNumber, anyNumber, (a, b) => {
      if (Number.isFinite(a + b))
        expect(
          exactly(a)
            .plus(exactly(b))
            .minus(exactly(a + b))
            .abs()
            .lte(exactly(sumError(a, b))),
        ).toBe(true);
      if (Number.isFinite(a * b))
        expect(
          exactly(a)
            .times(exactly(b))
            .minus(exactly(a * b))
            .abs()
            .lte(exactly(productError(a, b))),
        ).toBe(true);
      if (b === 0 || !Number.isFinite(a / b)) return;
      // a / b is compared by cross-multiplication, so that nothing is rounded.
      const bound = exactly(quotientError(a, b)).times(exactly(b).abs());
      expect(
        exactly(a / b)
          .times(exactly(b))
          .minus(exactly(a))
          .abs()
          .lte(bound),
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
  Decimal.set({ precision: CHAIN });
});

test("products of float32 numbers and of powers of two are exact, and known to be", () => {
  fc.assert(
    fc.property(float32, float32, (a, b) => {
      expect(productError(a, b)).toBe(0);
      expect(
        exactly(a)
          .times(exactly(b))
          .eq(exactly(a * b)),
      ).toBe(true);
    }),
  );
  expect(productError(0.1, 0.25)).toBe(0);
  expect(productError(0.1, 0.3)).toBeGreaterThan(0);
  expect([1, 2 ** -300, -4, 0.1, 0, 3, Number.POSITIVE_INFINITY].map(isPowerOfTwo)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("chains of sums, products and quotients contain the exact value", () => {
  let checked = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("+", "-", "*", "/"), moderate), { minLength: 1, maxLength: 8 }),
      moderate,
      (steps, start) => {
        let ball: Tensor = constantOf([], [start]);
        let exact = exactly(start);
        for (const [operation, value] of steps) {
          const operand = constantOf([], [value]);
          if (operation === "/" && Math.abs(value) < 1e-3) continue;
          if (operation === "+") [ball, exact] = [add(w, ball, operand), exact.plus(exactly(value))];
          else if (operation === "-") [ball, exact] = [subtract(w, ball, operand), exact.minus(exactly(value))];
          else if (operation === "*") [ball, exact] = [multiply(w, ball, operand), exact.times(exactly(value))];
          else [ball, exact] = [divide(w, ball, operand), exact.div(exactly(value))];
          expect(contains(ball, exact)).toBe(true);
          checked++;
        }
        if (Math.abs((ball as ConstantTensor).data[0]!) > 1e-3) {
          const inverse = divide(w, constantOf([], [1]), ball);
          expect(contains(inverse, exactly(1).div(exact))).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(checked).toBeGreaterThan(500);
});

test("functions, extrema and affine maps of balls contain the exact value", () => {
  Decimal.set({ precision: 60 });
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: 1e-3, max: 20 }),
      fc.double({ noNaN: true, min: 1e-3, max: 20 }),
      (a, b) => {
        const quotient = divide(w, constantOf([1], [a]), constantOf([1], [b]));
        const exact = exactly(a).div(exactly(b));
        expect(contains(apply(w, phi("sqrt"), quotient), exact.sqrt())).toBe(true);
        expect(contains(apply(w, phi("exp"), quotient), exact.exp()) || exact.gt(700)).toBe(true);
        expect(contains(apply(w, phi("log"), quotient), exact.ln())).toBe(true);
        expect(contains(extremum(w, "maximum", quotient, constantOf([1], [a])), Decimal.max(exact, exactly(a)))).toBe(
          true,
        );
        const mapped = affine(
          w,
          [1],
          [{ x: quotient, matrix: diagonalMatrix(Float64Array.of(b)) }],
          constantOf([1], [a]),
        );
        expect(contains(mapped, exact.times(exactly(b)).plus(exactly(a)))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
  Decimal.set({ precision: CHAIN });
});

test("errors reach the algebra as rounding units and magnitudes that cover them", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(moderate, moderate), { minLength: 1, maxLength: 5 }), (pairs) => {
      const n = pairs.length;
      const divisors = pairs.map(([, b]) => (Math.abs(b) < 1e-3 ? 7 : b));
      const quotients = divide(
        w,
        constantOf(
          [n],
          pairs.map(([a]) => a),
        ),
        constantOf([n], divisors),
      ) as ConstantTensor;
      const seen: { units: number; magnitude: number[]; bias: number[] } = { units: 0, magnitude: [], bias: [] };
      class Recording extends EagerAlgebra {
        override affine(...[shape, terms, options]: Parameters<EagerAlgebra["affine"]>) {
          seen.units = options?.roundingUnits ?? 0;
          seen.bias = Array.from(options?.bias ?? []);
          seen.magnitude = Array.from(options?.biasMagnitude ?? seen.bias.map(Math.abs));
          return super.affine(shape, terms, options);
        }
      }
      const algebra = new Recording();
      const x = algebra.symbols([n], new Array(n).fill(1));
      const matrix = diagonalMatrix(quotients.data);
      affine({ ...w, algebra }, [n], [{ x, matrix, error: quotients.error }], quotients);
      const unit = exactly(2).pow(-53).times(seen.units);
      pairs.forEach(([a], k) => {
        const off = exactly(a).div(exactly(divisors[k]!)).minus(exactly(seen.bias[k]!)).abs();
        expect(off.lte(unit.times(exactly(seen.magnitude[k]!)))).toBe(true);
        expect(off.lte(unit.times(exactly(Math.abs(quotients.data[k]!))))).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test("a constant that is not finite, or that is all error, does not become a coefficient silently", () => {
  const algebra = new EagerAlgebra();
  const x = algebra.symbols([1], [2]);
  const symbolic = { ...w, algebra };
  expect(() => multiply(symbolic, x, constantOf([1], [Number.POSITIVE_INFINITY]))).toThrow(
    /a coefficient has the value Infinity/,
  );
  expect(() => divide(symbolic, x, constantOf([1], [0]))).toThrow(/a coefficient has the value Infinity/);
  const third = divide(w, constantOf([1], [1]), constantOf([1], [3]));
  const nothing = subtract(w, third, constantOf([1], [1 / 3]));
  multiply(symbolic, x, nothing);
  expect(algebra.largestRoundingUnits).toBeGreaterThan(2 ** 53);
});
