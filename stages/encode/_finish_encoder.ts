import type { StageContext } from "../../lib/dsl/context.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { ndarray } from "../../lib/tensor/array.ts";
import type { ImageSet, LatentSet, Model, ScoreSet } from "../kinds.ts";
import { codeScores } from "./_code_scores.ts";
import { encodeImages } from "./_encoded.ts";
import { type Scaling, standardizing, whitening } from "./_scaling.ts";
import { spreadScores } from "./_spread_scores.ts";

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
  readonly scaling: Scaling;
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
 * Adds the last layer of an encoder, which standardises or whitens codes over
 * the images that it was fitted on, and looks at the codes: scores of
 * {@linkcode spreadScores} before any whitening, and of {@linkcode codeScores}.
 */
export async function finishEncoder(
  model: Model,
  { images, heldOut }: EncodeInputs,
  options: Whitening & { readonly ctx: StageContext },
): Promise<Finished> {
  const { whiten, setting = "whiten", ctx } = options;
  const raw = await encodeImages(model, images);
  if (images.labels === undefined) {
    ctx.log("leaves out knnAccuracy, for the images have no labels");
  }
  const scaling = whiten === undefined
    ? standardizing(raw)
    : await whitening(raw, { whiten, setting });
  const at = model.network.layers.length;
  const encoder = {
    network: {
      input: model.network.input,
      layers: [...model.network.layers, scaling.layer],
    },
    weights: {
      ...model.weights,
      ...Object.fromEntries(
        Object.entries(scaling.weights).map((
          [name, array],
        ) => [`${at}/${name}`, array]),
      ),
    },
    facts: { ...model.facts, constantCoordinates: scaling.constant },
  };
  const latents = await scaled(raw, scaling);
  const spread = await spreadScores(raw, { dim: latents.dim, ctx });
  return {
    encoder,
    latents,
    scaling,
    scores: {
      ...spread,
      ...await codeScores(
        { images, latents },
        heldOut && {
          images: heldOut,
          latents: await encodeImages(encoder, heldOut),
        },
      ),
    },
  };
}

/** Codes after the last layer. */
async function scaled(
  raw: LatentSet,
  { layer, weights }: Scaling,
): Promise<LatentSet> {
  const { output } = await runNetwork({
    network: { input: [raw.dim], layers: [layer] },
    weights: Object.fromEntries(
      Object.entries(weights).map(([name, array]) => [`0/${name}`, array]),
    ),
  }, ndarray(raw.codes, [raw.count, raw.dim]));
  return { ...raw, codes: output.data, dim: output.shape[1]! };
}
