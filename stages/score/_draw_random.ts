import type { StageContext } from "../../lib/dsl/context.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import type { Layer, Network } from "../../lib/nn/network.ts";
import { random } from "../../lib/stats/random.ts";
import { withPrefix } from "../../lib/tensor/_prefix.ts";
import { type Arrays, useEngine } from "../../lib/tensor/mod.ts";
import { encodeImages } from "../encode/_encoded.ts";
import { standardizing } from "../encode/_scaling.ts";
import type { ImageSet } from "../kinds.ts";

/** Draws the networks of `score.random`. */
export async function drawRandom({ config, inputs: { images }, ctx }: {
  readonly config: { readonly networks: number; readonly width: number };
  readonly inputs: { readonly images: ImageSet };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const input = images.shape.slice(1);
  const layers = trunkOf(config.width);
  let weights: Arrays = {};
  for (let i = 0; i < config.networks; i++) {
    const drawn = initNetwork(
      { input, layers },
      random(ctx.seed, "score.random", i),
    );
    weights = { ...weights, ...withPrefix(`0/${i}/`, drawn) };
  }
  const all: Layer = {
    type: "concat",
    branches: Array.from({ length: config.networks }, () => layers),
  };
  const raw = await encodeImages(
    { network: { input, layers: [all] }, weights },
    images,
  );
  const scaling = standardizing(raw);
  const network: Network = { input, layers: [all, scaling.layer] };
  return {
    extractor: {
      network,
      weights: { ...weights, ...withPrefix("1/", scaling.weights) },
      facts: { method: "random", networks: config.networks },
    },
  };
}

function trunkOf(width: number): Layer[] {
  const convolution = (filters: number, stride: number): Layer[] => [
    { type: "conv", filters, kernel: 3, stride },
    { type: "relu" },
  ];
  return [
    ...convolution(width, 1),
    ...convolution(2 * width, 2),
    ...convolution(2 * width, 2),
    ...convolution(2 * width, 2),
    { type: "globalPool" },
  ];
}
