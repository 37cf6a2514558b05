import { defineKind } from "../../lib/dsl/kind.ts";

/** A self-contained HTML page. */
export const Page = defineKind({
  name: "page",
  version: 1,
  extension: "html",
  encode(html: string) {
    if (typeof html !== "string") {
      throw new TypeError(
        `Cannot store 'page': expected HTML as a string, got ${typeof html}`,
      );
    }
    return new TextEncoder().encode(html);
  },
  decode: (bytes): string => new TextDecoder().decode(bytes),
  summarize: (html) => ({ characters: html.length }),
});
