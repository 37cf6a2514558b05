import type { StageContext } from "../../../lib/dsl/context.ts";
import type { GanPairs } from "../../../lib/nn/learn/gan.ts";
import type {
  ImageSet,
  LatentSet,
  Model,
  PriorModel,
} from "../../kinds/mod.ts";
import { pairs as pairsSchema, type PairsConfig } from "../pairs_config.ts";

/** Codes with the images that they belong to. */
export interface Paired {
  readonly images: ImageSet;
  readonly latents: LatentSet;
  /** Length of what the generator takes: the code, and noise after it. */
  readonly dim: number;
  /** Standard deviation of the noise on codes. */
  readonly noise: number;
  /** Whether the critic sees codes. */
  readonly conditional: boolean;
}

/** What codes are coupled from. */
export interface CoupledInputs {
  readonly images: ImageSet;
  readonly prior: PriorModel;
  readonly latents?: LatentSet | undefined;
  readonly extractor?: Model | undefined;
}

/** How codes and images are coupled. */
export interface Coupling {
  readonly config: PairsConfig;
  readonly learned: GanPairs;
  readonly paired: Paired;
}

/**
 * How codes and images are coupled; nothing without codes of the images.
 *
 * @throws {RangeError} when codes, images, prior and settings do not fit
 */
export function couplingOf(
  pairs: PairsConfig | undefined,
  { images, prior, latents, extractor }: CoupledInputs,
  ctx: Pick<StageContext, "log">,
): Coupling | undefined {
  if (latents === undefined) {
    if (pairs === undefined) return undefined;
    throw new RangeError(
      "Cannot train on pairs: 'latents' is not filled; wire the codes of the images to it",
    );
  }
  requirePairs(images, latents, prior);
  const count = misfits(images, latents);
  if (count > 0) {
    ctx.log(
      `${count} of ${latents.count} codes are of another class than their image; that is right for a control with shuffled codes only`,
    );
  }
  const config = pairs ?? pairsSchema.parse({})!;
  const { error, perceptual, adversarial, conditional, noise } = config;
  if (perceptual > 0 !== (extractor !== undefined)) {
    throw new RangeError(
      perceptual > 0
        ? "Cannot train on a perceptual error: 'extractor' is not filled"
        : "Cannot use 'extractor': the weight 'pairs.perceptual' is 0",
    );
  }
  return {
    config,
    learned: {
      error,
      perceptual,
      adversarial,
      extractor,
      seen: conditional ? latents.dim : 0,
    },
    paired: { images, latents, dim: prior.dim, noise, conditional },
  };
}

/**
 * Checks that codes belong to images, and that the prior fills them up.
 *
 * @throws {RangeError} when they do not
 */
function requirePairs(
  images: ImageSet,
  latents: LatentSet,
  prior: PriorModel,
): void {
  if (latents.count !== images.shape[0]) {
    throw new RangeError(
      `Cannot pair codes with images: expected ${
        images.shape[0]
      } codes, one an image, got ${latents.count}`,
    );
  }
  const noise = Number(prior.facts.noise ?? 0);
  if (prior.dim - noise !== latents.dim) {
    throw new RangeError(
      `Cannot pair codes with images: expected a prior over codes of ${latents.dim} numbers, got one of ${
        prior.dim - noise
      }${noise > 0 ? ` and ${noise} of noise` : ""}`,
    );
  }
}

/** Rows whose image is of another class than their code. */
function misfits(images: ImageSet, latents: LatentSet): number {
  const { labels } = images;
  if (labels === undefined || latents.labels === undefined) return 0;
  return labels.reduce(
    (sum, label, i) => sum + (label === latents.labels![i] ? 0 : 1),
    0,
  );
}
