import { box } from "./box.js";
import { clusteredHull } from "./clustered-hull.js";
import { convexHull } from "./convex-hull.js";
import { distance } from "./distance.js";
import { ellipsoid } from "./ellipsoid.js";
import { ensembleAgreement } from "./ensemble-agreement.js";
import { gaussianMixture } from "./gaussian-mixture.js";
import { gpVariance } from "./gp-variance.js";
import { isolationForest } from "./isolation-forest.js";
import { kde } from "./kde.js";
import type { ValidityKind } from "./kind.js";
import { leafSupport } from "./leaf-support.js";
import { oneClassSvm } from "./one-class-svm.js";
import { pca } from "./pca.js";
import { treeAgreement } from "./tree-agreement.js";

/** Every kind of validity domain by its name in instances. A new one is a file and a line here. */
export const validityKinds: Readonly<Record<string, ValidityKind>> = {
  box,
  "convex-hull": convexHull,
  "clustered-hull": clusteredHull,
  ellipsoid,
  pca,
  distance,
  kde,
  "one-class-svm": oneClassSvm,
  "gaussian-mixture": gaussianMixture,
  "isolation-forest": isolationForest,
  "gp-variance": gpVariance,
  "ensemble-agreement": ensembleAgreement,
  "leaf-support": leafSupport,
  "tree-agreement": treeAgreement,
};
