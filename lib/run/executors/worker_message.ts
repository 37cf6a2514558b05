import { z } from "zod";
import type { Progress } from "../../dsl/context.ts";
import type { AttemptEnd, FromWorker } from "../attempt/worker/protocol.ts";

/** What a worker told, as the driver reads it. */
export type WorkerMessage =
  | Exclude<FromWorker, { readonly type: "progress" }>
  | { readonly type: "progress"; readonly progress: Progress };

const figure = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number),
]);

const progress = z.object({
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  unit: z.string().exactOptional(),
  metrics: z.record(z.string(), figure).exactOptional(),
});

const output = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  kind: z.string(),
  kindVersion: z.int(),
});

const outcome = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("done"),
    outputs: z.record(z.string(), output),
  }),
  z.object({ status: z.literal("stopped") }),
  z.object({
    status: z.literal("failed"),
    message: z.string(),
    cause: z.enum(["stage", "store", "process"]),
    detail: z.string(),
  }),
  z.object({ status: z.literal("damaged"), digest: z.string() }),
]);

const end: z.ZodType<AttemptEnd> = z.object({
  outcome,
  memory: z.number(),
  reusable: z.boolean(),
  doubtful: z.boolean(),
  marked: z.boolean(),
});

const message: z.ZodType<WorkerMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), progress }),
  z.object({ type: z.literal("checkpoint"), bytes: z.number() }),
  z.object({
    type: z.literal("log"),
    line: z.string(),
    told: z.boolean().exactOptional(),
  }),
  z.object({ type: z.literal("outcome"), end }),
]);

/** Reads a line of a worker; undefined when it is no message. */
export function parseWorkerMessage(line: string): WorkerMessage | undefined {
  // Everything else is not worth an exception, and there may be much of it.
  if (!line.startsWith('{"type":')) return undefined;
  try {
    return message.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
