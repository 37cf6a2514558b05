import { areas, overAreas } from "./_area.ts";

/** Height and width to which pictures are brought. */
const SIDE = 32;
/** Height and width of the grid of outlines. */
const GRID = 16;
/** Standard deviation of light, of 255, below which there is no structure. */
const FLAT = 8;
/** Least rise between neighbouring cells that sets a bit. */
const RISE = 1;
/** Units of one standard deviation. */
const SCALE = 16;
/** Shares of red, green and blue in light. */
const LIGHT = [0.299, 0.587, 0.114];

/** A picture of 32 × 32: its light, and how strong outlines are. */
export interface Maps {
  readonly light: Float32Array;
  readonly outlines: Float32Array;
}

/** What two pictures are compared by: standardised values. */
export interface Likeness {
  readonly light: Standardised;
  readonly outlines: Standardised;
}

interface Standardised {
  readonly values: Int8Array;
  /** Root of the sum of squares. */
  readonly norm: number;
}

/** How alike two pictures must be. */
export interface Strictness {
  /** Least correlation of light, together with … */
  readonly light: number;
  /** … that of outlines. */
  readonly outlines: number;
  /** Least correlation of outlines that alone is enough: another colour. */
  readonly outlinesAlone: number;
}

/** A picture as it is, its mirror image, or a part of either. */
export class View {
  readonly #grids;

  /**
   * @param options `left` and `top`: where the part begins, and `size`: its
   * side, over the picture's
   */
  constructor(
    { left, top, size, mirrored }: {
      readonly left: number;
      readonly top: number;
      readonly size: number;
      readonly mirrored: boolean;
    },
  ) {
    const grid = (rows: number, columns: number) => ({
      rows: areas(SIDE, rows, [top, top + size]),
      columns: turned(areas(SIDE, columns, [left, left + size]), mirrored),
    });
    this.#grids = {
      light: grid(SIDE, SIDE),
      outlines: grid(GRID, GRID),
      hash: grid(GRID, GRID + 1),
    };
  }

  /** Difference hash of the outlines: a bit for each rise to the right. */
  hash({ outlines }: Maps): Int32Array {
    const cells = overAreas(outlines, SIDE, this.#grids.hash);
    const hash = new Int32Array((GRID * GRID) / 32);
    for (let bit = 0; bit < GRID * GRID; bit++) {
      const at = bit + Math.floor(bit / GRID);
      if (cells[at + 1]! > cells[at]! + RISE) {
        hash[bit >> 5]! |= 1 << (bit & 31);
      }
    }
    return hash;
  }

  /** What is compared. */
  likeness({ light, outlines }: Maps): Likeness {
    return {
      light: standardised(overAreas(light, SIDE, this.#grids.light)),
      outlines: standardised(overAreas(outlines, SIDE, this.#grids.outlines)),
    };
  }
}

/** Whether two pictures are nearly the same. */
export function alike(a: Likeness, b: Likeness, than: Strictness): boolean {
  const outlines = correlation(a.outlines, b.outlines);
  if (outlines >= than.outlinesAlone) return true;
  return outlines >= than.outlines &&
    correlation(a.light, b.light) >= than.light;
}

/** Light and outlines of a picture of any shape. */
export function mapsOf(
  pixels: Uint8Array,
  { height, width, channels }: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
  },
): Maps {
  const grid = { rows: areas(height, SIDE), columns: areas(width, SIDE) };
  const planes = Array.from({ length: channels }, (_, c) => {
    const plane = new Float32Array(height * width);
    for (let i = 0; i < plane.length; i++) plane[i] = pixels[i * channels + c]!;
    return overAreas(plane, width, grid);
  });
  return {
    light: channels === 1
      ? planes[0]!
      : planes[0]!.map((red, i) =>
        LIGHT[0]! * red + LIGHT[1]! * planes[1]![i]! +
        LIGHT[2]! * planes[2]![i]!
      ),
    outlines: outlinesOf(planes),
  };
}

/** Whether a picture has next to no contrast. */
export function isFlat({ light }: Maps): boolean {
  return deviationOf(light, meanOf(light)) < FLAT;
}

/**
 * Square root of the colour gradient's length. It does not ask which colour
 * lies on which side, so that other colours leave it as it is.
 */
function outlinesOf(planes: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  const last = SIDE - 1;
  for (let y = 0; y < SIDE; y++) {
    const up = Math.max(0, y - 1) * SIDE;
    const down = Math.min(last, y + 1) * SIDE;
    for (let x = 0; x < SIDE; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(last, x + 1)];
      let sum = 0;
      for (const plane of planes) {
        const dx = plane[y * SIDE + right]! - plane[y * SIDE + left]!;
        const dy = plane[down + x]! - plane[up + x]!;
        sum += dx * dx + dy * dy;
      }
      out[y * SIDE + x] = (3 * sum / planes.length) ** 0.25;
    }
  }
  return out;
}

function turned<T>(items: readonly T[], isTurned: boolean): readonly T[] {
  return isTurned ? items.toReversed() : items;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviationOf(values: Float32Array, mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return Math.sqrt(sum / values.length);
}

function standardised(values: Float32Array): Standardised {
  const mean = meanOf(values);
  const deviation = deviationOf(values, mean);
  const scale = deviation === 0 ? 0 : SCALE / deviation;
  const codes = new Int8Array(values.length);
  let squares = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = Math.round((values[i]! - mean) * scale);
    codes[i] = Math.max(-127, Math.min(127, code));
    squares += codes[i]! ** 2;
  }
  return { values: codes, norm: Math.sqrt(squares) };
}

/** Pearson's coefficient. */
function correlation(a: Standardised, b: Standardised): number {
  const [x, y] = [a.values, b.values];
  let product = 0;
  for (let i = 0; i < x.length; i++) product += x[i]! * y[i]!;
  return product / Math.max(1, a.norm * b.norm);
}
