import { onSignal, type Signal } from "../../platform/process.ts";
import { OS } from "../../platform/system.ts";
import { watchLauncher } from "./launcher.ts";

/** Time that running stages have to save a checkpoint after the launcher died. */
const ORPHAN_MS = 10_000;

/** One press of Ctrl-C may come twice: from the terminal, and the launcher. */
const ECHO_MS = 200;

/** Two stages of stopping, driven by signals. */
export interface Interrupts extends Disposable {
  /**
   * Aborted by the first SIGINT or SIGTERM, or the death of the launcher:
   * checkpoint and stop.
   */
  readonly signal: AbortSignal;
  /** Aborted by the second: stop at once. */
  readonly kill: AbortSignal;
  /** Listens from now on; before, signals end the process as usual. */
  arm(): void;
}

/**
 * Listens for SIGINT and SIGTERM until disposed of.
 *
 * @param options `armed`: false to listen later, so that work which lets no
 * listener run, such as hashing files, can be ended meanwhile
 *
 * @example
 * ```ts
 * import { listenForInterrupts } from "./signals.ts";
 *
 * using interrupts = listenForInterrupts();
 * console.assert(!interrupts.signal.aborted);
 * ```
 */
export function listenForInterrupts(
  { armed = true }: { readonly armed?: boolean } = {},
): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  let last = -Infinity;
  const heed = () => {
    const isEcho = performance.now() - last < ECHO_MS;
    last = performance.now();
    if (isEcho) return;
    if (stop.signal.aborted) kill.abort();
    else stop.abort();
  };
  const signals: readonly Signal[] = OS === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  const listeners: Disposable[] = [];
  const arm = () => {
    if (listeners.length > 0) return;
    for (const signal of signals) listeners.push(onSignal(signal, heed));
  };
  if (armed) arm();
  const watch = watchLauncher(() => {
    stop.abort();
    setTimeout(() => kill.abort(), ORPHAN_MS).unref();
  });
  return {
    signal: stop.signal,
    kill: kill.signal,
    arm,
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      for (const listener of listeners) listener[Symbol.dispose]();
    },
  };
}
