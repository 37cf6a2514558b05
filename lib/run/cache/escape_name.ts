/**
 * A name to show where bytes of it are not UTF-8: each stands as `\\x??`, for
 * Deno does not tell which it is.
 *
 * @example
 * ```ts
 * import { escapeName } from "./escape_name.ts";
 *
 * console.assert(escapeName("caf\uFFFD.png") === "caf\\x??.png");
 * ```
 */
export function escapeName(name: string): string {
  return name.replaceAll("\uFFFD", "\\x??");
}
