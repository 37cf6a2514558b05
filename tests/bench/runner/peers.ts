import { join } from "node:path";
import type { Contender } from "./contender.ts";
import { dvc } from "./dvc.ts";
import { redun } from "./redun.ts";
import { snakemake } from "./snakemake.ts";

/** What {@linkcode installPeers} installs. */
const PACKAGES = ["snakemake==9.27.1", "dvc==3.67.1", "redun==0.44.1"];

const PEERS = { snakemake, dvc, redun } as const;

/** The peers that a Python environment in a folder holds, or else the path. */
export async function peersIn(
  folder: string,
): Promise<{ peers: Contender[]; skipped: string[] }> {
  const peers: Contender[] = [];
  const skipped: string[] = [];
  for (const [name, peer] of Object.entries(PEERS)) {
    const found = await findProgram(name, folder);
    if (found === undefined) skipped.push(name);
    else peers.push(peer(found.program, found));
  }
  return { peers, skipped };
}

/** Makes a Python environment with the peers in a folder, as far as that is possible. */
export async function installPeers(folder: string): Promise<void> {
  const made = await output("python3", ["-m", "venv", folder]);
  if (made === undefined) return;
  for (const each of PACKAGES) {
    await output(join(folder, "bin/pip"), ["install", "--quiet", each]);
  }
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
