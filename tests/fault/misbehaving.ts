/**
 * A stage that misbehaves beside one that does not.
 *
 * @module
 */
import { z } from "zod";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { emit, Numbers, truncate } from "../fixtures/stages.ts";

/** Misbehaves on request. */
export const wild = defineStage({
  name: "fault.wild",
  version: 1,
  summary: "Misbehaves on request",
  config: z.object({
    how: z.enum([
      "well",
      "hang",
      "spin",
      "fork",
      "fork and hang",
      "leak",
      "write",
      "kill",
    ]),
    place: z.string(),
  }),
  inputs: {},
  outputs: { numbers: Numbers },
  async run({ config: { how, place } }) {
    switch (how) {
      case "well":
        break;
      case "hang":
        await new Promise((done) => setTimeout(done, 600_000));
        break;
      case "spin":
        for (const end = Date.now() + 600_000; Date.now() < end;);
        break;
      case "fork":
      case "fork and hang":
        new Deno.Command("sleep", { args: ["600"] }).spawn();
        if (how === "fork") throw new Error("it leaves a program behind");
        await new Promise((done) => setTimeout(done, 600_000));
        break;
      case "leak": {
        const kept: unknown[] = [];
        for (;;) kept.push(new Array(100_000).fill({}));
      }
      case "write":
        await Deno.writeTextFile(place, "outside");
        break;
      case "kill":
        Deno.kill(Deno.ppid, "SIGKILL");
        break;
      default:
        how satisfies never;
    }
    return { numbers: [1.5] };
  },
});

export default definePipeline({
  name: "misbehaving",
  params: z.object({ how: z.string(), place: z.string() }),
  targets: (params) => ({
    wild: truncate({ numbers: wild(params as never).numbers }).numbers,
    sound: truncate({ numbers: emit({ values: [2.5] }).numbers }).numbers,
  }),
});
