import type { StageContext } from "./context.ts";

/**
 * A context for doing a stage's work outside of a run: there are no checkpoints,
 * and nobody listens.
 *
 * @param given What differs from that: by default the seed is 0, with one thread
 * of the tensor engine of this machine
 *
 * @example
 * ```ts
 * import { bareContext } from "./bare_context.ts";
 *
 * const { seed, threads } = bareContext({ seed: 7n });
 * console.assert(seed === 7n && threads === 1);
 * ```
 */
export function bareContext(given: Partial<StageContext> = {}): StageContext {
  return {
    seed: 0n,
    engine: "auto",
    threads: 1,
    directory: "",
    signal: new AbortController().signal,
    checkpoints: {
      load: () => Promise.resolve(undefined),
      due: () => false,
      save: () => Promise.resolve(),
    },
    progress: () => {},
    log: () => {},
    tell: () => {},
    ...given,
  };
}
