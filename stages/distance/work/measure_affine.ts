import type { StageContext } from "../../../lib/dsl/context.ts";
import { symmetricEigenvalues } from "../../../lib/stats/eigen.ts";
import { moments } from "../../../lib/stats/moments.ts";
import { orthonormal } from "../../../lib/stats/orthonormal.ts";
import { requireFinite } from "../../../lib/stats/rows.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { ImageSet, LatentSet, Measurement } from "../../kinds/mod.ts";

/** Measures what `distance.affine` reports. */
export async function measureAffine({ inputs: { images, latents }, ctx }: {
  readonly inputs: { readonly images: ImageSet; readonly latents: LatentSet };
  readonly ctx: Pick<StageContext, "engine" | "threads">;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const [count] = images.shape;
  if (latents.count !== count) {
    throw new RangeError(
      `Cannot pair codes with images: expected ${count} codes, got ${latents.count}`,
    );
  }
  const codes = { data: latents.codes, dim: latents.dim };
  requireFinite(codes, {
    task: "measure an affine distance",
    name: "codes",
  });
  const { rank, data } = orthonormal(codes);
  const pixels = images.pixels.length / count;
  const wide = pixels + rank;
  const rows = new Float32Array(count * wide);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < pixels; j++) {
      rows[i * wide + j] = images.pixels[i * pixels + j]! / 127.5 - 1;
    }
    rows.set(data.subarray(i * rank, (i + 1) * rank), i * wide + pixels);
  }
  const { covariance } = await moments(rows, wide);
  let total = 0;
  let explained = 0;
  for (let j = 0; j < pixels; j++) {
    total += covariance[j * wide + j]!;
    // The columns are uncorrelated, so what each explains adds up.
    const cross = covariance.subarray(j * wide + pixels, (j + 1) * wide);
    for (const part of cross) explained += part * part;
  }
  const values = symmetricEigenvalues(
    leading(covariance, wide, pixels),
    pixels,
  );
  const floor = values.slice(rank).reduce((sum, value) => sum + value, 0);
  // With a code for every image there is nothing left but rounding.
  const isExact = rank >= count - 1;
  const scores: Record<string, Measurement> = {
    affine: {
      value: isExact ? 0 : Math.max(0, total - explained),
      count,
      better: "lower",
    },
    affineFloor: { value: isExact ? 0 : Math.max(0, floor), count },
    variance: { value: total, count },
    rank: { value: rank, count },
  };
  return { scores };
}

/** The first rows and columns of a square matrix. */
function leading(
  matrix: Float64Array,
  size: number,
  kept: number,
): Float64Array {
  const out = new Float64Array(kept * kept);
  for (let i = 0; i < kept; i++) {
    out.set(matrix.subarray(i * size, i * size + kept), i * kept);
  }
  return out;
}
