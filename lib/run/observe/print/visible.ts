/**
 * Characters that a terminal obeys instead of showing: controls but for tab
 * and line break, and those that turn the direction of text.
 */
const OBEYED =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\r(?!\n)/g;

/**
 * Text from elsewhere, such as names and messages, in which every character
 * that a terminal would obey is spelt out as in JSON: `\u001b[31m`. What was
 * JSON before still is, and means the same.
 *
 * @example
 * ```ts
 * import { visible } from "./visible.ts";
 *
 * console.assert(visible("a\x1b[2Jb\tc\n") === "a\\u001b[2Jb\tc\n");
 * ```
 */
export function visible(text: string): string {
  return text.replace(
    OBEYED,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
