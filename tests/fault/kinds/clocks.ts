import { type Lab, pause } from "../_lab.ts";
import { must } from "../_must.ts";
import { between, type Draws, type Trial, whole } from "../_trial.ts";

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** The wall clock jumps by up to ten years, forth and back, and a kill follows. */
export function clocks(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, () => {
    const jumps = Array.from(
      { length: 4 },
      () => Math.round(between(draw, -10, 10) * YEAR_MS),
    );
    const killAfter = draw() < 0.5 ? whole(draw, 50, 500) : undefined;
    const collects = draw() < 0.5;
    return {
      kind: "clock jumps",
      name: `${jumps.join(", ")} ms; kill after ${killAfter} ms`,
      faults: jumps.length + (killAfter === undefined ? 0 : 1),
      run: (lab) => jump(lab, { jumps, killAfter, collects }),
    };
  });
}

async function jump(
  lab: Lab,
  { jumps, killAfter, collects }: {
    jumps: readonly number[];
    killAfter: number | undefined;
    collects: boolean;
  },
): Promise<void> {
  const env = { SENZAI_CLOCK: JSON.stringify(jumps) };
  const driver = lab.start({ env });
  if (killAfter !== undefined) {
    await pause(killAfter);
    driver.kill();
  }
  const { end, errors } = await driver.end();
  must(killAfter !== undefined || end === 0, `it ends well: ${end} ${errors}`);
  const before = lab.look();
  if (collects && before.finished.size > 0) {
    // A collector whose clock is years ahead takes everything for old.
    const collector = lab.start({ env, params: { collect: true } });
    must((await collector.end()).end === 0, "gc ends well");
    await lab.recover({ ...before, finished: lab.look().finished });
    return;
  }
  await lab.recover(before);
}
