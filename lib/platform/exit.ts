/** Code with which the process will end, unless it ends with another. */
export function exitCode(): number {
  return Deno.exitCode;
}

/** Sets {@linkcode exitCode}. */
export function setExitCode(code: number): void {
  Deno.exitCode = code;
}

/**
 * Calls a function where modules end the process by `Deno.exit`.
 *
 * @returns Puts back what ends it
 */
export function replaceExit(instead: (code: number) => never): Disposable {
  const { exit } = Deno;
  Deno.exit = (code = Deno.exitCode): never => instead(code);
  return {
    [Symbol.dispose]() {
      Deno.exit = exit;
    },
  };
}
