import { PipelineError } from "../../dsl/error.ts";
import {
  DEFAULT_EXECUTOR,
  EXECUTOR_NAMES,
} from "../../run/executors/executors.ts";
import { ENGINE_NAMES } from "../../run/machine/engine_class.ts";
import type { Gpus } from "../../run/machine/gpus.ts";
import { stat } from "../../platform/files.ts";
import { Command, InvalidArgumentError, Option } from "../command.ts";

/** A command with the flags that every command on a store takes. */
export function storeCommand(name: string) {
  return new Command(name)
    .option("--store <dir>", "folder of the store", ".senzai")
    .option("--json", "print JSON instead of text");
}

/** A command with the flags that every command on a pipeline file takes. */
export function pipelineCommand(name: string) {
  return storeCommand(name)
    .argument("<file>", "pipeline file, .ts or .yaml")
    .addOption(setOption())
    .addOption(engineOption())
    .addOption(
      repeatable(
        "--accept-engine <class>",
        "take results of this engine, or class such as onnx/cpu, where there are none of --engine; repeatable",
      ),
    );
}

export function setOption() {
  return repeatable(
    "--set <name=value>",
    "set a parameter, one of 'params' in the pipeline's file; a list as 'fresh=[4,4]'; repeatable",
  );
}

export function engineOption() {
  return new Option(
    "--engine <name>",
    `tensor engine: ${ENGINE_NAMES.join(", ")}`,
  ).default("auto");
}

export function executorOption() {
  return new Option("--executor <name>", "where nodes run")
    .choices(EXECUTOR_NAMES)
    .default(DEFAULT_EXECUTOR);
}

/** A flag that takes a value and may be given several times. */
export function repeatable<F extends string>(flags: F, description: string) {
  return new Option(flags, description)
    .argParser(collect)
    .default([] as string[]);
}

/** Examples, and the shape of `--json`, under a command's help. */
export function examples(
  lines: readonly string[],
  json?: string,
): string {
  const shown = lines.map((line) => `  deno task pipeline ${line}`);
  const shape = json === undefined ? "" : `\nWith --json: ${json}\n`;
  return `\nExamples:\n${shown.join("\n")}\n${shape}`;
}

/** The `--seed` flag of a command on one replication. */
export function seedOption() {
  return new Option("--seed <n>", "seed in place of the pipeline's own")
    .argParser(parseSeed);
}

/**
 * Reads a seed: a whole number.
 *
 * @throws {InvalidArgumentError} when it is not one
 */
export function parseSeed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`expected a whole number, got '${text}'`);
}

export function jobsOption() {
  return new Option(
    "--jobs <n>",
    "threads that nodes may use together (default: all)",
  ).argParser(positiveInteger);
}

/** Most numbers that `--gpus` takes. */
const MOST_GPUS = 64;

export function gpusOption() {
  return new Option(
    "--gpus <list>",
    "GPUs that nodes may use, by number (0,1; one named twice takes two at once), or all (default: 0)",
  ).argParser(parseGpus);
}

/**
 * Reads numbers of GPUs, or `all`.
 *
 * @throws {InvalidArgumentError} when they are not
 */
function parseGpus(text: string): Gpus {
  if (text === "all") return text;
  const devices = text.split(",");
  if (devices.length > MOST_GPUS) {
    throw new InvalidArgumentError(
      `expected at most ${MOST_GPUS} numbers, got ${devices.length}`,
    );
  }
  if (devices.every((device) => /^\d{1,3}$/.test(device))) {
    return devices.map(Number);
  }
  throw new InvalidArgumentError(
    `expected numbers, such as 0,1, or all, got '${text}'`,
  );
}

export function sharedCacheOption() {
  return new Option(
    "--no-shared-cache",
    "neither take results from the shared cache nor send any",
  );
}

/**
 * Reads a positive integer.
 *
 * @throws {InvalidArgumentError} when it is not one
 */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError(
      `expected a positive integer, got '${text}'`,
    );
  }
  return value;
}

/**
 * Refuses to write over a file.
 *
 * @throws {PipelineError} when there is one at the path
 */
export async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  throw new PipelineError(
    "misuse",
    `Cannot write ${path}: it exists already; move it away or choose another path`,
  );
}

function collect(value: string, all: string[]): string[] {
  return [...all, value];
}
