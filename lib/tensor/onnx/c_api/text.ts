const encoder = new TextEncoder();

/** A text for C: UTF-8 that ends with 0. */
export function cText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${text}\0`);
}

/** A path for C, which on Windows is UTF-16. */
export function cPath(path: string): Uint8Array<ArrayBuffer> {
  if (Deno.build.os !== "windows") return cText(path);
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
      (text) => BigInt(Deno.UnsafePointer.value(addressOf(text))),
    ),
  };
}

/** Reads a text that C points to. */
export function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/**
 * Where an array's bytes lie, for as long as it is kept: small arrays move into
 * memory of their own first.
 */
export function addressOf(
  { buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>,
): Deno.PointerValue {
  return Deno.UnsafePointer.of(new Uint8Array(buffer, byteOffset, byteLength));
}
