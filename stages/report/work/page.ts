import { Html, html } from "./html.ts";
import { STYLE } from "./_style.ts";

/** What a page may load: nothing but the pictures that are in it. */
const POLICY = new Html(
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
);

/** A whole page, which refers to nothing outside. */
export function pageOf(
  body: Html,
  options: { readonly title: string; readonly language: string },
): string {
  const page = html`
    <!doctype html>
    <html lang="${options.language}">
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="${POLICY}">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>${options.title}</title>
      <style>${new Html(STYLE)}</style>
      <main>
    ${body}
      </main>
    </html>
  `;
  return `${page}\n`;
}
