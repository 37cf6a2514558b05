const POLL_MS = 20;
const GRACE_MS = 10_000;

/** A program to time. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Folder in which it runs. */
  readonly folder: string;
  /** What it must print: proof that it did what is timed. */
  readonly proof: string | RegExp;
  /** Makes the folder ready; not timed. */
  readonly before?: () => Promise<void>;
}

/** What one run of a program took. */
export interface Measured {
  /** Wall-clock time from start to end of the process. */
  readonly seconds: number;
  /** Peak of its resident memory in MiB; `null` where Linux's /proc is absent. */
  readonly peak_mib: number | null;
}

/**
 * Runs a program in a process of its own and times it.
 *
 * @returns `undefined` when it was stopped at the limit
 * @throws {Error} when it fails, or does not print its proof
 */
export async function measure(
  { program, args, folder, proof, before }: Command,
  { limit }: { limit: number },
): Promise<Measured | undefined> {
  await before?.();
  const started = performance.now();
  const child = new Deno.Command(program, {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", DVC_NO_ANALYTICS: "1", INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let peak: number | null = null;
  let isLate = false;
  const poll = setInterval(() => peak = peakOf(child.pid) ?? peak, POLL_MS);
  const stop = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
  }, limit * 1000);
  const kill = setTimeout(() => child.kill("SIGKILL"), limit * 1000 + GRACE_MS);
  try {
    const [out, err, { success }] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.status,
    ]);
    const seconds = (performance.now() - started) / 1000;
    if (isLate) return undefined;
    if (success && `${out}${err}`.search(pattern(proof)) >= 0) {
      return { seconds, peak_mib: peak };
    }
    throw new Error(
      `Cannot time ${program} ${args.join(" ")}: expected '${proof}', got: ${
        `${out}\n${err}`.trim().slice(-600)
      }`,
    );
  } finally {
    clearInterval(poll);
    clearTimeout(stop);
    clearTimeout(kill);
  }
}

function pattern(proof: string | RegExp): RegExp {
  return typeof proof === "string" ? new RegExp(RegExp.escape(proof)) : proof;
}

/** High-water mark of a process's resident memory in MiB. */
function peakOf(pid: number): number | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const kibibytes = /VmHWM:\s*(\d+)/.exec(status)?.[1];
    return kibibytes === undefined
      ? undefined
      : Math.round(Number(kibibytes) / 1024);
  } catch {
    return undefined;
  }
}
