import { crc32 } from "node:zlib";

/**
 * Checksum of a row's texts. SQLite notices damage to the structure of its
 * file, not to what the rows hold.
 */
export function checksum(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => crc32(text, crc32("\n", sum)), 0);
}

/** Text with its checksum in front. */
export function seal(text: string): string {
  return `${checksum(text).toString(16).padStart(8, "0")}${text}`;
}

/** The text of {@linkcode seal}; undefined when it was damaged. */
export function unseal(sealed: string): string | undefined {
  const text = sealed.slice(8);
  return seal(text) === sealed ? text : undefined;
}
