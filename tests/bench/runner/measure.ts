const POLL_MS = 20;
const GRACE_MS = 10_000;
/** Unit of times in /proc, the same on every Linux. */
const TICKS_S = 100;

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
  /**
   * Processor time of the process and of children that it waited for, which
   * other work on the machine disturbs less; `null` without Linux's /proc.
   */
  readonly cpu_s: number | null;
  /** Peak of its resident memory in MiB; `null` without Linux's /proc. */
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
  let last: Usage = { cpu_s: null, peak_mib: null };
  let isLate = false;
  const poll = setInterval(() => last = usageOf(child.pid) ?? last, POLL_MS);
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
      return { seconds, ...last };
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

type Usage = Pick<Measured, "cpu_s" | "peak_mib">;

/** What a running process used so far, as Linux tells. */
function usageOf(pid: number): Usage | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const kibibytes = /VmHWM:\s*(\d+)/.exec(status)?.[1];
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // Behind the name, which is in parentheses: times of itself and of children.
    const times = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(
      11,
      15,
    );
    // A process that has ended but was not waited for has no memory any more.
    if (kibibytes === undefined) return undefined;
    return {
      cpu_s: times.reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_S,
      peak_mib: Math.round(Number(kibibytes) / 1024),
    };
  } catch {
    return undefined;
  }
}
