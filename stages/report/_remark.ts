import { note } from "./_html.ts";
import { fill } from "./_strings.ts";

/** A sentence of the page with its braces filled, as small print. */
export function remark(
  sentence: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return note(fill(sentence, values));
}
