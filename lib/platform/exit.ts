/** Code with which the process will end, unless it ends with another. */
export function exitCode(): number {
  return Deno.exitCode;
}

/** Sets {@linkcode exitCode}. */
export function setExitCode(code: number): void {
  Deno.exitCode = code;
}

/** Ends the process, whatever code puts in place of `Deno.exit` later. */
export const exit: (code: number) => never = Deno.exit;

/** A function in place of what ends the process, until it is disposed of. */
export interface ReplacedExit extends Disposable {
  /** What ended it before. */
  readonly before: (code?: number) => never;
}

/**
 * Has modules that end the process by `Deno.exit` call a function in its place:
 * directly, so that its stack tells who did.
 */
export function replaceExit(instead: (code?: number) => never): ReplacedExit {
  const before = Deno.exit;
  Deno.exit = instead;
  return {
    before,
    [Symbol.dispose]() {
      Deno.exit = before;
    },
  };
}
