import type { RunOptions } from "../driver/options.ts";

/**
 * Calls back when a stage of stopping is asked for, or was before, until the
 * returned value is disposed of.
 */
export function heedStops(
  { signal, kill }: Pick<RunOptions, "signal" | "kill">,
  on: { readonly stop: () => void; readonly kill: () => void },
): Disposable {
  if (signal?.aborted) on.stop();
  if (kill?.aborted) on.kill();
  signal?.addEventListener("abort", on.stop);
  kill?.addEventListener("abort", on.kill);
  return {
    [Symbol.dispose]() {
      signal?.removeEventListener("abort", on.stop);
      kill?.removeEventListener("abort", on.kill);
    },
  };
}
