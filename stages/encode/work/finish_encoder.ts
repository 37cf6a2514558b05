import type { StageContext } from "../../../lib/dsl/context.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { withPrefix } from "../../../lib/tensor/prefix.ts";
import { ndarray } from "../../../lib/tensor/array.ts";
import {
  type ImageSet,
  type Json,
  type LatentSet,
  layoutOf,
  type Model,
  type ScoreSet,
} from "../../kinds/mod.ts";
import { layoutShape, layoutText } from "../../layout.ts";
import { asTokens, type Tokens } from "./_as_tokens.ts";
import { codeScores } from "./_code_scores.ts";
import { encodeImages } from "./encoded.ts";
import { type Scaling, standardizing, whitening } from "./_scaling.ts";
import { spreadScores } from "./_spread_scores.ts";
import { tokenScores } from "./_token_scores.ts";

/** What every encoder takes. */
export interface EncodeInputs {
  /** Images that the encoder is fitted on. */
  readonly images: ImageSet;
  /** Images that its codes are judged on. */
  readonly heldOut?: ImageSet | undefined;
}

/** How codes are whitened. */
export interface Whitening {
  /** How many dimensions; default: codes are standardised only. */
  readonly whiten?: number | undefined;
  /** Name of the setting that says so. Default `whiten`. */
  readonly setting?: string;
}

/** A fitted encoder with its last layer, its codes and what they are worth. */
export interface Finished {
  readonly encoder: Model;
  readonly latents: LatentSet;
  readonly scores: ScoreSet;
  /** Turns a decoder of codes as they were into one of codes as they are now. */
  decoderOf(decoder: Model): Model;
}

/**
 * Refuses inputs that cannot be encoded or whitened, before time is spent.
 *
 * @throws {RangeError} with the reason
 */
export function requireFit(
  { images, heldOut }: EncodeInputs,
  { whiten, setting = "whiten" }: Whitening,
): void {
  const [count, ...shape] = images.shape;
  if (whiten !== undefined && whiten >= count) {
    throw new RangeError(
      `Cannot whiten codes to ${whiten} dimensions: expected more than ${whiten} images, got ${count}; lower '${setting}'`,
    );
  }
  const other = heldOut?.shape.slice(1);
  if (other !== undefined && other.join() !== shape.join()) {
    throw new RangeError(
      `Cannot judge codes on held-out images: expected images of ${
        shape.join("×")
      }, got ${other.join("×")}`,
    );
  }
}

/**
 * Adds the last layer of an encoder, and looks at the codes: scores of
 * {@linkcode spreadScores} before any whitening, and of {@linkcode codeScores}.
 *
 * The last layer standardises or whitens vectors over the images that the encoder
 * was fitted on; of grids and sequences it standardises each channel over all
 * places, so that what tells places apart stays. Tokens are what they are, and are
 * looked at by the vectors that they stand for.
 */
export async function finishEncoder(
  model: Model,
  inputs: EncodeInputs,
  options: Whitening & { readonly ctx: StageContext },
): Promise<Finished> {
  const { ctx } = options;
  if (inputs.images.labels === undefined) {
    ctx.log("leaves out knnAccuracy, for the images have no labels");
  }
  const tokens = asTokens(model);
  const { encoder, latents, raw, decoderOf } = tokens === undefined
    ? await scaledEncoder(model, inputs.images, options)
    : await tokenEncoder(tokens, inputs.images);
  const seen = tokens?.vectorsOf ?? ((codes: LatentSet) => codes);
  const { heldOut } = inputs;
  const spread = await spreadScores(raw, { dim: seen(latents).dim, ctx });
  return {
    encoder,
    latents,
    decoderOf,
    scores: {
      ...spread,
      ...tokens && tokenScores(latents, tokens.layout),
      ...await codeScores(
        { images: inputs.images, latents: seen(latents) },
        heldOut && {
          images: heldOut,
          latents: seen(await encodeImages(encoder, heldOut)),
        },
      ),
    },
  };
}

async function scaledEncoder(
  model: Model,
  images: ImageSet,
  { whiten, setting = "whiten" }: Whitening,
) {
  const raw = await encodeImages(model, images);
  const layout = layoutOf(raw);
  if (whiten !== undefined && !("vector" in layout)) {
    throw new RangeError(
      `Cannot whiten codes to ${whiten} dimensions: expected vectors, got ${
        layoutText(layout)
      }; leave out '${setting}'`,
    );
  }
  const scaling = whiten === undefined
    ? standardizing(byChannel(raw))
    : await whitening(raw, { whiten, setting });
  const at = model.network.layers.length;
  const told = "vector" in layout ? {} : { layout: layout as unknown as Json };
  const encoder: Model = {
    network: {
      ...model.network,
      layers: [...model.network.layers, scaling.layer],
    },
    weights: { ...model.weights, ...withPrefix(`${at}/`, scaling.weights) },
    facts: {
      ...model.facts,
      ...told,
      constantCoordinates: scaling.constant,
    },
  };
  return {
    encoder,
    raw,
    latents: await scaled(raw, scaling),
    decoderOf(decoder: Model): Model {
      const whole = scaling.decoderOf(decoder);
      return { ...whole, facts: { ...whole.facts, ...told } };
    },
  };
}

async function tokenEncoder(tokens: Tokens, images: ImageSet) {
  const { encoder, decoderOf } = tokens;
  const latents = await encodeImages(encoder, images);
  return { encoder, latents, raw: tokens.vectorsOf(latents), decoderOf };
}

/** Codes as rows of channels, one a place. */
function byChannel(raw: LatentSet): LatentSet {
  const channels = layoutShape(layoutOf(raw)).at(-1)!;
  const { codes } = raw;
  return { codes, count: codes.length / channels, dim: channels };
}

/** Codes after the last layer. */
async function scaled(
  raw: LatentSet,
  { layer, weights }: Scaling,
): Promise<LatentSet> {
  const { count, codes, dim } = byChannel(raw);
  const { output } = await runNetwork({
    network: { input: [dim], layers: [layer] },
    weights: withPrefix("0/", weights),
  }, ndarray(codes, [count, dim]));
  return {
    ...raw,
    codes: output.data,
    dim: output.data.length / raw.count,
  };
}
