import { reshape, transpose } from "../../record.ts";
import { leaf, type Value } from "../../value.ts";
import { matMul } from "../product.ts";
import { cookToom } from "./cook_toom.ts";
import type { Geometry } from "./geometry.ts";

/** Height and width of what is computed at once. */
const TILE = 4;
const TAPS = 3;
const POINTS = TILE + TAPS - 1;
/** Points that keep rounding least: half the error of 0, ±1, ±2. */
const MATRICES = cookToom(
  [0, -Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT2, Math.SQRT2],
  { outputs: TILE, taps: TAPS },
);

/**
 * Whether it is faster than the blocked layout, as measured: from 128 channels
 * to 256, and from 128 tiles, or transforming the filter takes too long.
 */
export function pays(info: Geometry): boolean {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
  return Math.min(inChannels, outChannels) >= 128 &&
    inChannels * outChannels >= 2 ** 15 &&
    batchSize * outHeight * outWidth >= 128 * TILE ** 2;
}

/**
 * A convolution by a filter of 3×3, stride 1, as 36 matrix products that make
 * tiles of 4×4: a quarter of the arithmetic. Undefined for other filters, and
 * for images that are not whole tiles.
 *
 * Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * CVPR 2016, F(4×4, 3×3)
 */
export function forward(
  x: Value,
  filter: Value,
  { info }: { info: Geometry },
): Value | undefined {
  const { top, left } = info.padInfo;
  const to = [info.outHeight, info.outWidth] as const;
  if (!fits(info, to)) return undefined;
  return convolve(x, filter, { before: [top, left], to });
}

/**
 * The gradient with respect to the input: the output's gradient convolved with
 * the filter in reverse.
 */
export function inputGradient(
  dy: Value,
  filter: Value,
  { info }: { info: Geometry },
): Value | undefined {
  const { top, left } = info.padInfo;
  const to = [info.inHeight, info.inWidth] as const;
  if (!fits(info, to)) return undefined;
  return convolve(dy, transpose(filter, [0, 1, 3, 2]), {
    before: [TAPS - 1 - top, TAPS - 1 - left],
    to,
    reversed: true,
  });
}

function fits(info: Geometry, to: readonly number[]): boolean {
  return info.filterHeight === TAPS && info.filterWidth === TAPS &&
    info.strideHeight === 1 && info.strideWidth === 1 &&
    info.dilationHeight === 1 && info.dilationWidth === 1 &&
    to.every((extent) => extent % TILE === 0);
}

function convolve(
  x: Value,
  filter: Value,
  { before, to, reversed = false }: {
    readonly before: readonly [number, number];
    readonly to: readonly [number, number];
    readonly reversed?: boolean;
  },
): Value {
  const [batch, height, width, ins] = x.shape as [
    number,
    number,
    number,
    number,
  ];
  const [down, across] = [to[0] / TILE, to[1] / TILE];
  const tiles = batch * down * across;
  // Cutting tiles, padding and transforming are one product each way.
  const rows = matMul(
    windows(height, { tiles: down, before: before[0] }),
    reshape(x, [batch, height, width * ins]),
  );
  const columns = matMul(
    windows(width, { tiles: across, before: before[1] }),
    reshape(rows, [batch * POINTS * down, width, ins]),
  );
  const input = transpose(
    reshape(columns, [batch, POINTS, down, POINTS, across, ins]),
    [1, 3, 0, 2, 4, 5],
  );
  const products = matMul(
    reshape(input, [POINTS ** 2, tiles, ins]),
    filterPoints(filter, reversed),
  );
  const outs = filter.shape[3]!;
  const back = matrix(MATRICES.output);
  const tall = matMul(
    back,
    reshape(products, [POINTS, POINTS * tiles * outs]),
  );
  const whole = matMul(back, reshape(tall, [TILE, POINTS, tiles * outs]));
  const images = transpose(
    reshape(whole, [TILE, TILE, batch, down, across, outs]),
    [2, 3, 0, 4, 1, 5],
  );
  return reshape(images, [batch, ...to, outs]);
}

/** The filter at all points: `[points², in, out]`. */
function filterPoints(filter: Value, reversed: boolean): Value {
  const [, , ins, outs] = filter.shape as [number, number, number, number];
  const at = matrix(
    MATRICES.filter.map((row) => reversed ? row.toReversed() : row),
  );
  const rows = matMul(at, reshape(filter, [TAPS, TAPS * ins * outs]));
  const both = matMul(at, reshape(rows, [POINTS, TAPS, ins * outs]));
  return reshape(both, [POINTS ** 2, ins, outs]);
}

/** Transforms the overlapping windows of all tiles: `[points × tiles, extent]`. */
function windows(
  extent: number,
  { tiles, before }: { readonly tiles: number; readonly before: number },
): Value {
  return matrix(
    MATRICES.input.flatMap((row) =>
      Array.from({ length: tiles }, (_, tile) =>
        Array.from(
          { length: extent },
          (_, i) => row[i + before - tile * TILE] ?? 0,
        ))
    ),
  );
}

function matrix(rows: readonly (readonly number[])[]): Value {
  return leaf(
    Float32Array.from(rows.flat()),
    [rows.length, rows[0]!.length],
    "float32",
  );
}
