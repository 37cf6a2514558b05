import type { Planned } from "../../../lib/dsl/stage.ts";
import type { ImageSet } from "../../kinds/mod.ts";
import { countClasses } from "../../data/work/count_classes.ts";

const REMEDY =
  "put each class in a folder of its own, or judge by score.random, score.pretrained, score.ssl or score.onnx, which need none";

/** Why images of so many classes cannot train a classifier. */
function tooFew(classes: number): string | undefined {
  if (classes === 0) return `the images have no labels; ${REMEDY}`;
  return classes === 1
    ? `the images are all of one class; ${REMEDY}`
    : undefined;
}

/** Why a classifier cannot be trained, before anything runs. */
export function refuseUnlabelled(planned: Planned): string | undefined {
  for (const slot of ["images", "heldOut"]) {
    for (const source of planned.sources(slot)) {
      const classes = countClasses(source);
      const why = classes === undefined ? undefined : tooFew(classes);
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

/**
 * Labels of images that a classifier is trained or judged on.
 *
 * @throws {TypeError} when there are none, or all are the same
 */
export function labelsOf({ labels, classes }: ImageSet): Int32Array {
  const count = labels === undefined
    ? 0
    : Math.max(classes.length, new Set(labels).size);
  const why = tooFew(count);
  if (labels !== undefined && why === undefined) return labels;
  throw new TypeError(`Cannot train a classifier: ${why}`);
}
