import { join } from "node:path";
import type { Contender } from "./contender.ts";
import { dvc } from "./dvc.ts";
import { redun } from "./redun.ts";
import { snakemake } from "./snakemake.ts";

/** What is installed when no environment is given. */
const PACKAGES = ["snakemake==9.27.1", "dvc==3.67.1", "redun==0.44.1"];

const PEERS = { snakemake, dvc, redun } as const;

/**
 * The peers that a Python environment holds, or else the path.
 *
 * @param folder Folder of the environment; one is made in a temporary folder,
 * if that is possible, when empty
 * @param options Seconds after which a peer's first run is given up
 */
export async function peersIn(
  folder: string,
): Promise<{ peers: Contender[]; skipped: string[] }> {
  const place = folder === "" ? await makeEnvironment() : folder;
  const peers: Contender[] = [];
  const skipped: string[] = [];
  for (const [name, peer] of Object.entries(PEERS)) {
    const found = await findProgram(name, place);
    if (found === undefined) skipped.push(name);
    else peers.push(peer(found.program, found));
  }
  return { peers, skipped };
}

async function makeEnvironment(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "senzai-peers-" });
  const made = await output("python3", ["-m", "venv", folder]);
  if (made !== undefined) {
    await output(join(folder, "bin/pip"), ["install", "--quiet", ...PACKAGES]);
  }
  return folder;
}

async function findProgram(
  name: string,
  folder: string,
): Promise<{ program: string; version: string } | undefined> {
  for (const program of [join(folder, "bin", name), name]) {
    const version = await output(program, ["--version"]);
    if (version !== undefined) return { program, version };
  }
  return undefined;
}

/** What a program prints; `undefined` when it fails or is not there. */
async function output(
  program: string,
  args: string[],
): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}
