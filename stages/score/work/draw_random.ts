import type { StageContext } from "../../../lib/dsl/context.ts";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import type { Layer, Network } from "../../../lib/nn/network/network.ts";
import { random } from "../../../lib/stats/random.ts";
import { withPrefix } from "../../../lib/tensor/prefix.ts";
import { type Arrays, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { encodeImages } from "../../encode/work/encoded.ts";
import type { ImageSet, LatentSet } from "../../kinds/mod.ts";

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
  const network: Network = { input, layers: [all, { type: "standardize" }] };
  return {
    extractor: {
      network,
      weights: { ...weights, ...withPrefix("1/", scalingOf(raw)) },
      facts: { method: "random", networks: config.networks },
    },
  };
}

/** Deviation over the root mean square of all below which none is raised. */
const LEAST_SHARE = 0.1;

/**
 * Zero mean, and unit variance but for units that hardly vary: raised to it,
 * they would drown all others in images that wake them.
 */
function scalingOf({ codes, count, dim }: LatentSet): Arrays {
  const mean = new Float64Array(dim);
  const square = new Float64Array(dim);
  codes.forEach((code, i) => mean[i % dim]! += code / count);
  codes.forEach((code, i) =>
    square[i % dim]! += (code - mean[i % dim]!) ** 2 / count
  );
  const all = square.reduce((sum, each) => sum + each, 0) / dim;
  const scale = Float32Array.from(
    square,
    (each) => 1 / Math.max(Math.sqrt(each), LEAST_SHARE * Math.sqrt(all), 1e-6),
  );
  const shift = scale.map((each, j) => -mean[j]! * each);
  return { scale: ndarray(scale, [dim]), shift: ndarray(shift, [dim]) };
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
