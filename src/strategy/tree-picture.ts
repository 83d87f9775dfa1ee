import { mostLikely } from "./learners/classifier.js";
import { leafCount, type Split, type TreeNode } from "./learners/tree.js";
import type { ParametricProgram } from "./program/parametric-program.js";
import { parameterNames } from "./program/sampling.js";
import { comparisonText, strategyLines } from "./rules.js";
import type { Strategy } from "./strategy.js";

/** Sizes in pixels. */
const WIDTH = 230;
const GAP = 16;
const LINE = 15;
const PADDING = 8;
const RISE = 46;
/** Characters in a line of a box, and lines. */
const CHARACTERS = 34;
const MOST_LINES = 9;
/** Fills of leaves, by strategy, pale enough for black text. */
const FILLS = ["#dcebf7", "#fde9d2", "#dff0d8", "#f3def0", "#fbf3c8", "#e3e1f4", "#f9d9d6", "#d9f0ee"];

/** A tree as a picture (SVG): splits in the parameters' names, leaves with what they make tight and fix. */
export function treePicture(program: ParametricProgram, strategies: readonly Strategy[], root: TreeNode): string {
  const picture = new TreePicture(program, strategies);
  const { bottom } = picture.add(root, 0, GAP);
  const width = leafCount(root) * (WIDTH + GAP) + GAP;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom + GAP}" viewBox="0 0 ${width} ${bottom + GAP}" font-family="sans-serif" font-size="12">`;
  const ground = `<rect width="${width}" height="${bottom + GAP}" fill="#ffffff"/>`;
  return `${[head, `<title>${escaped(program.name)}</title>`, ground, ...picture.shapes, "</svg>"].join("\n")}\n`;
}

/** Where a subtree lies: the middle of its top, and its lowest edge. */
interface Place {
  readonly middle: number;
  readonly bottom: number;
}

class TreePicture {
  readonly shapes: string[] = [];
  private readonly names: readonly string[];

  constructor(
    private readonly program: ParametricProgram,
    private readonly strategies: readonly Strategy[],
  ) {
    this.names = parameterNames(program.blocks);
  }

  /** @param first how many leaves lie to the left */
  add(node: TreeNode, first: number, top: number): Place {
    return node.kind === "split" ? this.addSplit(node, first, top) : this.addLeaf(node.counts, first, top);
  }

  private addSplit(node: Split, first: number, top: number): Place {
    const lines = wrapped([comparisonText(node.weights, node.threshold, this.names)]);
    const foot = top + lines.length * LINE + 2 * PADDING;
    const left = this.add(node.left, first, foot + RISE);
    const right = this.add(node.right, first + leafCount(node.left), foot + RISE);
    const middle = 0.5 * (left.middle + right.middle);
    for (const [child, word] of [
      [left, "yes"],
      [right, "no"],
    ] as const) {
      this.shapes.push(
        `<line x1="${middle}" y1="${foot}" x2="${child.middle}" y2="${foot + RISE}" stroke="#555555"/>`,
        text(0.5 * (middle + child.middle), foot + 0.5 * RISE - 4, word, ' fill="#555555"'),
      );
    }
    this.box(middle, top, lines, "#f4f4f4");
    return { middle, bottom: Math.max(left.bottom, right.bottom) };
  }

  private addLeaf(counts: Float64Array, first: number, top: number): Place {
    const best = mostLikely(counts);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const title = `strategy ${best + 1}: ${counts[best]} of ${total} draws`;
    const lines = wrapped([title, ...strategyLines(this.program, this.strategies[best], this.strategies)]);
    const middle = GAP + first * (WIDTH + GAP) + 0.5 * WIDTH;
    return { middle, bottom: this.box(middle, top, lines, FILLS[best % FILLS.length]) };
  }

  /** @returns its lower edge */
  private box(middle: number, top: number, lines: readonly string[], fill: string): number {
    const height = lines.length * LINE + 2 * PADDING;
    const frame = `x="${middle - 0.5 * WIDTH}" y="${top}" width="${WIDTH}" height="${height}"`;
    this.shapes.push(`<rect ${frame} rx="4" fill="${fill}" stroke="#555555"/>`);
    lines.forEach((line, k) => {
      this.shapes.push(text(middle, top + PADDING + (k + 0.75) * LINE, line));
    });
    return top + height;
  }
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="middle"${attributes}>${escaped(content)}</text>`;
}

/** Lines broken at spaces, the last one cut short where there are too many. */
function wrapped(lines: readonly string[]): string[] {
  const broken = lines.flatMap((line) => {
    const parts: string[] = [""];
    for (const word of line.split(" ")) {
      const last = parts[parts.length - 1];
      if (last !== "" && last.length + 1 + word.length > CHARACTERS) parts.push(word);
      else parts[parts.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return parts;
  });
  return broken.length <= MOST_LINES ? broken : [...broken.slice(0, MOST_LINES - 1), "..."];
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
