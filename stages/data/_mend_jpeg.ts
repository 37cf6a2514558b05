/**
 * A JPEG whose baseline scan header is as the standard wants it: some cameras
 * and phones write zeros where a baseline scan has to say "0, 63, 0", and readers
 * other than libjpeg-turbo's strict one do not look. Other bytes are left alone.
 *
 * Source: ITU-T T.81, B.2.3: Ss = 0, Se = 63, Ah = Al = 0 for sequential modes.
 *
 * @returns The same array when there is nothing to mend, else a copy
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array {
  let isBaseline = false;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return bytes;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    // SOF0 and SOF1 are sequential with Huffman codes.
    if (marker === 0xc0 || marker === 0xc1) isBaseline = true;
    if (marker === 0xda) {
      const end = at + 2 + length;
      const isWrong = bytes[end - 3] === 0 && bytes[end - 2] === 0 &&
        bytes[end - 1] === 0;
      if (!isBaseline || !isWrong || end > bytes.length) return bytes;
      const mended = bytes.slice();
      mended[end - 2] = 63;
      return mended;
    }
    at += 2 + length;
  }
  return bytes;
}
