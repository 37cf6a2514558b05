import { join } from "node:path";
import type { Contender } from "./contender.ts";
import { line, stoppedLine } from "./line.ts";
import { type Command, measure, type Measured } from "./measure.ts";

/** A program that takes longer is stopped. */
export const LIMIT_S = 300;
/** A first run that takes longer is stopped. */
const FIRST_LIMIT_S = 900;
/** A program that takes longer than this is timed twice only. */
const SLOW_S = 60;

interface Timed {
  readonly subject: { contender: Contender; nodes: number; case: string };
  readonly command: Command;
  readonly times: (Measured | undefined)[];
}

/**
 * Times all cases of all contenders in turns, a round of each after another,
 * so that what else the machine does falls on all of them.
 *
 * @param contenders Who takes part
 * @param options Folder for their stores, nodes of the graph, and rounds
 */
export async function* compare(
  contenders: readonly Contender[],
  { folder, nodes, repeats }: {
    folder: string;
    nodes: number;
    repeats: number;
  },
): AsyncGenerator<object> {
  const timed: Timed[] = [];
  for (const contender of contenders) {
    const place = join(folder, contender.name);
    await Deno.mkdir(place, { recursive: true });
    const prepared = await contender.prepare(place, {
      nodes,
      limit: FIRST_LIMIT_S,
    });
    const first = { contender, nodes, case: "first" };
    if (prepared === undefined) {
      yield stoppedLine(first, FIRST_LIMIT_S);
      continue;
    }
    if (prepared.first !== undefined) yield line(first, [prepared.first]);
    for (const [name, command] of Object.entries(prepared.cases)) {
      const subject = { contender, nodes, case: name };
      timed.push({ subject, command, times: [] });
    }
  }
  for (let round = 0; round < repeats; round++) {
    for (const { command, times } of timed) {
      if (!isWorthAnother(times)) continue;
      times.push(await measure(command, { limit: LIMIT_S }));
    }
  }
  for (const { subject, times } of timed) {
    const ended = times.filter((time) => time !== undefined);
    yield ended.length < times.length
      ? stoppedLine(subject, LIMIT_S)
      : line(subject, ended);
  }
}

function isWorthAnother(times: readonly (Measured | undefined)[]): boolean {
  if (times.includes(undefined)) return false;
  return times.length < 2 || times.every((time) => time!.seconds <= SLOW_S);
}
