import { generator } from "../random-networks.js";

/** [ul, uu] x [vl, vu]. */
export interface Rectangle {
  readonly ul: number;
  readonly uu: number;
  readonly vl: number;
  readonly vu: number;
}

export function rectangle(ul: number, uu: number, vl: number, vu: number): Rectangle {
  return { ul, uu, vl, vu };
}

/** The next float64 above x, for x of magnitude 1e-300 and more. */
function next(x: number): number {
  return x + Math.max(Math.abs(x) * 2 ** -53 * 1.0001, Number.MIN_VALUE);
}

/** Named kinds of rectangles, each with what has broken relaxations before. */
export function rectangles(): Record<string, Rectangle[]> {
  const random = generator(31);
  const sorted = (scale: number) => {
    const [a, b] = [scale * (2 * random() - 1), scale * (2 * random() - 1)];
    return a < b ? [a, b] : [b, a];
  };
  const many = (count: number, make: () => Rectangle) => Array.from({ length: count }, make);
  const ordinary = many(60, () => {
    const [ul, uu] = sorted(4);
    const [vl, vu] = sorted(4);
    return rectangle(ul, uu, vl, vu);
  });
  const thin = many(40, () => {
    const [ul, uu] = sorted(3);
    const vl = 3 * (2 * random() - 1);
    const width = 10 ** (-16 * random());
    return random() < 0.5 ? rectangle(ul, uu, vl, vl + width) : rectangle(vl, vl + width, ul, uu);
  });
  const oneUlp = many(30, () => {
    const [u, v] = [3 * (2 * random() - 1), 3 * (2 * random() - 1)];
    return rectangle(u, next(u), v, next(v));
  });
  // Both arguments around the same value: where maximum and minimum have their kink.
  const diagonal = many(30, () => {
    const u = 2 * random() - 1;
    const w = 10 ** (-12 * random());
    return rectangle(u - w * random(), u + w * random(), u - w * random(), u + w * random());
  });
  const degenerate = [
    rectangle(0, 0, 0, 0),
    rectangle(1, 1, 1, 1),
    rectangle(0.1, 0.1, 0.1, 0.3),
    rectangle(-0.3, 0.7, 0.1, 0.1),
    rectangle(1, 2, 2, 3),
    rectangle(2, 3, 1, 2),
    rectangle(-1, 1, 0, 0),
    rectangle(0.1, 0.1, 0.2, 0.2),
    rectangle(0, 1, 0, 1),
    rectangle(-1, 0, -1, 0),
  ];
  const scaled = many(30, () => {
    const [ul, uu] = sorted(10 ** (300 * random() - 150));
    const [vl, vu] = sorted(10 ** (300 * random() - 150));
    return rectangle(ul, uu, vl, vu);
  });
  const overflowing = [
    rectangle(-1e200, 1e200, -1e200, 1e200),
    rectangle(1e154, 1e155, 1e154, 1e155),
    rectangle(-1.7e308, 1.7e308, -0.5, 0.5),
    rectangle(-1.7e308, 1.7e308, -1.7e308, 1.7e308),
  ];
  const tiny = [
    rectangle(-1e-200, 1e-200, 1e-180, 1e-170),
    rectangle(5e-324, 1e-323, -5e-324, 5e-324),
    rectangle(-1e-308, 1e-308, -1e-308, 2e-308),
    rectangle(-1, 0, 0, 5e-324),
    rectangle(-1e300, 1e290, -1e-310, 1.5e-323),
  ];
  const infinite = Number.POSITIVE_INFINITY;
  const unbounded = [
    rectangle(-infinite, infinite, -1, 1),
    rectangle(0, infinite, 0, infinite),
    rectangle(-infinite, 0, -2, 3),
    rectangle(-infinite, infinite, 0, 0),
    rectangle(-1, 2, 1, infinite),
    rectangle(3, infinite, -infinite, 1),
    rectangle(-infinite, infinite, -infinite, infinite),
  ];
  return { ordinary, thin, "one unit wide": oneUlp, diagonal, degenerate, scaled, overflowing, tiny, unbounded };
}

/** Vertices, edges and inside, where the diagonal u = v crosses it, and of an infinite side some large numbers. */
export function pointsOf({ ul, uu, vl, vu }: Rectangle): (readonly [number, number])[] {
  const us = along(ul, uu);
  const vs = along(vl, vu);
  const points = us.flatMap((u) => vs.map((v) => [u, v] as const));
  for (const u of us) if (u >= vl && u <= vu) points.push([u, u]);
  for (const v of vs) if (v >= ul && v <= uu) points.push([v, v]);
  return points;
}

function along(low: number, high: number): number[] {
  const from = Math.max(low, Math.min(high, 0) - 1e9, -Number.MAX_VALUE);
  const to = Math.min(high, Math.max(low, 0) + 1e9, Number.MAX_VALUE);
  const isUnbounded = high - low === Number.POSITIVE_INFINITY && (low < -Number.MAX_VALUE || high > Number.MAX_VALUE);
  const [a, b] = isUnbounded ? [from, to] : [low, high];
  const inside = [0.25, 0.5, 0.9].map((t) => Math.min(b, Math.max(a, (1 - t) * a + t * b)));
  return [...new Set([a, ...inside, b])];
}
