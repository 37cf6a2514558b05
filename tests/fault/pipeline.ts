/**
 * The pipeline that the fault matrix breaks: two stages with checkpoints, a
 * random one with a larger artifact, one that writes a log, and what hangs on
 * them.
 *
 * @module
 */
import { z } from "zod";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import {
  chatter,
  draw,
  emit,
  join,
  subtract,
  walk,
} from "../fixtures/stages.ts";

export default definePipeline({
  name: "fault",
  seed: 5,
  params: z.object({
    steps: z.number().default(12),
    milliseconds: z.number().default(2),
    /** Steps of one more walk, which nothing else has. */
    extra: z.number().default(0),
  }),
  targets({ steps, milliseconds, extra }) {
    const left = walk({ steps, milliseconds, seed: 1 }).numbers;
    const right = walk({ steps: steps + 3, milliseconds, seed: 2 }).numbers;
    const difference = subtract({ left, right }).numbers;
    const drawn = draw({ count: 4000 }).numbers;
    return {
      text: join({
        rows: { difference, one: emit({ values: [1, 2, 3] }).numbers },
      }).text,
      drawn: subtract({ left: drawn, right: drawn }, { scale: 2 }).numbers,
      log: chatter().text,
      ...(extra === 0 ? {} : {
        extra: walk({ steps: extra, milliseconds, seed: 3 }).numbers,
      }),
    };
  },
});
