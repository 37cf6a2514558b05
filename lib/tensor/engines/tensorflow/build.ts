/**
 * Makes the native part of tfjs-node from what npm and PyPI have, because the
 * package's own install script fetches it from elsewhere:
 * `deno task engine:tensorflow`.
 *
 * It needs Python 3 with pip and a C++ compiler (`CXX`, by default `c++`), and
 * neither make nor Node's headers: those of Node-API are a package on npm, and
 * the addon is two files. Run again, it only checks.
 *
 * @module
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../../../dsl/error.ts";
import { compile } from "../../compile.ts";
import { useEngine } from "../../engine.ts";
import { compileArguments } from "./addon.ts";
import {
  CPU_PACKAGE,
  hasAddon,
  installCommand,
  type PackagePaths,
  packagePaths,
} from "./native_package.ts";
import { downloadArguments, extractArguments, requirements } from "../pip.ts";
import { builderOf, megabytes, withScratch } from "../program.ts";
import { LIBRARIES, NEEDED, WHEEL } from "./wheel.ts";

const COMPILER = Deno.env.get("CXX") ?? "c++";

/** Says what goes on. */
function say(line: string): void {
  console.log(line);
}

const { fail, run } = builderOf(CPU_PACKAGE.engine);

/** Complains of the first thing that is not on this machine. */
async function checkNeeds(): Promise<void> {
  if (Deno.build.target !== WHEEL.target) {
    throw fail(
      `its libraries are for ${WHEEL.target}, and this is ${Deno.build.target}; run ${
        installCommand(CPU_PACKAGE)
      } instead, which fetches others`,
    );
  }
  await run(
    "python3",
    ["-m", "pip", "--version"],
    "install Python 3 with pip (Debian: apt-get install python3-pip)",
  );
  await run(
    COMPILER,
    ["--version"],
    "install a C++ compiler (Debian: apt-get install g++) or name one in CXX",
  );
}

async function installPackages({ home }: PackagePaths): Promise<void> {
  say("1/4 Installing tfjs-node and Node-API's headers from npm");
  await run(
    Deno.execPath(),
    [
      ...["install", "--quiet", "--frozen"],
      ...["--config", join(home, "deno.json")],
    ],
    "check that npm packages can be downloaded",
  );
}

async function takeTensorFlow(folder: string): Promise<void> {
  const { requirement, download } = WHEEL;
  say(`2/4 Downloading ${requirement} (${megabytes(download)}) with pip`);
  const list = join(folder, "requirements.txt");
  Deno.writeTextFileSync(list, requirements([WHEEL]));
  await run(
    "python3",
    downloadArguments(list, { tags: WHEEL.tags, folder }),
    "check that Python packages can be downloaded, and the disk's space",
  );
  const wheel = [...Deno.readDirSync(folder)]
    .find(({ name }) => name.endsWith(".whl"));
  if (wheel === undefined) throw fail("pip left no wheel; run it again");
  const path = join(folder, wheel.name);
  await run(
    "python3",
    extractArguments(path, { folder, starts: NEEDED }),
    `free ${megabytes(WHEEL.installed)} of disk`,
  );
  Deno.removeSync(path);
}

async function compileAddon(
  { home, folder }: PackagePaths,
  made: string,
): Promise<string> {
  say(`3/4 Compiling the addon with ${COMPILER}`);
  const addon = join(made, "tfjs_binding.node");
  const sources = {
    tfjsNode: folder,
    nodeApi: join(home, "node_modules/node-api-headers/include"),
    tensorflow: join(made, "tensorflow"),
  };
  await run(
    COMPILER,
    compileArguments(sources, addon),
    "see its messages; another compiler can be named in CXX",
  );
  return addon;
}

/** Moves the results into the package, the addon last: it marks the end. */
function place(made: string, addon: string, paths: PackagePaths): void {
  for (const folder of [paths.libraries, join(paths.addon, "..")]) {
    Deno.mkdirSync(folder, { recursive: true });
  }
  for (const name of LIBRARIES) {
    Deno.renameSync(
      join(made, "tensorflow", name),
      join(paths.libraries, name),
    );
  }
  Deno.renameSync(addon, paths.addon);
}

async function build(paths: PackagePaths): Promise<void> {
  await checkNeeds();
  await installPackages(paths);
  await withScratch(paths.home, async (made) => {
    await takeTensorFlow(made);
    place(made, await compileAddon(paths, made), paths);
  });
}

/** Computes something with the engine. */
async function check(): Promise<void> {
  say("4/4 Checking the engine");
  const started = performance.now();
  await useEngine(CPU_PACKAGE.engine);
  const slope = compile(({ x }) => ({
    y: tf.grad((at) => tf.sum(tf.square(at)))(x!),
  }));
  const { y } = await slope.run({
    x: { data: Float32Array.of(21), shape: [1], dtype: "float32" },
  });
  slope.dispose();
  if (y?.data[0] !== 42) {
    throw fail(`the slope of x² at 21 came out as ${y?.data[0]}, not 42`);
  }
  const ms = Math.round(performance.now() - started);
  say(`Engine '${CPU_PACKAGE.engine}' works (loaded in ${ms} ms)`);
}

if (import.meta.main) {
  try {
    const paths = packagePaths(CPU_PACKAGE);
    if (paths === undefined) {
      throw fail("Senzai is loaded from a URL; clone it first");
    }
    if (hasAddon(paths)) say("Its native part is here already");
    else await build(paths);
    await check();
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    console.error(error.message);
    Deno.exit(error.exitCode);
  }
}
