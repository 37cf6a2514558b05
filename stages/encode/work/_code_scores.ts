import { tInterval } from "../../../lib/stats/t_interval.ts";
import {
  decodingErrors,
  fitLinearDecoder,
} from "../../../lib/stats/linear_decoder.ts";
import { neighbourVote } from "../../../lib/stats/nearest_neighbours.ts";
import { wilson } from "../../../lib/stats/wilson.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import type {
  ImageSet,
  LatentSet,
  Measurement,
  ScoreSet,
} from "../../kinds/mod.ts";

/** Neighbours that vote on a class. */
const VOTERS = 10;
/** Without held-out images, every so manieth image is judged by the others. */
const PART = 10;

/** Images and their codes, row by row. */
export interface Coded {
  readonly images: ImageSet;
  readonly latents: LatentSet;
}

/**
 * What codes tell about their images: `knnAccuracy`, where classes are known,
 * and `linearDecoderError`, of held-out images by the codes of the images that
 * the encoder was fitted on. Without held-out images a tenth of the fitted ones
 * is judged by the others, and the names end in `Seen`: the encoder knew them.
 */
export async function codeScores(
  fitted: Coded,
  heldOut: Coded | undefined,
): Promise<ScoreSet> {
  if (heldOut !== undefined) return await judge(fitted, heldOut);
  const { count } = fitted.latents;
  const rows = Array.from({ length: count }, (_, i) => i);
  const isJudged = (row: number) => row % PART === PART - 1;
  if (count < PART) return {};
  const scores = await judge(
    part(fitted, rows.filter((row) => !isJudged(row))),
    part(fitted, rows.filter(isJudged)),
  );
  return Object.fromEntries(
    Object.entries(scores).map(([name, score]) => [`${name}Seen`, score]),
  );
}

async function judge(fitted: Coded, judged: Coded): Promise<ScoreSet> {
  const error = await decoderError(fitted, judged);
  const accuracy = await voteAccuracy(fitted, judged);
  return {
    ...accuracy === undefined ? {} : { knnAccuracy: accuracy },
    linearDecoderError: error,
  };
}

async function voteAccuracy(
  { latents: from }: Coded,
  { latents: to }: Coded,
): Promise<Measurement | undefined> {
  const { labels } = to;
  if (labels === undefined || from.labels === undefined) return undefined;
  const votes = await neighbourVote(
    { data: to.codes, dim: to.dim },
    { data: from.codes, dim: from.dim, labels: from.labels },
    { k: VOTERS },
  );
  const hits = votes.filter((vote, i) => vote === labels[i]).length;
  return { ...wilson(hits, to.count), count: to.count, better: "higher" };
}

async function decoderError(
  fitted: Coded,
  judged: Coded,
): Promise<Measurement> {
  const decoder = await fitLinearDecoder(...codesAndImages(fitted));
  const errors = await decodingErrors(decoder, ...codesAndImages(judged));
  const { count } = judged.latents;
  return { ...tInterval(errors), count, better: "lower" };
}

function codesAndImages({ images, latents }: Coded) {
  const size = images.pixels.length / images.shape[0];
  return [
    { data: latents.codes, dim: latents.dim },
    { pixels: images.pixels, size },
  ] as const;
}

function part({ images, latents }: Coded, rows: readonly number[]): Coded {
  const [count, ...shape] = images.shape;
  const labels = latents.labels && takeRows(latents.labels, rows, 1);
  return {
    images: {
      ...images,
      pixels: takeRows(images.pixels, rows, images.pixels.length / count),
      shape: [rows.length, ...shape],
      labels,
    },
    latents: {
      codes: takeRows(latents.codes, rows, latents.dim),
      count: rows.length,
      dim: latents.dim,
      labels,
    },
  };
}
