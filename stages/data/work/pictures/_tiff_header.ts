/** Bytes of a value by its type: BYTE, SHORT, LONG, and LONG8 of BigTIFF. */
const BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/** Colours by the tag PhotometricInterpretation. */
const COLOURS: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 3,
  3: 1,
  5: 4,
  6: 3,
  8: 3,
};

/** Kinds of numbers by the tag SampleFormat; others count as `uint`. */
const FORMATS: Readonly<Record<number, string>> = {
  2: "int",
  3: "float",
  5: "complex int",
  6: "complex float",
};

/** What the header of a TIFF says of its first picture. */
export interface TiffHeader {
  /** Photometric interpretation: 2 is RGB, 8 is CIELab. */
  readonly photometric: number;
  /** Type of its samples, such as `uint8` or `float32`. */
  readonly type: string;
  /**
   * Kinds of the samples beside the colours: 1 and 2 are transparency, 0 is
   * anything.
   */
  readonly extra: readonly number[];
}

/**
 * Reads the first directory of a TIFF or BigTIFF; undefined where it is damaged.
 *
 * Source: TIFF, revision 6.0, section 2; ExtraSamples on page 31.
 */
export function readTiffHeader(bytes: Uint8Array): TiffHeader | undefined {
  try {
    const tags = tagsOf(bytes);
    const [photometric = 1] = tags(262);
    const [bits = 1] = tags(258);
    const [samples = 1] = tags(277);
    const [format = 1] = tags(339);
    const beside = Math.max(0, samples - (COLOURS[photometric] ?? samples));
    const kinds = tags(338);
    return {
      photometric,
      type: `${FORMATS[format] ?? "uint"}${bits}`,
      extra: Array.from({ length: beside }, (_, i) => kinds[i] ?? 0),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Looks tags up by number; a RangeError says that the file ends before. */
function tagsOf(bytes: Uint8Array): (tag: number) => number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint8(0) === 0x49;
  const isBig = view.getUint16(2, little) === 43;
  const read = (at: number, size: number) => {
    switch (size) {
      case 1:
        return view.getUint8(at);
      case 2:
        return view.getUint16(at, little);
      case 4:
        return view.getUint32(at, little);
      default:
        return Number(view.getBigUint64(at, little));
    }
  };
  const word = isBig ? 8 : 4;
  const start = read(isBig ? 8 : 4, word);
  const [head, step] = isBig ? [8, 20] : [2, 12];
  const count = read(start, head);
  return (tag) => {
    for (let i = 0; i < count; i++) {
      const at = start + head + i * step;
      if (read(at, 2) !== tag) continue;
      const size = BYTES[read(at + 2, 2)];
      if (size === undefined) return [];
      const length = read(at + 4, word);
      const value = at + 4 + word;
      const from = length * size <= word ? value : read(value, word);
      if (from + length * size > bytes.length) {
        throw new RangeError("a value lies behind the end of the file");
      }
      return Array.from({ length }, (_, k) => read(from + k * size, size));
    }
    return [];
  };
}
