import type { StageContext } from "../../dsl/context.ts";
import { PipelineError } from "../../dsl/error.ts";
import { isOptional, kindOf, type Kinds } from "../../dsl/kind.ts";
import type { Stage } from "../../dsl/stage.ts";
import { mapWires, type Wires } from "../../dsl/wires.ts";
import type { OutputRecord } from "../../plan/record.ts";
import { variable } from "../../platform/environment.ts";
import { type Blobs, DamagedBlobError } from "../../store/blobs.ts";
import type { CheckpointFiles } from "../../store/checkpoints.ts";
import { useGpu } from "../../tensor/gpu.ts";
import type { Job, Outcome } from "./job.ts";
import { logLines } from "./_log_lines.ts";
import { readThrown } from "./thrown.ts";
import { withinTrace } from "./_within_trace.ts";

const CHECKPOINT_SECONDS = 20;

/** What an attempt may touch. */
export interface AttemptIo {
  /** Where inputs are read and outputs stored. */
  readonly blobs: Blobs;
  /** Where states are saved. */
  readonly checkpoints: CheckpointFiles;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  /** Receives what the stage tells about its progress, which may be anything. */
  readonly progress: (told: unknown) => void;
  /** Receives the size of every checkpoint, after it was saved. */
  readonly checkpoint: (bytes: number) => void;
  /** Receives lines of the log, and whether to show them. */
  readonly log: (line: string, isTold?: boolean) => void;
}

/**
 * Runs a stage on stored inputs and stores what it returns. Both executors
 * end here; nothing but the outcome leaves.
 */
export async function performAttempt(
  stage: Stage,
  job: Job,
  io: AttemptIo,
): Promise<Outcome> {
  const attempt = { isOver: false };
  try {
    useGpu(job.gpu ?? 0);
    const inputs = readInputs(stage, job.inputs, io.blobs);
    const ctx = contextOf(job, io, attempt);
    const values = await withinTrace(
      job.trace,
      () => stage.spec.run({ config: job.config, inputs, ctx }),
    );
    attempt.isOver = true;
    const outputs = storeOutputs(stage, values, io.blobs);
    return { status: "done", outputs };
  } catch (error) {
    return outcomeOf(error, io.signal);
  } finally {
    attempt.isOver = true;
  }
}

/** The outcome of an attempt that threw. */
export function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
  const known = storeErrorOf(error);
  if (known instanceof DamagedBlobError) {
    return { status: "damaged", digest: known.digest };
  }
  const isStore = known !== undefined;
  if (signal.aborted && !isStore) return { status: "stopped" };
  return {
    status: "failed",
    cause: isStore ? "store" : "stage",
    ...readThrown(error),
  };
}

/** An error of the store; what was thrown may be a trap for those who look. */
function storeErrorOf(error: unknown): Error | undefined {
  try {
    if (error instanceof DamagedBlobError) return error;
    return error instanceof PipelineError && error.code === "store"
      ? error
      : undefined;
  } catch {
    return undefined;
  }
}

function readInputs(
  stage: Stage,
  inputs: Job["inputs"],
  blobs: Blobs,
): Record<string, unknown> {
  const slots = stage.spec.inputs as Parameters<typeof slotEntries>[0];
  return Object.fromEntries(
    slotEntries(slots).map(([name, slot]) => {
      const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      if (input === undefined && isOptional(slot)) return [name, undefined];
      const read = (digest: string) => kindOf(slot).decode(blobs.read(digest));
      return [name, readInput(input!, read)];
    }),
  );
}

function slotEntries(slots: Stage["spec"]["inputs"]) {
  return Object.entries(slots as Record<string, Parameters<typeof kindOf>[0]>);
}

function readInput(
  input: Wires<string>,
  read: (digest: string) => unknown,
): unknown {
  const values = mapWires(input, read);
  return "one" in values ? values.one : Object.fromEntries(values.many);
}

/**
 * What a stage may touch. What it left running may still call after the end:
 * then nothing happens, since another attempt may be under way.
 */
function contextOf(
  job: Job,
  io: AttemptIo,
  attempt: { readonly isOver: boolean },
): StageContext {
  const interval = checkpointInterval() * 1000;
  let last = performance.now();
  const write = (value: unknown, isTold: boolean) => {
    if (attempt.isOver) return;
    logLines([value]).forEach((line) => io.log(line, isTold));
  };
  return {
    seed: BigInt(job.seed),
    signal: io.signal,
    threads: job.threads,
    engine: job.engine,
    directory: job.directory,
    checkpoints: {
      load: () => Promise.resolve(io.checkpoints.load(job.key)),
      due: () => io.signal.aborted || performance.now() - last >= interval,
      save: (bytes) => {
        if (attempt.isOver) return Promise.resolve();
        io.checkpoints.save(job.key, bytes);
        last = performance.now();
        io.checkpoint(bytes.length);
        return Promise.resolve();
      },
    },
    progress: (told) => {
      if (!attempt.isOver) io.progress(told);
    },
    log: (message: unknown) => write(message, false),
    tell: (message: unknown) => write(message, true),
  };
}

function checkpointInterval(): number {
  const text = variable("SENZAI_CHECKPOINT_SECONDS");
  const seconds = text === undefined ? NaN : Number(text);
  return Number.isFinite(seconds) && seconds >= 0
    ? seconds
    : CHECKPOINT_SECONDS;
}

function storeOutputs(
  stage: Stage,
  values: unknown,
  blobs: Blobs,
): Record<string, OutputRecord> {
  const kinds: Kinds = stage.spec.outputs;
  const ports = Object.keys(kinds);
  if (typeof values !== "object" || values === null) {
    throw new TypeError(
      `it returned ${
        values === null ? "null" : typeof values
      }; return a record with ${list(ports)}`,
    );
  }
  const given = values as Record<string, unknown>;
  const extra = Object.keys(given).find((port) => !Object.hasOwn(kinds, port));
  if (extra !== undefined) {
    throw new TypeError(
      `it returned '${extra}', which is none of its outputs: ${
        list(ports)
      }; declare it or leave it out`,
    );
  }
  const encoded = ports.map((port) => {
    if (given[port] === undefined) {
      throw new TypeError(
        `it returned nothing for its output '${port}'; return every output that it declares`,
      );
    }
    return [port, encodeOutput(port, given[port], kinds[port]!)] as const;
  });
  return Object.fromEntries(
    encoded.map(([port, bytes]) => {
      const { name, version } = kinds[port]!;
      return [port, { ...blobs.put(bytes), kind: name, kindVersion: version }];
    }),
  );
}

function encodeOutput(
  port: string,
  value: unknown,
  kind: Kinds[string],
): Uint8Array {
  let bytes: unknown;
  try {
    bytes = kind.encode(value);
  } catch (cause) {
    const why = readThrown(cause).message
      .replace(`Cannot store '${kind.name}': `, "");
    throw new TypeError(
      `its output '${port}' is no valid '${kind.name}': ${why}`,
      { cause },
    );
  }
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(
    `kind '${kind.name}' of its output '${port}' did not encode to bytes`,
  );
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
