import type { Random } from "../stats/random.ts";

/** Bilinear sampling of a crop along each axis, one matrix an image. */
export interface CropMatrices {
  /** `[batch, size, size]`: output row × input row. */
  readonly rows: Float32Array;
  /** `[batch, size, size]`: output column × input column. */
  readonly columns: Float32Array;
}

/**
 * Random resized crops as matrices: a crop of relative area in `scale` and
 * aspect ratio in [3/4, 4/3], at a random place, resampled bilinearly to the
 * whole extent. The crop of an image X is `rows · X · columnsᵀ`.
 *
 * Source: Szegedy et al., "Going deeper with convolutions", CVPR 2015,
 * training; the form by two matrices is exact because bilinear sampling parts.
 *
 * @param random Stream to draw from
 * @param options `batch` images of `size` by `size`; `scale`: least and
 * greatest relative area, in (0, 1]
 *
 * @example
 * ```ts
 * import { random } from "../stats/random.ts";
 * import { randomResizedCrop } from "./crop.ts";
 *
 * const { rows } = randomResizedCrop(random(1n, "crop"), {
 *   batch: 1,
 *   size: 8,
 *   scale: [0.5, 1],
 * });
 * // Every output row is a mean of input rows.
 * const weights = rows.subarray(0, 8).reduce((sum, weight) => sum + weight, 0);
 * console.assert(Math.abs(weights - 1) < 1e-6);
 * ```
 */
export function randomResizedCrop(
  random: Random,
  options: {
    readonly batch: number;
    readonly size: number;
    readonly scale: readonly [number, number];
  },
): CropMatrices {
  const { batch, size, scale: [least, greatest] } = options;
  const draws = random.uniform(new Float32Array(batch * 4));
  const rows = new Float32Array(batch * size * size);
  const columns = new Float32Array(batch * size * size);
  for (let i = 0; i < batch; i++) {
    const area = least + (greatest - least) * draws[4 * i]!;
    const ratio = Math.exp((draws[4 * i + 1]! * 2 - 1) * Math.log(4 / 3));
    const height = Math.min(size, size * Math.sqrt(area / ratio));
    const width = Math.min(size, size * Math.sqrt(area * ratio));
    const top = draws[4 * i + 2]! * (size - height);
    const left = draws[4 * i + 3]! * (size - width);
    fill(rows, i, { size, start: top, extent: height });
    fill(columns, i, { size, start: left, extent: width });
  }
  return { rows, columns };
}

function fill(
  out: Float32Array,
  index: number,
  { size, start, extent }: { size: number; start: number; extent: number },
): void {
  for (let i = 0; i < size; i++) {
    const at = start + ((i + 0.5) * extent) / size - 0.5;
    const low = Math.floor(at);
    const share = at - low;
    const base = (index * size + i) * size;
    out[base + clamp(low, size)]! += 1 - share;
    out[base + clamp(low + 1, size)]! += share;
  }
}

function clamp(at: number, size: number): number {
  return Math.max(0, Math.min(size - 1, at));
}
