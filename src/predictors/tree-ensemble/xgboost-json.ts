import { OnnxError, quoted } from "../../onnx/error.js";
import { DefinitionBuilder } from "./definition-builder.js";
import { JsonValue } from "./json-value.js";
import type { Link, LinkedEnsemble } from "./link.js";
import { parseUbjson } from "./ubjson.js";

const LINKS: Readonly<Record<string, Link["name"]>> = {
  "binary:logistic": "sigmoid",
  "binary:logitraw": "identity",
  "count:poisson": "exp",
  "multi:softmax": "softmax",
  "multi:softprob": "softmax",
  "rank:map": "identity",
  "rank:ndcg": "identity",
  "rank:pairwise": "identity",
  "reg:absoluteerror": "identity",
  "reg:gamma": "exp",
  "reg:linear": "identity",
  "reg:logistic": "sigmoid",
  "reg:pseudohubererror": "identity",
  "reg:quantileerror": "identity",
  "reg:squarederror": "identity",
  "reg:squaredlogerror": "identity",
  "reg:tweedie": "exp",
  "survival:aft": "exp",
  "survival:cox": "exp",
};

/** A model that XGBoost saved as JSON. @throws OnnxError saying what is not as expected */
export function readXgboostJson(text: string): LinkedEnsemble {
  return ensembleOf(JsonValue.parse(text));
}

/** The same model in the binary form that XGBoost writes by default since version 2.1. @throws OnnxError saying what is not as expected */
export function readXgboostUbj(bytes: Uint8Array): LinkedEnsemble {
  return ensembleOf(JsonValue.of(parseUbjson(bytes)));
}

/**
 * A model as XGBoost describes it (XGBoost 1.0 to 3.x, boosters gbtree and dart). Inputs are rounded to float32; a node
 * sends x < t to the left, and categories of its set, cut off to whole numbers, to the right; default directions are for
 * missing values, which inputs are not. `multi:softmax` is read as the probabilities behind the class.
 */
function ensembleOf(document: JsonValue): LinkedEnsemble {
  const learner = document.at("learner");
  const parameters = learner.at("learner_model_param");
  const objective = learner.at("objective").at("name").text();
  const name = LINKS[objective];
  if (name === undefined)
    throw new OnnxError(
      "unsupported",
      `the objective ${quoted(objective)} is not read; ${Object.keys(LINKS).join(", ")} are`,
    );
  const booster = learner.at("gradient_booster");
  const kind = booster.at("name").text();
  if (kind !== "gbtree" && kind !== "dart")
    throw new OnnxError("unsupported", `the booster ${quoted(kind)} is not read; gbtree and dart are`);
  const model = kind === "dart" ? booster.at("gbtree").at("model") : booster.at("model");
  const outputs = Math.max(1, parameters.at("num_class").number(), parameters.optional("num_target")?.number() ?? 1);
  const builder = new DefinitionBuilder(outputs);
  const drops = kind === "dart" ? booster.at("weight_drop").numbers() : null;
  const info = model.at("tree_info").numbers();
  model
    .at("trees")
    .list()
    .forEach((tree, t) => {
      addTree(builder, tree, { output: info[t], outputs, share: drops === null ? 1 : Math.fround(drops[t]) });
    });
  const definition = builder.build({
    features: parameters.at("num_feature").number(),
    base: baseMargins(parameters.at("base_score").text(), outputs, name),
    aggregate: "sum",
    isSingle: true,
  });
  return { definition, link: { name } };
}

interface TreePlace {
  readonly output: number;
  readonly outputs: number;
  /** Factor of the leaf values. */
  readonly share: number;
}

function addTree(builder: DefinitionBuilder, tree: JsonValue, { output, outputs, share }: TreePlace): void {
  const left = tree.at("left_children").numbers();
  const right = tree.at("right_children").numbers();
  const conditions = tree.at("split_conditions").numbers();
  const features = tree.at("split_indices").numbers();
  const types = tree.optional("split_type")?.numbers() ?? [];
  const vector = Number(tree.optional("tree_param")?.optional("size_leaf_vector")?.text() ?? 1);
  const weights = vector > 1 ? tree.at("leaf_weights").numbers() : null;
  const categories = vector >= 0 && types.includes(1) ? categorySets(tree) : new Map<number, number[]>();
  const first = builder.size;
  builder.root(first);
  left.forEach((child, k) => {
    if (child < 0) {
      const values = new Float64Array(outputs);
      if (weights === null) values[output] = share * Math.fround(conditions[k]);
      // A leaf of several values keeps the place of its values in the list of right children.
      else for (let o = 0; o < outputs; o++) values[o] = share * Math.fround(weights[right[k] * vector + o]);
      builder.leaf(values);
      return;
    }
    const set = types[k] === 1 ? categories.get(k) : undefined;
    if (set === undefined) {
      builder.comparison(features[k], "<", Math.fround(conditions[k]), first + child, first + right[k]);
    } else {
      const ends = set.flatMap((category) => [category, category + 1]);
      builder.intervals(features[k], ends, first + right[k], first + child);
    }
  });
}

/** The categories that go right, ascending, by node. */
function categorySets(tree: JsonValue): Map<number, number[]> {
  const all = tree.at("categories").numbers();
  const segments = tree.at("categories_segments").numbers();
  const sizes = tree.at("categories_sizes").numbers();
  return new Map(
    tree
      .at("categories_nodes")
      .numbers()
      .map((node, k) => [node, all.slice(segments[k], segments[k] + sizes[k]).sort((a, b) => a - b)]),
  );
}

/**
 * base_score is a prediction (up to XGBoost 3.0 one number, later a list in brackets); the trees are added to its margin,
 * which XGBoost computes in float32.
 */
function baseMargins(text: string, outputs: number, link: Link["name"]): Float64Array {
  const stored = text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((part) => Math.fround(Number(part)));
  if (stored.length !== 1 && stored.length !== outputs)
    throw new OnnxError("malformed", `base_score has ${stored.length} numbers for ${outputs} outputs`);
  return Float64Array.from({ length: outputs }, (_, o) => {
    const score = stored[stored.length === 1 ? 0 : o];
    const margin = link === "sigmoid" ? -Math.log(1 / score - 1) : link === "exp" ? Math.log(score) : score;
    if (!Number.isFinite(margin)) throw new OnnxError("number", `base_score ${text} has the margin ${margin}`);
    return Math.fround(margin);
  });
}
