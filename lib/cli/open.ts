import { NotCapable, NotFound } from "../platform/errors.ts";
import { startProgram } from "../platform/process.ts";
import { OS } from "../platform/system.ts";

const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  windows: ["cmd", "/c", "start", ""],
};

/**
 * The program, with its first arguments, that opens files on a system.
 *
 * @param os Name of the system, as `Deno.build.os` gives it
 */
export function openerOf(os: string): readonly [string, ...string[]] {
  return OPENERS[os] ?? ["xdg-open"];
}

/** Opens a file with the system's program for it; quietly does nothing without one. */
export function openInBrowser(path: string): void {
  const [program, ...args] = openerOf(OS);
  try {
    startProgram(program, [...args, path]);
  } catch (error) {
    // Deno cannot permit a program that is not there.

    if (error instanceof NotFound || error instanceof NotCapable) return;
    throw error;
  }
}
