import { Html, html, type HtmlValue } from "./html.ts";

/** Parts, one a line; nothing of those that are not there. */
export function stacked(parts: readonly (Html | undefined)[]): Html {
  return new Html(parts.filter((part) => part !== undefined).join("\n"));
}

/** A section; nothing when it has no content. */
export function section(
  title: string,
  ...parts: readonly (Html | undefined)[]
): Html | undefined {
  if (parts.every((part) => part === undefined)) return undefined;
  return html`<section><h2>${title}</h2>${stacked(parts)}</section>`;
}

/** Head of a column, with what it means where that is known. */
export interface Heading {
  readonly text: string;
  readonly about: string | undefined;
}

/** A table. */
export function table(
  heading: readonly (string | Heading)[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const head = heading.map((cell) => {
    if (typeof cell === "string") return html`<th>${cell}</th>`;
    const { text, about } = cell;
    return about === undefined
      ? html`<th>${text}</th>`
      : html`<th title="${about}">${text}</th>`;
  });
  const body = rows.map((row) =>
    html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`
  );
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>${head}</tr>
        </thead>
        <tbody>${body}</tbody>
      </table>
    </div>
  `;
}

/** A list of lines. */
export function bullets(lines: readonly HtmlValue[]): Html {
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** Terms and what they mean. */
export function definitions(
  pairs: readonly (readonly [term: string, meaning: HtmlValue])[],
): Html {
  return html`<dl>${
    pairs.map(([term, meaning]) =>
      html`
        <dt>${term}</dt>
        <dd>${meaning}</dd>
      `
    )
  }</dl>`;
}

/** A drawing, and what it shows in words. */
export function drawing(svg: Html, label: string): Html {
  return html`<figure role="img" aria-label="${label}">${svg}</figure>`;
}
