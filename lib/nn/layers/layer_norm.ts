import { normalized, scaled } from "./_normalized.ts";
import { layer } from "./layer.ts";

/** Normalises each vector by its own mean and variance. */
export interface LayerNorm {
  /** Which layer this is. */
  readonly type: "layerNorm";
  /** Whether `gamma` and `beta` are trained. Default true. */
  readonly affine?: boolean;
}

/** Over the last axis. */
export const layerNorm = layer<LayerNorm>({
  type: "layerNorm",
  source: "Ba et al., Layer Normalization, 2016",
  apply(cx, x, { affine = true }) {
    const normal = normalized(x, [x.rank - 1]);
    return affine ? scaled(cx, normal) : normal;
  },
});
