import { deleteVariable, variable } from "../../platform/environment.ts";
import { parentId } from "../../platform/process.ts";
import { OS } from "../../platform/system.ts";

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
  if (!(launcher > 0) || OS === "windows") {
    return { [Symbol.dispose]() {} };
  }
  const timer = setInterval(() => {
    if (parentId() === launcher) return;
    clearInterval(timer);
    onDeath();
  }, POLL_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

let known: number | undefined;

/** Process id of the launcher; what this process starts has none. */
function launcherOfThis(): number {
  if (known !== undefined) return known;
  try {
    known = Number(variable(LAUNCHER));
    deleteVariable(LAUNCHER);
  } catch {
    // Embedded in a program that may not read it: nothing launched that.
    known = 0;
  }
  return known;
}
