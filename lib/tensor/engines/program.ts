import { existsSync } from "node:fs";
import { join } from "node:path";
import { PipelineError } from "../../dsl/error.ts";

/** Builds an engine's native part: says what goes on, and why it cannot. */
export interface Builder {
  /** What to say when it cannot be built. */
  fail(why: string): PipelineError;
  /**
   * Runs a program to its end; what it says on errors is shown.
   *
   * @throws {PipelineError} with the remedy, when it cannot run or fails
   */
  run(program: string, args: readonly string[], remedy: string): Promise<void>;
}

/** A builder of this engine. */
export function builderOf(engine: string): Builder {
  const fail = (why: string) =>
    new PipelineError("environment", `Cannot build engine '${engine}': ${why}`);
  return {
    fail,
    async run(program, args, remedy) {
      let code: number;
      try {
        const command = new Deno.Command(program, {
          args: [...args],
          stdin: "null",
          stdout: "null",
        });
        ({ code } = await command.spawn().status);
      } catch {
        throw fail(`cannot run '${program}'; ${remedy}`);
      }
      if (code !== 0) {
        throw fail(`'${program}' ended with code ${code}; ${remedy}`);
      }
    },
  };
}

/** Bytes in millions, for people. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;
}

/**
 * Runs `body` with an empty folder inside of `home`, which is removed afterwards,
 * and on Ctrl-C, which ends the process.
 */
export async function withScratch(
  home: string,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = join(home, "build.tmp");
  const interrupted = () => {
    removeFolder(folder);
    Deno.exit(130);
  };
  removeFolder(folder);
  Deno.mkdirSync(folder);
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    await body(folder);
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
    removeFolder(folder);
  }
}

/** Removes a folder with all that is in it, if it is there. */
export function removeFolder(folder: string): void {
  if (existsSync(folder)) Deno.removeSync(folder, { recursive: true });
}
