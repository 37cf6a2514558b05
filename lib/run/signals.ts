import { watchLauncher } from "./launcher.ts";

/** Time that running stages have to save a checkpoint after the launcher died. */
const ORPHAN_MS = 10_000;

/** Two stages of stopping, driven by signals. */
export interface Interrupts extends Disposable {
  /**
   * Aborted by the first SIGINT or SIGTERM, or the death of the launcher:
   * checkpoint and stop.
   */
  readonly signal: AbortSignal;
  /** Aborted by the second: stop at once. */
  readonly kill: AbortSignal;
}

/**
 * Listens for SIGINT and SIGTERM until disposed of.
 *
 * @example
 * ```ts
 * import { listenForInterrupts } from "./signals.ts";
 *
 * using interrupts = listenForInterrupts();
 * console.assert(!interrupts.signal.aborted);
 * ```
 */
export function listenForInterrupts(): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) kill.abort();
    else stop.abort();
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  const watch = watchLauncher(() => {
    stop.abort();
    Deno.unrefTimer(setTimeout(() => kill.abort(), ORPHAN_MS));
  });
  return {
    signal: stop.signal,
    kill: kill.signal,
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      for (const signal of signals) {
        Deno.removeSignalListener(signal, onSignal);
      }
    },
  };
}
