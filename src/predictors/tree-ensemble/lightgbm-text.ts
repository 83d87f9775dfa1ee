import { OnnxError, quoted } from "../../onnx/error.js";
import { float64Above } from "./cut.js";
import { DefinitionBuilder } from "./definition-builder.js";
import type { Link, LinkedEnsemble } from "./link.js";

const LINKS: Readonly<Record<string, Link["name"]>> = {
  binary: "sigmoid",
  cross_entropy: "sigmoid",
  custom: "identity",
  fair: "identity",
  gamma: "exp",
  huber: "identity",
  lambdarank: "identity",
  mape: "identity",
  multiclass: "softmax",
  multiclassova: "sigmoid",
  poisson: "exp",
  quantile: "identity",
  rank_xendcg: "identity",
  regression: "identity",
  regression_l1: "identity",
  tweedie: "exp",
};

/** Inputs of at most this size are zeros to LightGBM (its kZeroThreshold, a float). */
const ZERO = Math.fround(1e-35);

type Section = ReadonlyMap<string, string>;

/**
 * A model that LightGBM saved as text (versions v2 to v4). Comparisons are x <= t in float64; categories, cut off to whole
 * numbers, go left where the node's set has them; where zeros count as missing, they go the default way.
 * @throws OnnxError saying what is not as expected
 */
export function readLightgbmText(text: string): LinkedEnsemble {
  const [header, ...rest] = text.split(/^end of trees/m)[0].split(/^Tree=\d+\s*$/m);
  const head = section(header);
  if (!/^tree\s/.test(header)) throw new OnnxError("malformed", 'the file does not begin with "tree"');
  const outputs = wholeNumber(head, "num_tree_per_iteration");
  const link = linkOf(required(head, "objective", head.has("objective") ? undefined : "custom"));
  const isAverage = /^average_output\s*$/m.test(header);
  if (isAverage && outputs > 1)
    throw new OnnxError("unsupported", "a random forest (average_output) with several outputs is not read");
  const builder = new DefinitionBuilder(outputs);
  rest.forEach((part, t) => {
    addTree(builder, section(part), t, outputs);
  });
  const definition = builder.build({
    features: wholeNumber(head, "max_feature_idx") + 1,
    base: new Float64Array(outputs),
    aggregate: isAverage ? "average" : "sum",
    isSingle: false,
  });
  return { definition, link };
}

/** The lines key=value. */
function section(text: string): Section {
  const entries = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf("=");
    if (at > 0) entries.set(line.slice(0, at), line.slice(at + 1).trim());
  }
  return entries;
}

function required(entries: Section, key: string, absent?: string): string {
  const value = entries.get(key) ?? absent;
  if (value === undefined) throw new OnnxError("malformed", `there is no line ${quoted(`${key}=`)}`);
  return value;
}

function wholeNumber(entries: Section, key: string): number {
  const value = Number(required(entries, key));
  if (!Number.isSafeInteger(value) || value < 0)
    throw new OnnxError("malformed", `${key}=${entries.get(key)} is not a whole number`);
  return value;
}

/** "binary sigmoid:1" is an objective with its parameters. */
function linkOf(objective: string): Link {
  const [kind, ...parameters] = objective.split(/\s+/);
  const name = LINKS[kind];
  if (name === undefined || parameters.includes("sqrt")) {
    const known = Object.keys(LINKS).join(", ");
    throw new OnnxError("unsupported", `the objective ${quoted(objective)} is not read; ${known} are, without "sqrt"`);
  }
  const slope = parameters.find((parameter) => parameter.startsWith("sigmoid:"));
  return slope === undefined ? { name } : { name, slope: Number(slope.slice("sigmoid:".length)) };
}

function addTree(builder: DefinitionBuilder, entries: Section, t: number, outputs: number): void {
  const leaves = wholeNumber(entries, "num_leaves");
  if (Number(entries.get("is_linear") ?? 0) !== 0)
    throw new OnnxError("unsupported", `tree ${t} has linear functions in its leaves, which are not read`);
  const numbers = (key: string, length: number): number[] => {
    const values = length === 0 ? [] : required(entries, key).split(/\s+/).map(Number);
    if (values.length !== length || values.some(Number.isNaN))
      throw new OnnxError("malformed", `tree ${t}: ${key} is not ${length} numbers`);
    return values;
  };
  const features = numbers("split_feature", leaves - 1);
  const thresholds = numbers("threshold", leaves - 1);
  const types = numbers("decision_type", leaves - 1);
  const lefts = numbers("left_child", leaves - 1);
  const rights = numbers("right_child", leaves - 1);
  const sets = wholeNumber(entries, "num_cat");
  const boundaries = sets === 0 ? [] : numbers("cat_boundaries", sets + 1);
  const words = sets === 0 ? [] : numbers("cat_threshold", boundaries[sets]);

  const first = builder.size;
  // Inner nodes come first; leaf k is child ~k.
  const place = (child: number): number => first + (child >= 0 ? child : leaves - 1 + ~child);
  builder.root(first);
  features.forEach((feature, k) => {
    const [left, right] = [place(lefts[k]), place(rights[k])];
    const decision = decisionOf(types[k]);
    if (decision.isCategorical) {
      const [from, to] = [boundaries[thresholds[k]], boundaries[thresholds[k] + 1]];
      builder.intervals(feature, categoryEnds(words.slice(from, to)), left, right);
    } else if (decision.isZeroMissing || Math.abs(thresholds[k]) <= ZERO) {
      const isZeroLeft = decision.isZeroMissing ? decision.isDefaultLeft : 0 <= thresholds[k];
      builder.intervals(feature, endsBesideZero(thresholds[k], isZeroLeft), left, right);
    } else {
      builder.comparison(feature, "<=", thresholds[k], left, right);
    }
  });
  for (const value of numbers("leaf_value", leaves)) {
    const values = new Float64Array(outputs);
    values[t % outputs] = value;
    builder.leaf(values);
  }
}

/** Bit 0: categorical; bit 1: missing values go left; bits 2 and 3: which values are missing (0 none, 1 zeros, 2 NaN). */
function decisionOf(type: number) {
  return { isCategorical: (type & 1) !== 0, isDefaultLeft: (type & 2) !== 0, isZeroMissing: ((type >> 2) & 3) === 1 };
}

/** Bit c of the words: category c. Numbers between -1 and 0 are cut off to category 0. */
function categoryEnds(words: readonly number[]): number[] {
  const ends: number[] = [];
  for (let c = 0; c < 32 * words.length; c++) {
    if (((words[c >> 5] >>> (c & 31)) & 1) === 1) ends.push(c === 0 ? float64Above(-1) : c, c + 1);
  }
  return ends;
}

/** Where x goes left: up to the threshold, except that what counts as zero goes its own way. */
function endsBesideZero(threshold: number, isZeroLeft: boolean): number[] {
  const [start, end] = [-ZERO, float64Above(ZERO)];
  const after = float64Above(threshold);
  if (isZeroLeft) {
    if (after < start) return [Number.NEGATIVE_INFINITY, after, start, end];
    return [Number.NEGATIVE_INFINITY, Math.max(after, end)];
  }
  if (after <= start) return [Number.NEGATIVE_INFINITY, after];
  return after <= end ? [Number.NEGATIVE_INFINITY, start] : [Number.NEGATIVE_INFINITY, start, end, after];
}
