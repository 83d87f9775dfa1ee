import { OnnxError } from "../error.js";
import type { Graph, Node } from "../model.js";
import { hardSwish, mish, silu } from "./gated.js";
import { gelu, geluTanh } from "./gelu.js";
import { logSigmoid } from "./log-sigmoid.js";
import { monomial } from "./monomial.js";
import { GraphView, type Pattern } from "./pattern.js";
import { softShrink } from "./soft-shrink.js";
import { softplusThreshold } from "./softplus-threshold.js";
import { softsign } from "./softsign.js";

/** The ways of writing a function that are recognised, in the order in which they are tried. */
export const PATTERNS: readonly Pattern[] = [
  silu,
  mish,
  hardSwish,
  gelu,
  geluTanh,
  softplusThreshold,
  softShrink,
  softsign,
  logSigmoid,
  monomial,
];

/**
 * The graph with the last node of every recognised group replaced by one that applies the function. The other nodes stay
 * for those who need them; `interpret` leaves out what nobody needs.
 */
export function withPatterns(graph: Graph): Graph {
  const roots = new Map<string, Pattern[]>();
  for (const pattern of PATTERNS) roots.set(pattern.root, [...(roots.get(pattern.root) ?? []), pattern]);
  const view = new GraphView(graph);
  const nodes = graph.nodes.map((node) => {
    const candidates = node.domain === "" ? roots.get(node.operator) : undefined;
    return (candidates && recognised(node, candidates, view)) ?? node;
  });
  return { ...graph, nodes };
}

function recognised(node: Node, patterns: readonly Pattern[], view: GraphView): Node | null {
  if (node.outputs.length !== 1 || node.outputs[0] === "") return null;
  for (const pattern of patterns) {
    view.axes = 0;
    try {
      const found = pattern.match(node, view);
      if (found !== null) return { ...node, inputs: [found.x], group: { phi: found.phi, axes: view.axes } };
    } catch (error) {
      // Parameters that the function does not take: the group is read operator by operator.
      if (!(error instanceof OnnxError)) throw error;
    }
  }
  return null;
}
