import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import { type Draws, pick, type Trial, whole } from "../_trial.ts";

/** Points that drivers pass, with how often they do at most. */
const DRIVER = {
  "action:created": 8,
  "action:written": 8,
  "action:synced": 8,
  "action:renamed": 8,
  "action:done": 8,
  "run:created": 1,
  "run:written": 1,
  "run:synced": 1,
  "run:renamed": 1,
  "run:done": 1,
  "index:begun": 40,
  "index:written": 40,
  "index:committed": 40,
} as const;

/** Points that workers pass, and drivers some of. */
const WORKER = {
  "blob:created": 4,
  "blob:written": 4,
  "blob:synced": 4,
  "blob:renamed": 4,
  "blob:done": 4,
  "checkpoint:created": 12,
  "checkpoint:written": 12,
  "checkpoint:synced": 12,
  "checkpoint:kept": 12,
  "checkpoint:renamed": 12,
  "checkpoint:done": 12,
  "attempt:started": 4,
  "attempt:ended": 4,
} as const;

/** The driver, a worker or both are killed between two steps of a write. */
export function crashPoints(draw: Draws, count: number): Trial[] {
  const all = [
    ...Object.entries(DRIVER).map(([point, most]) => ({
      point,
      most,
      faults: ["kill"],
    })),
    ...Object.entries(WORKER).map(([point, most]) => ({
      point,
      most,
      faults: ["kill", "kill-parent", "kill-both"],
    })),
  ].flatMap(({ faults, ...rest }) =>
    faults.map((fault) => ({ ...rest, fault }))
  );
  return Array.from({ length: count }, (_, i) => {
    // Each in turn, so that few trials cover many points.
    const { point, most, fault } = all[(i * 7) % all.length]!;
    const first = `${fault}@${point}#${whole(draw, 1, most)}`;
    const again = draw() < 0.3;
    const other = pick(draw, all);
    const second = `${other.fault}@${other.point}#${whole(draw, 1, 3)}`;
    return {
      kind: WHO[fault as keyof typeof WHO],
      name: again ? `${first}, then ${second}` : first,
      faults: again ? 2 : 1,
      run: (lab) => crash(lab, again ? [first, second] : [first]),
    };
  });
}

const WHO = {
  kill: "kill at a write: the process that writes",
  "kill-parent": "kill at a write of the worker: the driver",
  "kill-both": "kill at a write of the worker: both",
} as const;

async function crash(lab: Lab, faults: readonly string[]): Promise<void> {
  let before = lab.look();
  for (const fault of faults) {
    const { end, events } = await lab.faulty(fault);
    must(
      end === 0 || end === 1 || end === "SIGKILL",
      `a driver ends well or is killed, not with ${end}`,
    );
    for (const { type, status, key, node } of events) {
      if (type !== "node-finished" || status !== "ran") continue;
      must(!before.finished.has(key!), `${node} was finished and ran again`);
    }
    before = lab.look();
  }
  await lab.recover(before);
}
