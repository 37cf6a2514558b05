/**
 * The graph that the runner's benchmark uses for itself and its peers: pairs of
 * trivial stages, joined at the end.
 *
 * @module
 */
import { z } from "zod";
import { grid } from "../../../lib/dsl/grid.ts";
import { defineKind, many } from "../../../lib/dsl/kind.ts";
import { definePipeline } from "../../../lib/dsl/pipeline.ts";
import { defineStage } from "../../../lib/dsl/stage.ts";

const Figure = defineKind({
  name: "bench/figure",
  version: 1,
  extension: "txt",
  encode: (figure: number) => new TextEncoder().encode(`${figure}\n`),
  decode: (bytes): number => Number(new TextDecoder().decode(bytes)),
  summarize: (figure) => ({ figure }),
});

/**
 * How a number of nodes, the one that joins included, divides into those that
 * emit and those that read one of them.
 */
export function countsOf(nodes: number): { sources: number; pairs: number } {
  const sources = Math.floor(nodes / 2);
  return { sources, pairs: nodes - 1 - sources };
}

/** Emits a number. */
export const emit = defineStage({
  name: "bench.emit",
  version: 1,
  summary: "Emits a number",
  config: z.object({ value: z.number() }),
  inputs: {},
  outputs: { figure: Figure },
  run: ({ config }) => Promise.resolve({ figure: config.value }),
});

/** Cuts a number to some digits after the point. */
export const truncate = defineStage({
  name: "bench.truncate",
  version: 1,
  summary: "Cuts a number to some digits after the point",
  config: z.object({ digits: z.int().nonnegative() }),
  inputs: { figure: Figure },
  outputs: { figure: Figure },
  run: ({ config, inputs }) => {
    const unit = 10 ** config.digits;
    return Promise.resolve({ figure: Math.trunc(inputs.figure * unit) / unit });
  },
});

/** Adds up all numbers. */
export const join = defineStage({
  name: "bench.join",
  version: 1,
  summary: "Adds up numbers",
  config: z.object({}),
  inputs: { rows: many(Figure) },
  outputs: { figure: Figure },
  run: ({ inputs }) =>
    Promise.resolve({
      figure: Object.values(inputs.rows).reduce((sum, row) => sum + row, 0),
    }),
});

/**
 * Half of the nodes emit, all but one of the rest cut what one of those gave,
 * and the last joins all. Another `shift` changes the config of all that emit,
 * so that everything would run; other `digits` that of all that cut.
 */
export default definePipeline({
  name: "pairs",
  params: z.object({
    nodes: z.int().min(3).default(1000),
    shift: z.number().default(0.5),
    digits: z.int().default(0),
  }),
  targets: ({ nodes, shift, digits }) => {
    const { sources, pairs } = countsOf(nodes);
    const rows = grid({ i: [...Array(sources).keys()] }, ({ i }) => {
      const { figure } = emit({ value: i + shift });
      return i < pairs ? truncate({ figure }, { digits }).figure : figure;
    });
    return { sum: join({ rows }).figure };
  },
});
