import * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/tensors.ts";
import { criticLoss, type GanLoss, generatorLoss } from "../losses/gan_loss.ts";
import { meanSquaredError } from "../losses/mean_squared_error.ts";
import { perceptualError } from "../losses/perceptual_error.ts";
import type { Layer, Network } from "../network/network.ts";
import { toUnit, type Weighted } from "../network/run_network.ts";
import { outputShape } from "../network/shapes.ts";
import { adam } from "../optimise/adam.ts";
import { ramped } from "../optimise/schedule.ts";
import type { Learner, Net } from "./learner.ts";

/** What a GAN is made of. */
export interface Gan {
  /** Maps codes to images. */
  readonly generator: Network;
  /** Maps images to one number. */
  readonly critic: Network;
  /** Which loss pair. */
  readonly loss: GanLoss;
  /** Step size of the generator's optimiser. */
  readonly rate: number;
  /** Step size of the critic's optimiser. */
  readonly criticRate: number;
  /** Decay of Adam's first moment; the second's is 0.999. */
  readonly beta1: number;
  /** Upper limit of the decay of the averaged generator; 0 for none. */
  readonly ema: number;
  /** How the generator learns from pairs of code and image, when it does. */
  readonly pairs?: GanPairs | undefined;
}

/** What a generator learns from the image that each of its codes belongs to. */
export interface GanPairs {
  /** Weight of the mean squared error against that image, in [−1, 1]. */
  readonly error: number;
  /** Weight of the perceptual error against that image. */
  readonly perceptual: number;
  /** Weight of the critic's judgement. */
  readonly adversarial: number;
  /** Network of the perceptual error, when its weight is not zero. */
  readonly extractor: Weighted | undefined;
  /** Length of the code that the critic sees besides the image; 0 for none. */
  readonly seen: number;
}

/**
 * A GAN: each step trains the critic on real and generated images, then the
 * generator against the new critic; `averaged` is the generator to keep.
 *
 * A critic that sees codes judges f(x) + hᵀVφ(x)/√dim, with the features φ(x)
 * before its last layer and a network `view` for V.
 *
 * Data: `real`, uint8 `[batch, height, width, channels]`; `codes`,
 * `[batch, dim]`. With pairs also `targets`, the images of the codes, as
 * `real`; and for a critic that sees codes `ofReal` and `ofTargets`, the codes
 * of both, `[batch, seen]`. Figures: `critic`, `generator` (losses), `spread`
 * (deviation of generated pixels across the batch, mean over pixels), with
 * pairs `pairError` (mean squared, in [−1, 1]).
 *
 * Source: Goodfellow et al., 2014; for codes Miyato and Koyama, "cGANs with
 * projection discriminator", ICLR 2018, equation 3, with codes in the place of
 * classes.
 */
export function ganLearner(gan: Gan): Learner {
  const { generator, critic, pairs } = gan;
  const seen = pairs?.seen ?? 0;
  const judges = seen > 0 ? ["critic", "view"] : ["critic"];
  const isMixing = mixesImages(critic.layers);
  return {
    nets: {
      generator,
      critic,
      ...(seen > 0 && { view: viewOf(critic, seen) }),
    },
    shadows: { averaged: { of: "generator", decay: ramped(gan.ema) } },
    phases: [{
      name: "critic",
      update: judges,
      optimiser: adam({ rate: gan.criticRate, beta1: gan.beta1 }),
      loss({ net, data }) {
        const real = toUnit(data.real!, "uint8");
        const fake = net.generator!(data.codes!);
        const { ofReal, ofTargets } = data;
        return criticLoss(
          gan.loss,
          isMixing
            ? {
              real: judge(net, real, ofReal),
              fake: judge(net, fake, ofTargets),
            }
            : halves(judge(
              net,
              tf.concat([real, fake]),
              ofReal && tf.concat([ofReal, ofTargets!]),
            )),
        );
      },
    }, {
      name: "generator",
      update: ["generator"],
      optimiser: adam({ rate: gan.rate, beta1: gan.beta1 }),
      loss({ net, data }) {
        const images = net.generator!(data.codes!);
        const judged = generatorLoss(
          gan.loss,
          judge(net, images, data.ofTargets),
        );
        const metrics: Tensors = { spread: spread(images) };
        if (pairs === undefined) return { loss: judged, metrics };
        const targets = toUnit(data.targets!, "uint8");
        return {
          loss: tf.add(
            tf.mul(judged, pairs.adversarial),
            pairLoss(pairs, images, targets),
          ),
          metrics: { ...metrics, pairError: meanSquaredError(images, targets) },
        };
      },
    }],
  };
}

/** Reads codes for a critic, which ends with a dense layer of one unit. */
function viewOf(critic: Network, dim: number): Network {
  const before = { ...critic, layers: critic.layers.slice(0, -1) };
  const [units = 0] = outputShape(before);
  return {
    input: [dim],
    layers: [{
      type: "spectralNorm",
      of: { type: "dense", units, bias: false },
    }],
  };
}

/** What the critic makes of images, each with its code where there are codes. */
function judge(
  net: Readonly<Record<string, Net>>,
  images: tf.Tensor,
  codes: tf.Tensor | undefined,
): tf.Tensor {
  const { output, features } = net.critic!.full(images);
  if (codes === undefined) return output;
  const agreement = tf.sum(tf.mul(net.view!(codes), features!), 1, true);
  return tf.add(output, tf.div(agreement, Math.sqrt(codes.shape[1]!)));
}

/** Weighted errors of generated images against those of their codes. */
function pairLoss(
  { error, perceptual, extractor }: GanPairs,
  images: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  const squared = tf.mul(meanSquaredError(images, targets), error);
  return extractor === undefined ? squared as tf.Scalar : tf.add(
    squared,
    tf.mul(perceptualError(extractor, images, targets), perceptual),
  );
}

/** Whether what a network gives for one image depends on others. */
function mixesImages(layers: readonly Layer[]): boolean {
  return layers.some((layer) =>
    layer.type === "batchNorm" ||
    (layer.type === "residual" &&
      (mixesImages(layer.body) || mixesImages(layer.shortcut)))
  );
}

/** Logits of real and of generated images that were one batch. */
function halves(logits: tf.Tensor): { real: tf.Tensor; fake: tf.Tensor } {
  const [real, fake] = tf.split(logits, 2) as [tf.Tensor, tf.Tensor];
  return { real, fake };
}

function spread(images: tf.Tensor): tf.Tensor {
  const centred = tf.sub(images, tf.mean(images, 0, true));
  return tf.mean(tf.sqrt(tf.mean(tf.square(centred), 0)));
}
