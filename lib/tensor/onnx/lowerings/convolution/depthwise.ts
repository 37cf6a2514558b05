import { convolveBlocks, fromBlocks, toBlocks } from "../../nchwc.ts";
import { record, reshape, transpose } from "../../record.ts";
import { slice } from "../../parts.ts";
import { channelsFirst, channelsLast } from "../../channels_first.ts";
import type { Value } from "../../value.ts";
import { type Geometry, padsOf } from "./geometry.ts";
import { convTranspose } from "./transposed.ts";

/**
 * A convolution of each channel by filters of its own: in blocks of channels
 * where they are full and there is one filter a channel, else as one group a
 * channel.
 *
 * @param x `[n, h, w, channels]`
 * @param filter `[h, w, channels, filters of each]`
 */
export function forward(
  x: Value,
  filter: Value,
  { info, block }: { readonly info: Geometry; readonly block: number },
): Value {
  const { inChannels, outChannels } = info;
  const inBlocks = block > 0 && inChannels % block === 0 &&
    outChannels === inChannels;
  if (inBlocks) {
    const result = convolveBlocks(
      toBlocks(x, { block }),
      filterBlocks(filter, block),
      {
        strides: [info.strideHeight, info.strideWidth],
        dilations: [info.dilationHeight, info.dilationWidth],
        pads: padsOf(info),
        groups: inChannels,
      },
    );
    return fromBlocks(result, outChannels);
  }
  const result = record("Conv", [channelsFirst(x), byGroup(filter)], {
    shape: [info.batchSize, outChannels, info.outHeight, info.outWidth],
    type: "float32",
    attributes: attributesOf(info),
  });
  return channelsLast(result);
}

/** The gradient with respect to the input: transposed, one group a channel. */
export function inputGradient(
  dy: Value,
  filter: Value,
  { info }: { readonly info: Geometry },
): Value {
  const result = convTranspose(channelsFirst(dy), byGroup(filter), {
    info,
    group: info.inChannels,
  });
  return channelsLast(result);
}

/**
 * The gradient with respect to the filter: the images of the batch are the
 * channels of a group, and the output's gradient is the kernel, its stride a
 * dilation.
 */
export function filterGradient(
  x: Value,
  dy: Value,
  { info }: { readonly info: Geometry },
): Value {
  const { batchSize, inChannels, outChannels, padInfo } = info;
  const { inHeight, inWidth, outHeight, outWidth } = info;
  const steps = [info.dilationHeight, info.dilationWidth];
  const extents = [
    inHeight + padInfo.top + padInfo.bottom -
    info.strideHeight * (outHeight - 1),
    inWidth + padInfo.left + padInfo.right - info.strideWidth * (outWidth - 1),
  ];
  const reached = extents.map((n, i) => Math.floor((n - 1) / steps[i]!) + 1);
  const images = reshape(transpose(x, [3, 0, 1, 2]), [
    1,
    inChannels * batchSize,
    inHeight,
    inWidth,
  ]);
  const result = record("Conv", [images, transpose(dy, [3, 0, 1, 2])], {
    shape: [1, outChannels, reached[0]!, reached[1]!],
    type: "float32",
    attributes: {
      kernel_shape: [outHeight, outWidth],
      strides: steps,
      dilations: [info.strideHeight, info.strideWidth],
      pads: padsOf(info),
      group: inChannels,
    },
  });
  const { filterHeight, filterWidth } = info;
  const exact = slice(result, {
    begin: [0, 0, 0, 0],
    shape: [1, outChannels, filterHeight, filterWidth],
  });
  return transpose(
    reshape(exact, [
      inChannels,
      outChannels / inChannels,
      filterHeight,
      filterWidth,
    ]),
    [2, 3, 0, 1],
  );
}

/** `[h, w, channels, each]` as `[channels × each, 1, h, w]`. */
function byGroup(filter: Value): Value {
  const [height, width, channels, each] = filter.shape as [
    number,
    number,
    number,
    number,
  ];
  return reshape(transpose(filter, [2, 3, 0, 1]), [
    channels * each,
    1,
    height,
    width,
  ]);
}

/** `[h, w, channels, 1]` as `[channels, 1, h, w]` in blocks of channels. */
function filterBlocks(filter: Value, block: number): Value {
  const [height, width, channels] = filter.shape as [number, number, number];
  const parts = reshape(filter, [height * width, channels / block, block]);
  return reshape(transpose(parts, [1, 0, 2]), [channels, 1, height, width]);
}

function attributesOf(info: Geometry) {
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: padsOf(info),
    group: info.inChannels,
  };
}
