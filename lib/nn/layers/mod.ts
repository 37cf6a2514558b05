/**
 * All layers, one file each. Others are added by `registerLayer`.
 *
 * @module
 */
import type { Activation } from "./_activation.ts";
import { type Attention, attention } from "./attention.ts";
import { type BatchNorm, batchNorm } from "./batch_norm.ts";
import { type Beside, beside } from "./beside.ts";
import { type ChannelDropout, channelDropout } from "./channel_dropout.ts";
import { type Concat, concat } from "./concat.ts";
import { type Conv, conv } from "./conv.ts";
import { type ConvTranspose, convTranspose } from "./conv_transpose.ts";
import { type Dense, dense } from "./dense.ts";
import { type DepthwiseConv, depthwiseConv } from "./depthwise_conv.ts";
import { type Dropout, dropout } from "./dropout.ts";
import { type Embedding, embedding } from "./embedding.ts";
import { type Flatten, flatten } from "./flatten.ts";
import { gelu } from "./gelu.ts";
import { type GlobalPool, globalPool } from "./global_pool.ts";
import { type GroupNorm, groupNorm } from "./group_norm.ts";
import { imported, type ImportedLayer } from "./imported.ts";
import { type LayerNorm, layerNorm } from "./layer_norm.ts";
import { type LeakyRelu, leakyRelu } from "./leaky_relu.ts";
import { type Modulated, modulated } from "./modulated.ts";
import { type Nearest, nearest } from "./nearest.ts";
import { type Patchify, patchify } from "./patchify.ts";
import { type Pool, pool } from "./pool.ts";
import { type Position, position } from "./position.ts";
import { relu } from "./relu.ts";
import { relu6 } from "./relu6.ts";
import { type Reshape, reshape } from "./reshape.ts";
import { type Residual, residual } from "./residual.ts";
import { type Resize, resize } from "./resize.ts";
import { type RmsNorm, rmsNorm } from "./rms_norm.ts";
import { type ScalarQuantizer, scalarQuantizer } from "./scalar_quantizer.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { type SpectralNorm, spectralNorm } from "./spectral_norm.ts";
import { type Standardize, standardize } from "./standardize.ts";
import { tanh } from "./tanh.ts";
import { type TokenDropout, tokenDropout } from "./token_dropout.ts";
import { type Unpatchify, unpatchify } from "./unpatchify.ts";
import { type Upsample, upsample } from "./upsample.ts";
import { type VectorQuantizer, vectorQuantizer } from "./vector_quantizer.ts";
import { type Waves, waves } from "./waves.ts";
import type { LayerData, LayerDef } from "./layer.ts";

/** Functions of each element that have no settings. */
type Pointwise = "relu" | "relu6" | "tanh" | "sigmoid" | "gelu" | "silu";

/** One layer of a network, as data. Images are `[height, width, channels]`. */
export type Layer =
  | Activation<Pointwise>
  | OwnLayer
  | Attention
  | BatchNorm
  | Beside
  | ChannelDropout
  | Concat<Layer>
  | Conv
  | ConvTranspose
  | Dense
  | DepthwiseConv
  | Dropout
  | Embedding
  | Flatten
  | GlobalPool
  | GroupNorm
  | ImportedLayer
  | LayerNorm
  | LeakyRelu
  | Modulated<Layer>
  | Nearest
  | Patchify
  | Pool
  | Position
  | Reshape
  | Residual<Layer>
  | Resize
  | RmsNorm
  | ScalarQuantizer
  | SpectralNorm<Layer>
  | Standardize
  | TokenDropout
  | Unpatchify
  | Upsample
  | VectorQuantizer
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
    attention,
    batchNorm,
    beside,
    channelDropout,
    concat,
    conv,
    convTranspose,
    dense,
    depthwiseConv,
    dropout,
    embedding,
    flatten,
    gelu,
    globalPool,
    groupNorm,
    imported,
    layerNorm,
    leakyRelu,
    modulated,
    nearest,
    patchify,
    pool,
    position,
    relu,
    relu6,
    reshape,
    residual,
    resize,
    rmsNorm,
    scalarQuantizer,
    sigmoid,
    silu,
    spectralNorm,
    standardize,
    tanh,
    tokenDropout,
    unpatchify,
    upsample,
    vectorQuantizer,
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
