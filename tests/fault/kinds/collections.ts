import { type Lab, pause } from "../_lab.ts";
import { must } from "../_must.ts";
import { between, type Draws, pick, type Trial, whole } from "../_trial.ts";

const POINTS = ["gc:marked", "gc:action", "gc:blob"] as const;

/** Garbage collections beside runs, and ones that are killed. */
export function collections(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const time = Math.round(between(draw, 0, 500));
    if (i % 2 === 0) {
      return {
        kind: "gc beside a run",
        name: `every 50 ms from ${time} ms on`,
        faults: 1,
        run: (lab) => beside(lab, time),
      };
    }
    const fault = `kill@${pick(draw, POINTS)}#${whole(draw, 1, 3)}`;
    return {
      kind: "kill of a gc",
      name: fault,
      faults: 1,
      run: (lab) => killed(lab, fault),
    };
  });
}

/** An older run's results lie there to be removed, and to be made use of. */
async function makeGarbage(lab: Lab): Promise<void> {
  await lab.use("store");
  const { end } = await lab.start({ params: { steps: 2 } }).end();
  must(end === 0, "a run of other settings ends well");
  // Change times count in whole seconds.
  await pause(1100);
}

async function beside(lab: Lab, time: number): Promise<void> {
  await makeGarbage(lab);
  // It counts on what an older run made, which only gc may take for garbage.
  const params = { extra: 150 };
  const driver = lab.start({ params });
  await pause(time);
  const collects = [0, 1, 2].map(async (i) => {
    await pause(i * 100);
    return await lab.start({ params: { collect: true } }).end();
  });
  const { end, errors } = await driver.end();
  must(end === 0, `the run ends well: ${end} ${errors}`);
  for (const { end, events } of await Promise.all(collects)) {
    const refused = events.some(({ message }) =>
      /another collection goes on/.test(message ?? "")
    );
    must(end === 0 || refused, `gc ends well: ${end}`);
  }
  const again = await lab.start({ params }).end();
  const ran = again.events.filter(({ status }) => status === "ran");
  must(again.end === 0 && ran.length === 0, "what the run counts on is there");
  await lab.recover(lab.look());
}

async function killed(lab: Lab, fault: string): Promise<void> {
  await makeGarbage(lab);
  await lab.faulty(fault, { params: { collect: true } });
  const kept = await lab.start({ params: { steps: 2 } }).end();
  const ran = kept.events.filter(({ status }) => status === "ran");
  must(kept.end === 0 && ran.length === 0, "the newest run was kept");
  await lab.recover(lab.look());
}
