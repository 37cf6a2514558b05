import { z } from "zod";

const time = z.number().describe("Milliseconds since 1970, the driver's clock");

const runningNode = z.object({
  node: z.string(),
  stage: z.string(),
  attempt: z.int().describe("1 for the first attempt at this key"),
  started: time,
  resumed: z.boolean().describe("Whether it goes on from a checkpoint"),
  checkpoint: time.nullable().describe("When it last saved a checkpoint"),
  log: z.string().describe("Path of its log; there once it wrote a line"),
  progress: z.object({
    done: z.number(),
    total: z.number(),
    unit: z.string(),
    metrics: z.record(
      z.string(),
      z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]),
    ),
  }).nullable(),
  rate: z.number().nullable().describe("Units a second"),
  left: z.number().nullable().describe("Seconds to its end at this rate"),
});

const runStatus = z.object({
  phase: z.enum(["planning", "running", "stopping", "ending"]),
  updated: time,
  nodes: z.int().describe("Nodes that the run covers"),
  hits: z.int(),
  ran: z.int(),
  failed: z.int(),
  blocked: z.int(),
  left: z.int().describe("Nodes that neither ended nor run"),
  running: z.array(runningNode),
});

/** How far a live run is, as its driver last noted it beside its lock. */
export type RunStatus = z.infer<typeof runStatus>;

/** A node that runs now. */
export type RunningNode = z.infer<typeof runningNode>;

/** Suffix of the note. */
export const STATUS_NOTE = "status";

/** Reads a driver's note; undefined when there is none, or it is damaged. */
export function parseStatus(text: string | undefined): RunStatus | undefined {
  if (text === undefined) return undefined;
  try {
    return runStatus.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
