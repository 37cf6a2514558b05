import { logLines } from "./_log_lines.ts";

const LEVELS = ["log", "info", "debug", "warn", "error"] as const;

/**
 * Sends what is printed through `console` elsewhere until the returned value
 * is disposed of.
 *
 * @param sinkOf Where lines go now; `undefined` prints as usual
 */
export function redirectConsole(
  sinkOf: () => ((line: string) => void) | undefined,
): Disposable {
  const originals = LEVELS.map((level) => [level, console[level]] as const);
  for (const [level, original] of originals) {
    console[level] = (...values: unknown[]) => {
      const sink = sinkOf();
      if (sink === undefined) {
        original.apply(console, values);
        return;
      }
      logLines(values).forEach((line) => sink(line));
    };
  }
  return {
    [Symbol.dispose]() {
      for (const [level, original] of originals) console[level] = original;
    },
  };
}
