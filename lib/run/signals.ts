/** Two stages of stopping, driven by signals. */
export interface Interrupts extends Disposable {
  /** Aborted by the first SIGINT or SIGTERM: checkpoint and stop. */
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
  return {
    signal: stop.signal,
    kill: kill.signal,
    [Symbol.dispose]() {
      for (const signal of signals) {
        Deno.removeSignalListener(signal, onSignal);
      }
    },
  };
}
