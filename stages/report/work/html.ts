/** A piece of HTML that is safe to show, which strings are not. */
export class Html {
  readonly #text: string;

  /** Takes HTML as it is; for values there is {@linkcode html}. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The HTML itself. */
  toString(): string {
    return this.#text;
  }
}

/** What {@linkcode html} takes; nothing comes out for `undefined`. */
export type HtmlValue =
  | string
  | number
  | Html
  | undefined
  | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(escaped).join("");
  return String(value).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

/**
 * A tagged template whose values come out as text, in elements and in quoted
 * attributes; {@linkcode Html} comes out as it is. Line breaks at the ends of the
 * template are its own layout, and left out.
 *
 * @example
 * ```ts
 * import { html } from "./html.ts";
 *
 * const name = "<i>";
 * console.assert(`${html`<b>${name}</b>`}` === "<b>&lt;i&gt;</b>");
 * ```
 */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly HtmlValue[]
): Html {
  const last = parts.length - 1;
  return new Html(
    parts.map((part, i) => {
      const from = i === 0 ? part.replace(/^\n\s*/, "") : part;
      const text = i === last ? from.replace(/\n\s*$/, "") : from;
      return text + escaped(values[i]);
    }).join(""),
  );
}
