import { Command, Option } from "../_command.ts";

/** Collects a flag that may be given several times. */
export function collect(value: string, all: string[]): string[] {
  return [...all, value];
}

/** A command with the flags that every command on a pipeline file takes. */
export function pipelineCommand(name: string) {
  return new Command(name)
    .option("--store <dir>", "folder of the store", ".senzai")
    .option(
      "--set <name=value>",
      "set a parameter of the pipeline; repeatable",
      collect,
      [] as string[],
    )
    .option("--engine <name>", "tensor engine: auto, onnx, cpu", "auto")
    .option("--json", "print one JSON object a line");
}

/** Examples under a command's help. */
export function examples(...lines: readonly string[]): string {
  const shown = lines.map((line) => `  deno task pipeline ${line}`);
  return `\nExamples:\n${shown.join("\n")}\n`;
}

/** The `--jobs` flag. */
export function jobsOption() {
  return new Option(
    "--jobs <n>",
    "threads that nodes may use together (default: all)",
  ).argParser(positiveInteger);
}

/**
 * Reads a positive integer.
 *
 * @throws {TypeError} when it is not one
 */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new TypeError(`expected a positive integer, got '${text}'`);
  }
  return value;
}
