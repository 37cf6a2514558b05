/** What fills a slot: one thing, or things by label in the user's order. */
export type Wires<T> =
  | { readonly one: T }
  | { readonly many: readonly (readonly [label: string, each: T])[] };

/**
 * All that fills a slot, without labels.
 *
 * @example
 * ```ts
 * import { wired } from "./wires.ts";
 *
 * console.assert(wired({ one: 1 }).join() === "1");
 * console.assert(wired({ many: [["a", 1], ["b", 2]] }).join() === "1,2");
 * ```
 */
export function wired<T>(wires: Wires<T>): readonly T[] {
  return "one" in wires ? [wires.one] : wires.many.map(([, each]) => each);
}

/** The same wires to what a function makes of each. */
export function mapWires<T, U>(
  wires: Wires<T>,
  change: (each: T) => U,
): Wires<U> {
  return "one" in wires
    ? { one: change(wires.one) }
    : { many: wires.many.map(([label, each]) => [label, change(each)]) };
}
