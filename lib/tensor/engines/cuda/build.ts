/**
 * Makes `onnx-cuda` ready from what PyPI has, without root and without CUDA on the
 * system: `deno task engine:cuda`. It needs an NVIDIA driver (580 or newer),
 * Python 3 with pip and some 4 GB of disk while it works, of which 2 GB stay.
 * Run again, it only checks; `--remove` takes all of it away, and
 * `--without-driver` prepares a machine that has no card yet.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PipelineError } from "../../../dsl/error.ts";
import { packagedLibrary } from "../../onnx/c_api/library_path.ts";
import {
  COMPLETE,
  cudaFolder,
  filledCudaFolder,
} from "../../onnx/cuda/folder.ts";
import { providerError } from "../../onnx/provider.ts";
import { downloadArguments, extractArguments, requirements } from "../pip.ts";
import { builderOf, megabytes, removeFolder, withScratch } from "../program.ts";
import { driverNeeds, nvidiaDriver } from "./needs.ts";
import {
  DOWNLOAD,
  INSTALLED,
  ONNXRUNTIME,
  TAGS,
  TARGET,
  WHEELS,
} from "./wheels.ts";

const { fail, run } = builderOf("onnx-cuda");

/** Says what goes on. */
function say(line: string): void {
  console.log(line);
}

/** Complains of the first thing that is not on this machine. */
async function checkNeeds(
  folder: string,
  isDriverNeeded: boolean,
): Promise<void> {
  if (Deno.build.target !== TARGET) {
    throw fail(
      `its libraries are for ${TARGET}, and this is ${Deno.build.target}; use onnx-webgpu`,
    );
  }
  const [need] = isDriverNeeded ? driverNeeds(nvidiaDriver()) : [];
  if (need !== undefined) {
    throw fail(
      `it lacks ${need}; to prepare a machine without a card, add --without-driver`,
    );
  }
  await run(
    "python3",
    ["-m", "pip", "--version"],
    "install Python 3 with pip (Debian: apt-get install python3-pip)",
  );
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < DOWNLOAD + INSTALLED) {
    throw fail(
      `${folder} has ${megabytes(bavail * bsize)} free, and it takes ${
        megabytes(DOWNLOAD + INSTALLED)
      } while it works`,
    );
  }
}

/** Downloads the wheels and takes the libraries out of them, into one folder. */
async function takeLibraries(made: string): Promise<void> {
  say(
    `1/3 Downloading ${WHEELS.length} wheels (${megabytes(DOWNLOAD)}) by pip`,
  );
  const list = join(made, "requirements.txt");
  Deno.writeTextFileSync(list, requirements(WHEELS));
  await run(
    "python3",
    downloadArguments(list, { tags: TAGS, folder: made }),
    "check that Python packages can be downloaded, and the disk's space",
  );
  say(`2/3 Taking out the libraries (${megabytes(INSTALLED)})`);
  const libraries = join(made, "lib");
  Deno.mkdirSync(libraries);
  const wheels = [...Deno.readDirSync(made)]
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".whl"));
  for (const wheel of wheels) {
    const out = join(made, "out");
    await run(
      "python3",
      extractArguments(join(made, wheel), {
        folder: out,
        starts: WHEELS.flatMap((each) => each.libraries),
      }),
      `free ${megabytes(INSTALLED)} of disk`,
    );
    for (const path of filesIn(out)) {
      Deno.renameSync(path, join(libraries, basename(path)));
    }
    removeFolder(out);
    Deno.removeSync(join(made, wheel));
  }
  const own = packagedLibrary();
  Deno.copyFileSync(own, join(libraries, basename(own)));
  Deno.writeTextFileSync(
    join(libraries, COMPLETE),
    `${JSON.stringify(versions())}\n`,
  );
}

/** What the folder holds. */
function versions(): readonly string[] {
  return WHEELS.map(({ requirement }) => requirement);
}

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of [...Deno.readDirSync(folder)]) {
    const path = join(folder, name);
    if (isDirectory) yield* filesIn(path);
    else yield path;
  }
}

async function build(folder: string, isDriverNeeded: boolean): Promise<void> {
  const home = dirname(folder);
  Deno.mkdirSync(home, { recursive: true });
  await checkNeeds(home, isDriverNeeded);
  await withScratch(home, async (made) => {
    await takeLibraries(made);
    removeFolder(folder);
    Deno.renameSync(join(made, "lib"), folder);
  });
}

/** Computes something with the engine. */
function check(isDriverNeeded: boolean): void {
  if (!isDriverNeeded) {
    say("Its libraries are here; without a card nothing was computed");
    return;
  }
  say("3/3 Checking the engine");
  const error = providerError("cuda");
  if (error !== undefined) throw fail(`ONNX Runtime says: ${error}`);
  say(`Engine 'onnx-cuda' works (ONNX Runtime ${ONNXRUNTIME}, CUDA 13.0)`);
}

/** Whether the folder holds what this version of Senzai wants. */
function isCurrent(folder: string): boolean {
  if (filledCudaFolder(folder) === undefined) return false;
  const found = Deno.readTextFileSync(join(folder, COMPLETE));
  return found.trim() === JSON.stringify(versions());
}

if (import.meta.main) {
  try {
    const folder = cudaFolder();
    if (folder === undefined) {
      throw fail("Senzai is loaded from a URL; clone it first");
    }
    const unknown = Deno.args.find((arg) =>
      arg !== "--remove" && arg !== "--without-driver"
    );
    if (unknown !== undefined) {
      throw new PipelineError(
        "misuse",
        `Cannot take '${unknown}': expected --remove, --without-driver or nothing`,
      );
    }
    const isDriverNeeded = !Deno.args.includes("--without-driver");
    if (Deno.args.includes("--remove")) {
      removeFolder(folder);
      say(`Removed ${folder}`);
    } else {
      if (isCurrent(folder)) say("Its libraries are here already");
      else await build(folder, isDriverNeeded);
      check(isDriverNeeded);
    }
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    console.error(error.message);
    Deno.exit(error.exitCode);
  }
}
