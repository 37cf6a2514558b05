/** The cells that a part of a line covers, by share; shares sum to 1. */
export interface Area {
  readonly start: number;
  readonly weights: readonly number[];
}

/**
 * Parts a stretch of a line of cells into equal areas.
 *
 * @param cells Number of cells of the line
 * @param parts Number of areas
 * @param stretch Its ends over the line's length, in [0, 1]; default: all
 */
export function areas(
  cells: number,
  parts: number,
  [from, to]: readonly [number, number] = [0, 1],
): readonly Area[] {
  const length = (to - from) * cells / parts;
  return Array.from({ length: parts }, (_, i) => {
    const begin = from * cells + i * length;
    const end = Math.min(cells, begin + length);
    const start = Math.min(cells - 1, Math.floor(begin));
    const weights: number[] = [];
    for (let cell = start; cell < end; cell++) {
      const covered = Math.min(end, cell + 1) - Math.max(begin, cell);
      if (covered > 1e-9) weights.push(covered / length);
    }
    return { start, weights };
  });
}

/** Means of a map over a grid of areas, `[rows, columns]`. */
export function overAreas(
  map: Float32Array,
  width: number,
  { rows, columns }: {
    readonly rows: readonly Area[];
    readonly columns: readonly Area[];
  },
): Float32Array {
  const out = new Float32Array(rows.length * columns.length);
  const line = new Float64Array(width);
  for (let y = 0; y < rows.length; y++) {
    const { start, weights } = rows[y]!;
    line.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const at = (start + k) * width;
      for (let x = 0; x < width; x++) line[x]! += weight * map[at + x]!;
    }
    for (let x = 0; x < columns.length; x++) {
      const { start, weights } = columns[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += weights[k]! * line[start + k]!;
      }
      out[y * columns.length + x] = sum;
    }
  }
  return out;
}
