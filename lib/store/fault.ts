import { variable } from "../platform/environment.ts";
import { kill, mainModule, parentId, processId } from "../platform/process.ts";

/** Where a test may have a process killed or a system call fail. */
export type FaultPoint =
  | `${"blob" | "action" | "checkpoint" | "run"}:${
    | "created"
    | "written"
    | "synced"
    | "renamed"
    | "done"}`
  | "checkpoint:kept"
  | `index:${"begun" | "written" | "committed"}`
  | `gc:${"marked" | "action" | "blob" | "done"}`
  | `attempt:${"started" | "ended"}`;

type Fault = "kill" | "kill-parent" | "kill-both" | "enospc" | "eio";

interface Plan {
  readonly fault: Fault;
  readonly point: string;
  /** Which passage of the point counts, from 1. */
  remaining: number;
}

/** The fault to come; null when there is none, or it has struck. */
let plan: Plan | null | undefined;

/**
 * Does nothing, unless the environment variable `SENZAI_FAULT` names this
 * point: `FAULT@POINT` or `FAULT@POINT#N` for its N-th passage in this
 * process. The fault matrix (`tests/fault`) uses it to stop processes between
 * any two steps of a write.
 *
 * @throws {Error} what the system would, for `enospc` and `eio`
 */
export function faultPoint(point: FaultPoint): void {
  if (plan === undefined) plan = readPlan();
  if (plan === null || plan.point !== point || --plan.remaining > 0) return;
  const { fault } = plan;
  plan = null;
  switch (fault) {
    case "kill-parent":
      kill(parentId(), "SIGKILL");
      return;
    case "kill-both":
      kill(parentId(), "SIGKILL");
      killSelf();
      return;
    case "kill":
      killSelf();
      return;
    case "enospc":
      throw new Error("No space left on device (os error 28)");
    case "eio":
      throw new Error("Input/output error (os error 5)");
    default:
      fault satisfies never;
  }
}

function killSelf(): void {
  kill(processId(), "SIGKILL");
  // The signal may take a moment; nothing more must happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function readPlan(): Plan | null {
  const text = environment("SENZAI_FAULT");
  const parts = /^([\w-]+)@([\w:-]+)(?:#(\d+))?$/.exec(text ?? "");
  if (parts === null) return null;
  const [, fault, point, count = "1"] = parts;
  // The parent of a driver is the test, or a shell.
  const isWorker = mainModule().endsWith(
    "/lib/run/attempt/worker/worker.ts",
  );
  if (fault !== "kill" && fault!.startsWith("kill") && !isWorker) return null;
  return { fault: fault as Fault, point: point!, remaining: Number(count) };
}

function environment(name: string): string | undefined {
  try {
    return variable(name);
  } catch {
    // Without the permission to read it, no test asks for a fault.
    return undefined;
  }
}
