import { join } from "node:path";
import { type Lab, pause } from "../_lab.ts";
import { must } from "../_must.ts";
import { between, type Draws, pick, type Trial } from "../_trial.ts";

const HOW = ["remove", "garbage", "cut"] as const;

/** The index goes, or turns to garbage, while a run uses it. */
export function lostIndex(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, () => {
    const how = pick(draw, HOW);
    const time = Math.round(between(draw, 60, 450));
    return {
      kind: "index lost under a live run",
      name: `${how} after ${time} ms`,
      faults: 1,
      run: (lab) => lose(lab, how, time),
    };
  });
}

async function lose(
  lab: Lab,
  how: typeof HOW[number],
  time: number,
): Promise<void> {
  const driver = lab.start();
  await pause(time);
  for (const suffix of ["", "-wal", "-shm"]) {
    const path = join(lab.store, `index.sqlite${suffix}`);
    try {
      if (how === "remove") Deno.removeSync(path);
      else if (suffix !== "") continue;
      else if (how === "cut") Deno.truncateSync(path, 5000);
      else Deno.writeFileSync(path, new Uint8Array(9000).fill(0xa5));
    } catch {
      // Not made yet, or gone.
    }
  }
  const { end, errors } = await driver.end();
  must(end === 0 || end === 1, `a driver ends in order: ${end} ${errors}`);
  await lab.recover(lab.look());
}
