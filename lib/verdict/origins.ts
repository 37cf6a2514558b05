import type { Metric } from "./rule.ts";

/** How an extractor came about. */
export type Origin = "pretrained" | "onnx" | "random" | "ssl" | "classifier";

/** Those that no image under test had a part in. */
const FOREIGN: ReadonlySet<string | undefined> = new Set<Origin>([
  "pretrained",
  "onnx",
  "random",
]);

/**
 * Whether metrics may carry a verdict: extractors of at least two origins, one
 * of them foreign to the data. A network that was trained on the images under
 * test can prefer what the eye rejects.
 *
 * @example
 * ```ts
 * import { areIndependent } from "./origins.ts";
 *
 * const of = (origin: string) =>
 *   ({ name: `kid[${origin}]`, better: "lower", origin }) as const;
 * console.assert(areIndependent([of("classifier"), of("random")]));
 * console.assert(!areIndependent([of("classifier"), of("ssl")]));
 * ```
 */
export function areIndependent(metrics: readonly Metric[]): boolean {
  const origins = new Set(metrics.flatMap(({ origin }) => origin ?? []));
  return origins.size > 1 && [...origins].some((origin) => FOREIGN.has(origin));
}
