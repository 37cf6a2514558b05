import {
  cStringAt,
  numberOf,
  type Pointer,
  pointerOf,
} from "../../../platform/foreign.ts";
import { OS } from "../../../platform/system.ts";

const encoder = new TextEncoder();

/** A text for C: UTF-8 that ends with 0. */
export function cText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${text}\0`);
}

/** A path for C, which on Windows is UTF-16. */
export function cPath(path: string): Uint8Array<ArrayBuffer> {
  if (OS !== "windows") return cText(path);
  const units = Uint16Array.from(`${path}\0`, (unit) => unit.charCodeAt(0));
  return new Uint8Array(units.buffer);
}

/** Texts for C, as pointers to them. */
export interface CTexts {
  /** One address a text. */
  readonly pointers: BigUint64Array<ArrayBuffer>;
  /** What the addresses point to: to be kept for as long as they are used. */
  readonly texts: readonly Uint8Array<ArrayBuffer>[];
}

/** Texts for C that takes them as a list. */
export function cTexts(list: readonly string[]): CTexts {
  const texts = list.map(cText);
  return {
    texts,
    pointers: BigUint64Array.from(
      texts,
      (text) => numberOf(addressOf(text)),
    ),
  };
}

/** Reads a text that C points to. */
export function textAt(pointer: Pointer): string {
  return pointer === null ? "" : cStringAt(pointer);
}

/**
 * Where an array's bytes lie, for as long as it is kept: small arrays move into
 * memory of their own first.
 */
export function addressOf(
  { buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>,
): Pointer {
  return pointerOf(new Uint8Array(buffer, byteOffset, byteLength));
}
