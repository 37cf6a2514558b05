/**
 * All layers, one file each. Others are added by `registerLayer`.
 *
 * @module
 */
import * as activations from "./activations.ts";
import { type Attention, attention } from "./attention.ts";
import { type BatchNorm, batchNorm } from "./batch_norm.ts";
import { type Concat, concat } from "./concat.ts";
import { type Conv, conv } from "./conv.ts";
import { type ConvTranspose, convTranspose } from "./conv_transpose.ts";
import { type Dense, dense } from "./dense.ts";
import { type DepthwiseConv, depthwiseConv } from "./depthwise_conv.ts";
import * as dropouts from "./dropout.ts";
import { type Embedding, embedding } from "./embedding.ts";
import { type Flatten, flatten } from "./flatten.ts";
import { type GlobalPool, globalPool } from "./global_pool.ts";
import { imported, type ImportedLayer } from "./imported.ts";
import type { LayerData, LayerDef } from "./layer.ts";
import { type Modulated, modulated } from "./modulated.ts";
import * as norms from "./norms.ts";
import * as patches from "./patches.ts";
import { type Pool, pool } from "./pool.ts";
import { type Position, position, type Waves, waves } from "./position.ts";
import * as quantizers from "./quantizer.ts";
import { type Reshape, reshape } from "./reshape.ts";
import { type Residual, residual } from "./residual.ts";
import { type Resize, resize } from "./resize.ts";
import { type SpectralNorm, spectralNorm } from "./spectral_norm.ts";
import { type Standardize, standardize } from "./standardize.ts";
import { type Upsample, upsample } from "./upsample.ts";

/** Functions of each element that have no settings. */
type Pointwise = "relu" | "relu6" | "tanh" | "sigmoid" | "gelu" | "silu";

/** One layer of a network, as data. Images are `[height, width, channels]`. */
export type Layer =
  | activations.Activation<Pointwise>
  | activations.LeakyRelu
  | Attention
  | BatchNorm
  | Concat<Layer>
  | Conv
  | ConvTranspose
  | Dense
  | DepthwiseConv
  | dropouts.ChannelDropout
  | dropouts.Dropout
  | dropouts.TokenDropout
  | Embedding
  | Flatten
  | GlobalPool
  | ImportedLayer
  | Modulated<Layer>
  | norms.GroupNorm
  | norms.LayerNorm
  | norms.RmsNorm
  | OwnLayer
  | patches.Patchify
  | patches.Unpatchify
  | Pool
  | Position
  | quantizers.ScalarQuantizer
  | quantizers.VectorQuantizer
  | Reshape
  | Residual<Layer>
  | Resize
  | SpectralNorm<Layer>
  | Standardize
  | Upsample
  | Waves;

/** A layer that was registered; its name has a dot, which no other has. */
export interface OwnLayer extends LayerData {
  /** Such as `"mine.gate"`. */
  readonly type: `${string}.${string}`;
}

/** A definition takes its own settings only: those of its name. */
type AnyLayer = LayerDef<LayerData>;

const layers = new Map<string, AnyLayer>();
const cells = new Set<string>();

for (
  const def of [
    ...Object.values(activations),
    ...Object.values(dropouts),
    ...Object.values(norms),
    ...Object.values(patches),
    ...Object.values(quantizers),
    attention,
    batchNorm,
    concat,
    conv,
    convTranspose,
    dense,
    depthwiseConv,
    embedding,
    flatten,
    globalPool,
    imported,
    modulated,
    pool,
    position,
    reshape,
    residual,
    resize,
    spectralNorm,
    standardize,
    upsample,
    waves,
  ] satisfies readonly AnyLayer[]
) {
  add(def);
}

function add(def: AnyLayer): void {
  layers.set(def.type, def);
  for (const name of def.cells ?? []) cells.add(name);
}

/**
 * Adds a layer that networks can have from then on.
 *
 * @throws {RangeError} when its name has no dot or is taken
 */
export function registerLayer<C extends OwnLayer>(def: LayerDef<C>): void {
  if (!def.type.includes(".")) {
    throw new RangeError(
      `Cannot register layer '${def.type}': the name of a layer of your own has a dot, such as 'mine.${def.type}'`,
    );
  }
  if (layers.has(def.type)) {
    throw new RangeError(
      `Cannot register layer '${def.type}': there is one of this name`,
    );
  }
  add(def);
}

/**
 * The definition of a layer.
 *
 * @throws {RangeError} when it is not registered
 */
export function definitionOf({ type }: LayerData): LayerDef<LayerData> {
  const def = layers.get(type);
  if (def !== undefined) return def;
  throw new RangeError(
    `Cannot apply layer '${type}': expected one of ${
      [...layers.keys()].sort().join(", ")
    }`,
  );
}

/** Whether what has this name, such as `"3/mean"`, is kept and not trained. */
export function isCell(name: string): boolean {
  return cells.has(name.slice(name.lastIndexOf("/") + 1));
}
