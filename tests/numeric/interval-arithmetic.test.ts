import * as Peer from "interval-arithmetic";
import { expect, test } from "vitest";
import { FUNCTIONS } from "../../src/functions/table.js";
import { add, divide, type Interval, multiply, power, square, subtract } from "../../src/numeric/interval.js";
import { Random } from "../../src/numeric/random.js";

/**
 * The package interval-arithmetic as a second opinion. Both enclose the same set, so they must overlap, and differ by
 * rounding only. Left out because the package is unsound there: odd powers of intervals with negative ends (it multiplies
 * ends without regard to sign), sin and cos of large arguments (it reduces them with a rounded pi), results that overflow,
 * and tanh.
 */
type PeerInterval = { lo: number; hi: number };
const of = (a: Interval) => new Peer.Interval(a.lower, a.upper);

function agree(ours: Interval, theirs: PeerInterval, what: string): void {
  const size = 1e-12 * (Math.abs(ours.lower) + Math.abs(ours.upper)) + 1e-300;
  const near = (x: number, y: number) => x === y || Math.abs(x - y) <= size;
  if (!near(ours.lower, theirs.lo) || !near(ours.upper, theirs.hi)) {
    throw new Error(`${what}: ours [${ours.lower}, ${ours.upper}], theirs [${theirs.lo}, ${theirs.hi}]`);
  }
}

function randomIntervals(count: number, low: number, high: number): Interval[] {
  const random = new Random(11);
  return Array.from({ length: count }, () => {
    const a = random.between(low, high);
    const b = random.between(low, high);
    return { lower: Math.min(a, b), upper: Math.max(a, b) };
  });
}

test("arithmetic agrees", () => {
  const out: Interval = { lower: 0, upper: 0 };
  let checks = 0;
  const list = randomIntervals(400, -20, 20);
  for (let k = 0; k + 1 < list.length; k++) {
    const [a, b] = [list[k], list[k + 1]];
    add(a, b, out);
    agree(out, Peer.add(of(a), of(b)) as PeerInterval, "add");
    subtract(a, b, out);
    agree(out, Peer.sub(of(a), of(b)) as PeerInterval, "subtract");
    multiply(a, b, out);
    agree(out, Peer.mul(of(a), of(b)) as PeerInterval, "multiply");
    checks += 3;
    if (b.lower > 0 || b.upper < 0) {
      divide(a, b, out);
      agree(out, Peer.div(of(a), of(b)) as PeerInterval, "divide");
      checks++;
    }
    square(a, out);
    agree(out, Peer.pow(of(a), 2) as PeerInterval, "square");
    power(a, 4, out);
    agree(out, Peer.pow(of(a), 4) as PeerInterval, "fourth power");
    checks += 2;
    if (a.lower > 0) {
      power(a, 3, out);
      agree(out, Peer.pow(of(a), 3) as PeerInterval, "cube");
      checks++;
    }
  }
  expect(checks).toBeGreaterThan(1500);
});

test("ranges of functions agree", () => {
  const out: Interval = { lower: 0, upper: 0 };
  let checks = 0;
  const cases: [string, (a: unknown) => unknown, number, number][] = [
    ["exp", Peer.exp as never, -20, 20],
    ["log", Peer.log as never, 0.01, 50],
    ["sqrt", Peer.sqrt as never, 0.01, 50],
    ["sin", Peer.sin as never, -6, 6],
    ["cos", Peer.cos as never, -6, 6],
    ["arctan", Peer.atan as never, -6, 6],
    ["absolute-value", Peer.abs as never, -6, 6],
  ];
  for (const [name, theirs, low, high] of cases) {
    const phi = FUNCTIONS.get(name)!.make();
    for (const a of randomIntervals(150, low, high)) {
      phi.range(a.lower, a.upper, out);
      agree(out, theirs(of(a)) as PeerInterval, `${name} of [${a.lower}, ${a.upper}]`);
      checks++;
    }
  }
  expect(checks).toBeGreaterThan(1000);
});
