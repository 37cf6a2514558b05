import { createHash } from "node:crypto";

const MOST_LETTERS = 80;

/** Names that Windows gives to devices, whatever follows a dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name for a file from any text: letters, digits, `_`, `-`, `=`, `,` and
 * dots inside stay; what was changed ends in a digest, so that different texts
 * never share a name.
 *
 * @example
 * ```ts
 * import { fileName } from "./file_name.ts";
 *
 * console.assert(fileName("decision") === "decision");
 * console.assert(!fileName("../../x").includes("/"));
 * ```
 */
export function fileName(text: string): string {
  const kept = text.normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}._=,-]+/gu, "_")
    .replaceAll(/^[.-]+|\.+$/g, "_")
    .slice(0, MOST_LETTERS);
  if (kept === text && !DEVICE.test(text) && text !== "") return text;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${kept.replace(DEVICE, "_$&")}_${digest}`;
}
