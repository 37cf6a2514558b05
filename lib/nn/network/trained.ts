import { isTrained } from "./shapes.ts";

/**
 * The weights that training changes, without the buffers.
 *
 * @example
 * ```ts
 * import { trainedOf } from "./trained.ts";
 *
 * const trained = trainedOf({ "0/gamma": 1, "0/beta": 2, "0/mean": 3 });
 * console.assert(Object.keys(trained).join() === "0/gamma,0/beta");
 * ```
 */
export function trainedOf<T>(
  weights: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(weights).filter(([name]) => isTrained(name)),
  );
}
