import type { DriverEnd } from "../_driver.ts";
import { type Lab, pause } from "../_lab.ts";
import { must } from "../_must.ts";
import { between, type Draws, pick, type Trial } from "../_trial.ts";

const NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc"];

/** Several drivers on one store, of which some are killed. */
export function drivers(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const many = pick(draw, [2, 4]);
    const delays = Array.from(
      { length: many },
      () => Math.round(between(draw, 0, 200)),
    );
    const kills = draw() < 0.5 ? many / 2 : 0;
    const killAfter = Math.round(between(draw, 50, 500));
    const apart = i % 3 === 0;
    return {
      kind: apart
        ? "drivers in PID namespaces of their own"
        : `${many} drivers on one store`,
      name: `start at ${delays.join(", ")} ms; ${kills} killed at ${killAfter}`,
      faults: many - 1 + kills,
      run: (lab) => share(lab, { delays, kills, killAfter, apart }),
    };
  });
}

async function share(
  lab: Lab,
  { delays, kills, killAfter, apart }: {
    delays: readonly number[];
    kills: number;
    killAfter: number;
    apart: boolean;
  },
): Promise<void> {
  const ends = await Promise.all(delays.map(async (delay, i) => {
    await pause(delay);
    // The first stays in this namespace.
    const prefix = apart && i > 0 ? NAMESPACE : [];
    const driver = lab.start({ prefix });
    if (i < kills) {
      await pause(killAfter);
      driver.kill();
    }
    return await driver.end();
  }));
  const survivors = ends.slice(kills);
  for (const { end, errors } of survivors) {
    must(
      end === 0,
      `every driver that was left alone ends well: ${end} ${errors}`,
    );
  }
  if (kills === 0) checkShared(ends);
  await lab.recover(lab.look());
}

/** No node is made by two drivers. */
function checkShared(ends: readonly DriverEnd[]): void {
  const makers = new Map<string, number>();
  for (const { events } of ends) {
    for (const { type, status, key } of events) {
      if (type !== "node-finished" || status !== "ran") continue;
      makers.set(key!, (makers.get(key!) ?? 0) + 1);
    }
  }
  const twice = [...makers.values()].filter((count) => count > 1).length;
  must(twice === 0, `no node is made twice: ${twice} were`);
}
