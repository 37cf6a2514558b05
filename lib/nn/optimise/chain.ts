import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import type { Arrays } from "../../tensor/array.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import type { Transform, Update } from "./transform.ts";

/**
 * Transforms one after the other: each gets the update that the one before made.
 *
 * @example
 * ```ts
 * import { adam } from "./adam.ts";
 * import { chain } from "./chain.ts";
 * import { clip } from "./clip.ts";
 *
 * const optimiser = chain(clip(1), adam({ rate: 1e-3 }));
 * console.assert(Object.keys(optimiser.init({})).length === 0);
 * ```
 */
export function chain(...transforms: readonly Transform[]): Transform {
  return {
    init: (weights) =>
      Object.assign(
        {},
        ...transforms.map((each, i) => withPrefix(`${i}/`, each.init(weights))),
      ) as Arrays,
    update({ state, weights, count, ...first }) {
      let at: Update = first;
      const next: Record<string, Tensors[string]> = {};
      transforms.forEach((each, i) => {
        const own = underPrefix(`${i}/`, state);
        const { state: after, ...update } = each.update({
          ...at,
          state: own,
          weights,
          count,
        });
        Object.assign(next, withPrefix(`${i}/`, after));
        at = update;
      });
      return { ...at, state: next };
    },
    kindOf: (name) =>
      transforms.map((each) => each.kindOf?.(name) ?? "").join(),
  };
}
