/** One point of the figure: the times of two engines on an instance, null where the limit struck. */
export interface ScatterPoint {
  readonly x: number | null;
  readonly y: number | null;
  readonly kind: string;
}

const SIZE = 420;
const MARGIN = 56;
const COLOURS = ["#1b6ca8", "#c9482b", "#3f8f4f", "#8a5fb0"];

/** A picture (SVG) of times against times on logarithmic axes; runs that were cut off lie on the edge. */
export function scatterPlot(points: readonly ScatterPoint[], labels: readonly [string, string], limit: number): string {
  const least = 0.01;
  const place = (seconds: number | null): number => {
    const clamped = Math.min(Math.max(seconds ?? limit * 1.4, least), limit * 1.4);
    return Math.log(clamped / least) / Math.log((limit * 1.4) / least);
  };
  const across = (share: number): string => (MARGIN + share * (SIZE - 2 * MARGIN)).toFixed(1);
  const up = (share: number): string => (SIZE - MARGIN - share * (SIZE - 2 * MARGIN)).toFixed(1);
  const kinds = [...new Set(points.map(({ kind }) => kind))];
  const dots = points.map(({ x, y, kind }) => {
    const colour = COLOURS[kinds.indexOf(kind) % COLOURS.length];
    return `<circle cx="${across(place(x))}" cy="${up(place(y))}" r="4" fill="${colour}" fill-opacity="0.7"/>`;
  });
  const ticks = [0.01, 0.1, 1, 10, 100]
    .filter((tick) => tick <= limit)
    .flatMap((tick) => [
      `<text x="${across(place(tick))}" y="${SIZE - MARGIN + 18}" text-anchor="middle">${tick}</text>`,
      `<text x="${MARGIN - 8}" y="${up(place(tick))}" text-anchor="end" dominant-baseline="middle">${tick}</text>`,
    ]);
  const legend = kinds.map(
    (kind, k) =>
      `<circle cx="${SIZE - 200}" cy="${SIZE - 140 + 16 * k}" r="4" fill="${COLOURS[k % COLOURS.length]}"/>` +
      `<text x="${SIZE - 190}" y="${SIZE - 140 + 16 * k}" dominant-baseline="middle">${kind}</text>`,
  );
  const line = (x1: number, y1: number, x2: number, y2: number, dash = ""): string =>
    `<line x1="${across(x1)}" y1="${up(y1)}" x2="${across(x2)}" y2="${up(y2)}" stroke="#555"${dash}/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" font-family="sans-serif" font-size="12">`,
    "<title>Seconds in reduced space against seconds of the full-space MILP, one dot per instance</title>",
    `<rect width="${SIZE}" height="${SIZE}" fill="white"/>`,
    ...[line(0, 0, 1, 0), line(0, 0, 0, 1), line(0, 0, 1, 1, ' stroke-dasharray="4 4"')],
    ...ticks,
    `<text x="${SIZE / 2}" y="${SIZE - 12}" text-anchor="middle">${labels[0]}</text>`,
    `<text transform="translate(14 ${SIZE / 2}) rotate(-90)" text-anchor="middle">${labels[1]}</text>`,
    ...dots,
    ...legend,
    "</svg>",
    "",
  ].join("\n");
}
