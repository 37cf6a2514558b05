import type { StageContext } from "../../lib/dsl/context.ts";
import { cholesky, solveLower } from "../../lib/stats/cholesky.ts";
import { symmetricEigenvalues } from "../../lib/stats/eigen.ts";
import { moments } from "../../lib/stats/moments.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, LatentSet, Measurement } from "../kinds.ts";

/** Measures what `distance.affine` reports. */
export async function measureAffine({ inputs: { images, latents }, ctx }: {
  readonly inputs: { readonly images: ImageSet; readonly latents: LatentSet };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const [count] = images.shape;
  if (latents.count !== count) {
    throw new RangeError(
      `Cannot pair codes with images: expected ${count} codes, got ${latents.count}`,
    );
  }
  const pixels = images.pixels.length / count;
  const { dim } = latents;
  const wide = pixels + dim;
  const rows = new Float32Array(count * wide);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < pixels; j++) {
      rows[i * wide + j] = images.pixels[i * pixels + j]! / 127.5 - 1;
    }
    rows.set(latents.codes.subarray(i * dim, (i + 1) * dim), i * wide + pixels);
  }
  const { covariance } = await moments(rows, wide);
  const codes = block(covariance, wide, [pixels, pixels, dim, dim]);
  const factor = cholesky(codes, dim);
  let total = 0;
  let explained = 0;
  for (let j = 0; j < pixels; j++) {
    total += covariance[j * wide + j]!;
    const cross = block(covariance, wide, [j, pixels, 1, dim]);
    for (const part of solveLower(factor, cross)) explained += part * part;
  }
  const values = symmetricEigenvalues(
    block(covariance, wide, [0, 0, pixels, pixels]),
    pixels,
  );
  const floor = values.slice(dim).reduce((sum, value) => sum + value, 0);
  const scores: Record<string, Measurement> = {
    affine: { value: total - explained, count, better: "lower" },
    affineFloor: { value: floor, count },
    variance: { value: total, count },
  };
  return { scores };
}

/** Copies rows × columns of a square matrix, from a row and a column. */
function block(
  matrix: Float64Array,
  size: number,
  [row, column, rows, columns]: readonly [number, number, number, number],
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const at = (row + i) * size + column;
    out.set(matrix.subarray(at, at + columns), i * columns);
  }
  return out;
}
