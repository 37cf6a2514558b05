/** Axis values of the grid points around a node, by axis name. */
export type Labels = Readonly<Record<string, string>>;

const NONE: Labels = Object.freeze({});
let current: Labels = NONE;

/** Labels that nodes built now receive. */
export function currentLabels(): Labels {
  return current;
}

/**
 * Runs `body` with `labels` added to the current ones.
 *
 * @example
 * ```ts
 * import { currentLabels, withLabels } from "./labels.ts";
 *
 * const inside = withLabels({ width: "8" }, currentLabels);
 * console.assert(inside.width === "8" && currentLabels().width === undefined);
 * ```
 */
export function withLabels<R>(labels: Labels, body: () => R): R {
  return atLabels({ ...current, ...labels }, body);
}

/** Runs `body` with `labels` in place of the current ones. */
export function atLabels<R>(labels: Labels, body: () => R): R {
  const outer = current;
  current = Object.freeze({ ...labels });
  try {
    return body();
  } finally {
    current = outer;
  }
}
