/** Environment variable in which a launcher tells its process id to the driver. */
export const LAUNCHER = "SENZAI_LAUNCHER";

const POLL_MS = 500;

/**
 * Watches the launcher that started this process, if one did: what was meant
 * for both may have killed it alone.
 *
 * @param onDeath Called once when the launcher is gone
 */
export function watchLauncher(onDeath: () => void): Disposable {
  const launcher = launcherOfThis();
  if (!(launcher > 0) || Deno.build.os === "windows") {
    return { [Symbol.dispose]() {} };
  }
  const timer = setInterval(() => {
    if (Deno.ppid === launcher) return;
    clearInterval(timer);
    onDeath();
  }, POLL_MS);
  Deno.unrefTimer(timer);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

let known: number | undefined;

/** Process id of the launcher; what this process starts has none. */
function launcherOfThis(): number {
  if (known !== undefined) return known;
  try {
    known = Number(Deno.env.get(LAUNCHER));
    Deno.env.delete(LAUNCHER);
  } catch {
    // Embedded in a program that may not read it: nothing launched that.
    known = 0;
  }
  return known;
}
