import { currentLabels } from "./labels.ts";

let depth = 0;

/** Runs what builds a pipeline's targets. */
export function whileBuilding<R>(build: () => R): R {
  depth++;
  try {
    return build();
  } finally {
    depth--;
  }
}

/** Whether targets or the points of a grid are being built. */
export function isBuilding(): boolean {
  return depth > 0 || Object.keys(currentLabels()).length > 0;
}
