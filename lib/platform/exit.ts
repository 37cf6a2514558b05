/** Code with which the process will end, unless it ends with another. */
export function exitCode(): number {
  return Deno.exitCode;
}

/** Sets {@linkcode exitCode}. */
export function setExitCode(code: number): void {
  Deno.exitCode = code;
}

/**
 * Has modules that end the process by `Deno.exit` call a function in its place:
 * directly, so that its stack tells who did.
 *
 * @returns Puts back what ends it
 */
export function replaceExit(instead: (code?: number) => never): Disposable {
  const { exit } = Deno;
  Deno.exit = instead;
  return {
    [Symbol.dispose]() {
      Deno.exit = exit;
    },
  };
}
