import { statSync } from "../platform/files.ts";

/**
 * When a file last changed, in milliseconds and whole seconds, as Deno tells
 * it; undefined when it is gone. Unlike the modification time, no program can
 * set it.
 */
export function changeTime(path: string): number | undefined {
  try {
    const { ctime, mtime } = statSync(path);
    return (ctime ?? mtime)?.getTime() ?? 0;
  } catch {
    return undefined;
  }
}
