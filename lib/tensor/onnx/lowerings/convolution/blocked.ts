import {
  batchAsFilter,
  blockable,
  convolveBlocks,
  filterBlocks,
  fromBlocks,
  roundUp,
  staysUnblocked,
  toBlocks,
  turnedFilterBlocks,
} from "../../nchwc.ts";
import { concat, pad, reduce, slice } from "../../parts.ts";
import { int64s, record, reshape, transpose } from "../../record.ts";
import type { Value } from "../../value.ts";
import { type Geometry, padsOf } from "./geometry.ts";

/** The convolution in ONNX Runtime's blocked layout; undefined if it cannot. */
export function forward(
  x: Value,
  filter: Value,
  { info, block }: { info: Geometry; block: number },
): Value | undefined {
  const input = channelsFor(x, block);
  if (input === undefined) return undefined;
  const result = convolveBlocks(input, filterBlocks(filter, block), {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: padsOf(info),
  });
  return fromBlocks(result, info.outChannels);
}

/**
 * The gradient with respect to the input: the output's gradient convolved with
 * the filter in reverse. A stride of s makes s² interleaved images, each from
 * every s-th tap of the filter. Those of one row are computed together, as
 * channels: side by side in memory, they are the row already.
 */
export function inputGradient(
  dy: Value,
  filter: Value,
  { info, block }: { info: Geometry; block: number },
): Value | undefined {
  const input = channelsFor(dy, block);
  if (input === undefined || dilated(info)) return undefined;
  const { strideHeight: stride, strideWidth, inWidth, inChannels } = info;
  const { top, left } = info.padInfo;
  const across = acrossRow(info);
  const height = Math.ceil(info.inHeight / stride);
  const rows: Value[] = [];
  for (let row = 0; row < stride; row++) {
    const phase = (row + top) % stride;
    const taps = everyTap(info.filterHeight, { phase, stride });
    const before = taps.length - 1 - Math.floor((row + top) / stride);
    const after = height - info.outHeight - before + taps.length - 1;
    const pads = [before, across.before, after, across.after];
    if (pads.some((count) => count < 0)) return undefined;
    const result = convolveBlocks(
      input,
      turnedFilterBlocks(
        reversed(filter, { taps, across: across.taps, stride: strideWidth }),
        block,
      ),
      { pads },
    );
    const wide = fromBlocks(result, strideWidth * inChannels);
    const flat = reshape(wide, [
      info.batchSize,
      height,
      wide.shape[2]! * wide.shape[3]!,
    ]);
    const begin = (left - strideWidth * across.first) * inChannels;
    const exact = slice(flat, {
      begin: [0, 0, begin],
      shape: [info.batchSize, height, inWidth * inChannels],
    });
    rows.push(reshape(exact, [info.batchSize, height, 1, exact.shape[2]!]));
  }
  const whole = reshape(concat(rows, 2), [
    info.batchSize,
    height * stride,
    inWidth * inChannels,
  ]);
  const exact = slice(whole, {
    begin: [0, 0, 0],
    shape: [info.batchSize, info.inHeight, inWidth * inChannels],
  });
  return reshape(exact, [
    info.batchSize,
    info.inHeight,
    inWidth,
    inChannels,
  ]);
}

/**
 * The gradient with respect to the filter: a convolution whose channels are
 * the images of the batch, whose kernel is the output's gradient, and whose
 * result is the filter. Columns and channels of the input are one axis, so
 * that the result comes out as `[height, width × in, out]`.
 */
export function filterGradient(
  x: Value,
  dy: Value,
  { info, block }: { info: Geometry; block: number },
): Value | undefined {
  if (dilated(info)) return undefined;
  const { inChannels, outChannels, outHeight, outWidth, padInfo } = info;
  const extent = (count: number, stride: number, window: number) =>
    stride * (count - 1) + window;
  const below = extent(outHeight, info.strideHeight, info.filterHeight) -
    info.inHeight - padInfo.top;
  const right = extent(outWidth, info.strideWidth, info.filterWidth) -
    info.inWidth - padInfo.left;
  const batch = roundUp(info.batchSize, block);
  const more = batch - info.batchSize;
  const groups = groupsOf(batch, { info, block });
  // Columns are padded here: the convolution is slow at padded columns.
  const padded = pad(x, {
    before: [0, 0, padInfo.left, 0],
    after: [more, Math.min(below, 0), right, 0],
  });
  const [, height, width] = padded.shape as [number, number, number, number];
  const images = reshape(padded, [1, batch, height, width * inChannels]);
  const result = convolveBlocks(
    toBlocks(images, { block, last: false }),
    batchAsFilter(pad(dy, { after: [more, 0, 0, 0] }), { block, groups }),
    {
      dilations: [info.strideHeight, info.strideWidth * inChannels],
      pads: [padInfo.top, 0, Math.max(below, 0), 0],
      groups,
    },
  );
  return reshape(sumOfGroups(result, { groups, channels: outChannels }), [
    info.filterHeight,
    info.filterWidth,
    inChannels,
    outChannels,
  ]);
}

/**
 * Groups of images that are summed apart. ONNX Runtime hands out rows of the
 * result of four blocks of channels: two threads share an odd number of them
 * badly, such as the three of a filter of 3×3 with 64 channels.
 */
function groupsOf(
  batch: number,
  { info, block }: { info: Geometry; block: number },
): number {
  const shares = info.filterHeight * Math.ceil(info.outChannels / (4 * block));
  return shares % 2 === 1 && batch % (2 * block) === 0 ? 2 : 1;
}

/** Brings the sums of groups back to channels last, and adds them. */
function sumOfGroups(
  x: Value,
  { groups, channels }: { groups: number; channels: number },
): Value {
  if (groups === 1) return fromBlocks(x, channels);
  const apart = fromBlocks(x, x.shape[1]!);
  const padded = x.shape[1]! / groups;
  const pixels = apart.size / (groups * padded);
  const sum = reduce(
    "ReduceSum",
    reshape(apart, [pixels, groups, padded]),
    { axes: [1] },
  );
  return slice(sum, { begin: [0, 0], shape: [pixels, channels] });
}

function dilated(info: Geometry): boolean {
  return info.dilationHeight !== 1 || info.dilationWidth !== 1;
}

/** `[n, h, w, c]` as the convolution takes it. */
function channelsFor(x: Value, block: number): Value | undefined {
  const channels = x.shape[3]!;
  if (staysUnblocked(channels, block)) return transpose(x, [0, 3, 1, 2]);
  return blockable(channels) ? toBlocks(x, { block }) : undefined;
}

/** Taps `phase, phase + stride, …`, the last first; −1 stands for a zero. */
function everyTap(
  count: number,
  { phase, stride }: { phase: number; stride: number },
): number[] {
  const taps: number[] = [];
  for (let tap = phase; tap < count; tap += stride) taps.unshift(tap);
  return taps.length === 0 ? [-1] : taps;
}

/** Taps of all columns of a row, and the padding that their convolution needs. */
function acrossRow(info: Geometry) {
  const { strideWidth: stride, inWidth, filterWidth, outWidth } = info;
  const { left } = info.padInfo;
  const length = Math.ceil(filterWidth / stride);
  const taps: number[] = [];
  for (let i = length - 1; i >= 0; i--) {
    for (let phase = 0; phase < stride; phase++) {
      const tap = i * stride + phase;
      taps.push(tap < filterWidth ? tap : -1);
    }
  }
  const first = Math.floor(left / stride);
  const last = Math.floor((left + inWidth - 1) / stride);
  const before = length - 1 - first;
  return {
    taps,
    first,
    before,
    after: last - first + 1 - outWidth - before + length - 1,
  };
}

/**
 * The filter of one row of interleaved images: `[rows, columns, in, out]`,
 * with the interleaved columns among the first channels.
 */
function reversed(
  filter: Value,
  by: {
    readonly taps: readonly number[];
    readonly across: readonly number[];
    readonly stride: number;
  },
): Value {
  const [height, width, ins, outs] = filter.shape as [
    number,
    number,
    number,
    number,
  ];
  const order = by.taps.flatMap((row) =>
    by.across.map((column) =>
      row < 0 || column < 0 ? height * width : row * width + column
    )
  );
  const flat = reshape(filter, [height * width, ins * outs]);
  const source = order.includes(height * width)
    ? pad(flat, { after: [1, 0] })
    : flat;
  const picked = record("Gather", [source, int64s(order)], {
    shape: [order.length, ins * outs],
    type: filter.type,
    attributes: { axis: 0 },
  });
  return reshape(picked, [
    by.taps.length,
    by.across.length / by.stride,
    by.stride * ins,
    outs,
  ]);
}
