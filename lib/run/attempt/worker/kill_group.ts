import { openLibrary } from "../../../platform/foreign.ts";
import { OS } from "../../../platform/system.ts";

const SIGKILL = 9;

const LIBRARIES: Readonly<Record<string, string>> = {
  darwin: "libSystem.B.dylib",
  linux: "libc.so.6",
};

type Kill = (pid: number, signal: number) => number;

let known: Kill | undefined;

/**
 * Ends a process that leads a group, and all that it started, at once. It asks
 * the C library, since `Deno.kill` wants permission to start any program.
 *
 * @param pid Id of the leader, which may have ended already
 * @returns Whether there was a group to end; always false on Windows, which
 * has none
 */
export function killGroup(pid: number): boolean {
  // 0 and 1 would mean this process's own group, and everything.
  if (!(pid > 1)) return false;
  try {
    known ??= load();
    return known?.(-pid, SIGKILL) === 0;
  } catch {
    return false;
  }
}

function load(): Kill | undefined {
  const library = LIBRARIES[OS];
  if (library === undefined) return undefined;
  return openLibrary(library, {
    kill: { parameters: ["i32", "i32"], result: "i32" },
  }).symbols.kill;
}
