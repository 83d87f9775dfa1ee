import { Cos } from "../../../src/functions/cos.js";
import { Elu } from "../../../src/functions/elu.js";
import { Exp } from "../../../src/functions/exp.js";
import { Gelu } from "../../../src/functions/gelu.js";
import { LeakyRelu } from "../../../src/functions/leaky-relu.js";
import { NormalPdf } from "../../../src/functions/normal-pdf.js";
import { Sigmoid } from "../../../src/functions/sigmoid.js";
import { Silu } from "../../../src/functions/silu.js";
import { Softplus } from "../../../src/functions/softplus.js";
import { Square } from "../../../src/functions/square.js";
import { Tanh } from "../../../src/functions/tanh.js";
import type { EnvelopePoint, Line, UnivariateFunction } from "../../../src/functions/univariate.js";
import type { Interval } from "../../../src/numeric/interval.js";

/** A wrong function and what is wrong with it. `name` and `parameters` say whose truth it is held against. */
export interface Planted {
  readonly mistake: string;
  readonly make: () => UnivariateFunction;
  /** The kind of check that ought to notice. */
  readonly noticedBy: string;
}

function secantLine(phi: UnivariateFunction, l: number, u: number, out: Line): void {
  out.slope = u > l ? (phi.value(u) - phi.value(l)) / (u - l) : 0;
  out.intercept = phi.value(l) - out.slope * l;
}

class SwappedCurvature extends Softplus {
  override lowerLine(l: number, u: number, _at: number, out: Line): void {
    secantLine(this, l, u, out);
  }
}

class MidpointRange extends Sigmoid {
  override range(l: number, u: number, out: Interval): void {
    super.range(0.5 * l + 0.5 * u, u, out);
  }
}

class SecantAcrossInflection extends Tanh {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    super.lowerLine(l, u, at, out);
    if (l < 0 && u > 0) secantLine(this, l, u, out);
  }
}

class SlightlyTooHigh extends Silu {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    super.lowerLine(l, u, at, out);
    out.intercept += 1e-6;
  }
}

class NoRoundingMargin extends Exp {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    const p = at >= l && at <= u ? at : 0.5 * (l + u);
    out.slope = this.derivative(p);
    out.intercept = this.value(p) - out.slope * p;
  }
}

class WrongSubgradientSign extends Square {
  override convexEnvelope(l: number, u: number, x: number, out: EnvelopePoint): void {
    super.convexEnvelope(l, u, x, out);
    out.subgradient = -out.subgradient;
  }
}

class ForgottenMinimum extends Silu {
  override range(l: number, u: number, out: Interval): void {
    const a = this.value(l);
    const b = this.value(u);
    out.lower = Math.min(a, b) - 1e-12 * (1 + Math.abs(a));
    out.upper = Math.max(a, b) + 1e-12 * (1 + Math.abs(b));
  }
}

class UncheckedTangent extends Tanh {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    const p = at < 0 && at >= l && at <= u ? at : Math.min(l, 0);
    out.slope = this.derivative(p);
    out.intercept = this.value(p) - out.slope * p - 1e-12;
  }
}

class UnrepairedTangency extends Tanh {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    super.lowerLine(l, u, at, out);
    if (l < -u && u > 0) {
      out.slope = this.derivative(-0.45 * u);
      out.intercept = this.value(-0.45 * u) + out.slope * 0.45 * u - 1e-12;
    }
  }
}

class ForgottenInflection extends Sigmoid {
  override derivativeRange(l: number, u: number, out: Interval): void {
    const a = this.derivative(l);
    const b = this.derivative(u);
    out.lower = Math.min(a, b) - 1e-12;
    out.upper = Math.max(a, b) + 1e-12;
  }
}

class ForgottenBend extends Tanh {
  override secondDerivativeRange(l: number, u: number, out: Interval): void {
    const a = this.secondDerivative(l);
    const b = this.secondDerivative(u);
    out.lower = Math.min(a, b) - 1e-12;
    out.upper = Math.max(a, b) + 1e-12;
  }
}

class FunctionAsEnvelope extends NormalPdf {
  override convexEnvelope(_l: number, _u: number, x: number, out: EnvelopePoint): void {
    out.value = this.value(x) - 1e-12;
    out.subgradient = this.derivative(x);
  }
}

class ForgottenCrest extends Cos {
  override range(l: number, u: number, out: Interval): void {
    super.range(l, Math.min(u, l + 3), out);
  }
}

class ConvexByAssumption extends LeakyRelu {
  override lowerLine(_l: number, _u: number, at: number, out: Line): void {
    out.slope = at > 0 ? 1 : 3;
    out.intercept = 0;
  }
}

class ConcaveKinkOverlooked extends Elu {
  override lowerLine(l: number, u: number, at: number, out: Line): void {
    const p = at >= l && at <= u ? at : 0.5 * (l + u);
    out.slope = this.derivative(p);
    out.intercept = this.value(p) - out.slope * p - 1e-12 * (1 + Math.abs(p));
  }
}

class EmptyFromNaN extends Sigmoid {
  override range(l: number, u: number, out: Interval): void {
    if (l <= u) super.range(l, u, out);
    else {
      out.lower = 1;
      out.upper = 0;
    }
  }
}

class DivisionByZeroWidth extends Square {
  override upperLine(l: number, u: number, at: number, out: Line): void {
    super.upperLine(l, u, at, out);
    if (u === l) out.slope = (this.value(u) - this.value(l)) / (u - l);
  }
}

class OneSidedFace extends Sigmoid {
  override concaveEnvelope(l: number, u: number, x: number, out: EnvelopePoint): void {
    super.concaveEnvelope(l, u, x, out);
    if (x === u) out.subgradient *= 1.001;
  }
}

class ConstantEnvelope extends Softplus {
  override convexEnvelope(l: number, _u: number, _x: number, out: EnvelopePoint): void {
    out.value = this.value(l) * (1 - 1e-12);
    out.subgradient = 0;
  }
}

class LooseRange extends Tanh {
  override range(_l: number, _u: number, out: Interval): void {
    out.lower = -1;
    out.upper = 1;
  }
}

class UnderstatedError extends Gelu {
  override valueError(_x: number, v: number): number {
    return Math.abs(v) * 2 ** -54;
  }
}

export const PLANTED: readonly Planted[] = [
  {
    mistake: "swapped curvature: the secant below a convex function",
    make: () => new SwappedCurvature(),
    noticedBy: "lower-line",
  },
  { mistake: "the midpoint taken as a bound", make: () => new MidpointRange(), noticedBy: "range" },
  { mistake: "the secant across an inflection", make: () => new SecantAcrossInflection(), noticedBy: "lower-line" },
  { mistake: "1e-6 too high", make: () => new SlightlyTooHigh(), noticedBy: "lower-line" },
  { mistake: "no margin for rounding", make: () => new NoRoundingMargin(), noticedBy: "lower-line" },
  { mistake: "a subgradient of the wrong sign", make: () => new WrongSubgradientSign(), noticedBy: "convex-envelope" },
  { mistake: "a range that forgets the interior minimum", make: () => new ForgottenMinimum(), noticedBy: "range" },
  { mistake: "a tangent beyond d*", make: () => new UncheckedTangent(), noticedBy: "lower-line" },
  { mistake: "an approximate d* without repair", make: () => new UnrepairedTangency(), noticedBy: "lower-line" },
  {
    mistake: "a derivative range from the ends only",
    make: () => new ForgottenInflection(),
    noticedBy: "derivative-range",
  },
  {
    mistake: "a second-derivative range from the ends only",
    make: () => new ForgottenBend(),
    noticedBy: "second-derivative-range",
  },
  {
    mistake: "the function itself as its envelope",
    make: () => new FunctionAsEnvelope(),
    noticedBy: "convex-envelope",
  },
  { mistake: "a periodic range cut at half a period", make: () => new ForgottenCrest(), noticedBy: "range" },
  {
    mistake: "a slope above 1 left of a kink treated as convex",
    make: () => new ConvexByAssumption(3),
    noticedBy: "lower-line",
  },
  { mistake: "tangents across a concave kink", make: () => new ConcaveKinkOverlooked(2), noticedBy: "lower-line" },
  { mistake: "NaN turned into an empty range", make: () => new EmptyFromNaN(), noticedBy: "nan" },
  { mistake: "division by a width of zero", make: () => new DivisionByZeroWidth(), noticedBy: "line-number" },
  {
    mistake: "a supergradient 0.1 % too steep at a face of the box",
    make: () => new OneSidedFace(),
    noticedBy: "concave-envelope",
  },
  { mistake: "a constant in place of the envelope", make: () => new ConstantEnvelope(), noticedBy: "envelope-tight" },
  { mistake: "a range that is never tight", make: () => new LooseRange(), noticedBy: "range-tight" },
  { mistake: "an error bound below half an ulp", make: () => new UnderstatedError(), noticedBy: "value-error" },
];
