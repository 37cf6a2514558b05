import { type Lab, pause } from "../_lab.ts";
import { between, type Draws, pick, type Trial, whole } from "../_trial.ts";

const WHO = ["driver", "worker", "both"] as const;
/** A run without faults takes about half a second. */
const LONGEST_MS = 650;

/** The driver, a worker or both are killed at a random moment, once or more. */
export function randomKills(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, () => {
    const who = pick(draw, WHO);
    const times = Array.from(
      { length: whole(draw, 1, 3) },
      () => Math.round(between(draw, 20, LONGEST_MS)),
    );
    return {
      kind: `kill at a random moment: ${who}`,
      name: `${who} after ${times.join(", then ")} ms`,
      faults: times.length,
      run: (lab) => kill(lab, who, times),
    };
  });
}

async function kill(
  lab: Lab,
  who: typeof WHO[number],
  times: readonly number[],
): Promise<void> {
  for (const time of times) {
    const driver = lab.start();
    await pause(time);
    const workers = lab.processes().filter((pid) => pid !== driver.child.pid);
    if (who !== "driver") { for (const pid of workers) killProcess(pid); }
    if (who !== "worker") driver.kill();
    await driver.end();
    if (draw(times) && who !== "both") await lab.ended();
  }
  await lab.recover(lab.look());
}

/** Whether the next driver starts when the workers are gone, or at once. */
function draw(times: readonly number[]): boolean {
  return times[0]! % 2 === 0;
}

function killProcess(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
