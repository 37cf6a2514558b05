/** What the end of every scan header of a sequential frame has to be. */
const SEQUENTIAL = [0, 63, 0];

/** What is wrong with a JPEG and can be mended. */
interface Faults {
  /** Where the ends of scan headers that are not right begin. */
  readonly scans: readonly number[];
  /** Whether the file ends behind the last scan, without the marker for it. */
  readonly lacksEnd: boolean;
}

/**
 * A JPEG whose scan headers are as the standard wants them: some cameras and
 * phones write zeros where a sequential scan has to say "0, 63, 0", and readers
 * other than libjpeg's strict one do not look. Other bytes are left alone.
 *
 * Source: ITU-T T.81, B.2.3: Ss = 0, Se = 63, Ah = Al = 0 for sequential modes.
 *
 * @returns The same array when there is nothing to mend, else a copy
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array {
  const { scans } = faultsOf(bytes);
  if (scans.length === 0) return bytes;
  const mended = bytes.slice();
  for (const at of scans) mended.set(SEQUENTIAL, at);
  return mended;
}

/**
 * Whether a sequential JPEG has scans of all its components, and ends in the last
 * one: it lacks the marker at its end, and maybe data.
 */
export function lacksEnd(bytes: Uint8Array): boolean {
  return faultsOf(bytes).lacksEnd;
}

function faultsOf(bytes: Uint8Array): Faults {
  const scans: number[] = [];
  let isSequential = false;
  let missing = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0xd9) {
      return { scans, lacksEnd: false };
    }
    if (marker === 0xff || isAlone(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const end = at + 2 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
    // SOF0 and SOF1 are sequential with Huffman codes, SOF2 is progressive.
    if (marker === 0xc0 || marker === 0xc1) {
      isSequential = true;
      missing = bytes[at + 9] ?? NaN;
    }
    if (marker === 0xda) {
      if (!isSequential || end > bytes.length) break;
      missing -= bytes[at + 4]!;
      if (SEQUENTIAL.some((value, i) => bytes[end - 3 + i] !== value)) {
        scans.push(end - 3);
      }
    }
    at = marker === 0xda ? afterScan(bytes, end) : end;
  }
  return {
    scans,
    lacksEnd: isSequential && missing === 0 && at >= bytes.length,
  };
}

/** Markers without a length: TEM and the restarts. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Where the marker behind a scan's data is. */
function afterScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0;) {
    const next = bytes[at + 1];
    if (next !== 0 && !(next !== undefined && isAlone(next))) return at;
    at = bytes.indexOf(0xff, at + 2);
  }
  return bytes.length;
}
