import { type Html, html } from "./html.ts";
import { fill } from "./_fill.ts";

/** A sentence of the page with its braces filled, as small print. */
export function remark(
  sentence: string,
  values: Readonly<Record<string, string | number>> = {},
): Html {
  return html`<p class="note">${fill(sentence, values)}</p>`;
}
