import type { Problem } from "../problem/problem.js";
import type { DomainData } from "../problem/validity/kind.js";

const SIDE = 480;
const BORDER = 48;
const CELLS = 160;
const RADIUS = 2.5;

/**
 * A domain of two inputs with its data, as the text of an SVG file: what is inside in blue, points as dots. Written by hand, for a plotting library
 * would bring forty packages for rectangles and circles.
 * @param problem of two variables whose box is drawn
 */
export function domainPicture(problem: Problem, { points }: DomainData, columns: readonly string[]): string {
  const { lower, upper } = problem.box;
  const x = (value: number): number => BORDER + ((value - lower[0]) / (upper[0] - lower[0])) * SIDE;
  const y = (value: number): number => BORDER + ((upper[1] - value) / (upper[1] - lower[1])) * SIDE;
  const dots: string[] = [];
  for (let p = 0; p < points.length; p += 2) {
    dots.push(`<circle cx="${x(points[p]).toFixed(1)}" cy="${y(points[p + 1]).toFixed(1)}" r="${RADIUS}"/>`);
  }
  const size = SIDE + 2 * BORDER;
  const end = BORDER + SIDE;
  const [first, second] = columns.map(escaped);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="13">`,
    `<rect width="${size}" height="${size}" fill="white"/>`,
    `<g fill="#9ecae1">${insideCells(problem)}</g>`,
    `<g fill="#222">${dots.join("")}</g>`,
    `<rect x="${BORDER}" y="${BORDER}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#222"/>`,
    text(BORDER, end + 18, "start", brief(lower[0])),
    text(end, end + 18, "end", brief(upper[0])),
    text(BORDER + SIDE / 2, end + 34, "middle", first),
    text(BORDER - 6, end, "end", brief(lower[1])),
    text(BORDER - 6, BORDER + 10, "end", brief(upper[1])),
    `<text transform="translate(16 ${BORDER + SIDE / 2}) rotate(-90)" text-anchor="middle">${second}</text>`,
    "</svg>\n",
  ].join("\n");
}

/** Cells of a grid whose middles are inside, a rectangle for each run in a row. */
function insideCells(problem: Problem): string {
  const { lower, upper } = problem.box;
  const cell = SIDE / CELLS;
  const point = new Float64Array(2);
  const runs: string[] = [];
  for (let r = 0; r < CELLS; r++) {
    point[1] = upper[1] - ((r + 0.5) / CELLS) * (upper[1] - lower[1]);
    let start = -1;
    for (let c = 0; c <= CELLS; c++) {
      point[0] = lower[0] + ((c + 0.5) / CELLS) * (upper[0] - lower[0]);
      const isInside = c < CELLS && problem.violation(point) <= 1e-9;
      if (isInside && start < 0) start = c;
      if (isInside || start < 0) continue;
      const [x, y] = [BORDER + start * cell, BORDER + r * cell];
      runs.push(`<rect x="${x}" y="${y}" width="${(c - start) * cell}" height="${cell}"/>`);
      start = -1;
    }
  }
  return runs.join("");
}

function text(x: number, y: number, anchor: string, content: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function escaped(name: string): string {
  return name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
