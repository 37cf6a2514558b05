/**
 * Checks that no edit of a random program leaves a stage with an old digest
 * while it gives a new result.
 */
import { join } from "node:path";
import { withFolder } from "../../../fixtures/folder.ts";
import { loadProgram, type Outcome, ROOT } from "./load_program.ts";
import { Dice, randomEdit, randomProgram } from "./program.ts";

/** What became of some edits. */
export interface Tally {
  /** Pairs of an edit and a stage that loaded before and after. */
  checked: number;
  /** Of these, with another result: all must have another digest. */
  changed: number;
  /** With the same result and another digest, by kind of edit. */
  needless: Record<string, number>;
  /** With the same result and the same digest, by kind of edit. */
  kept: Record<string, number>;
  /** Edits after which the program did not load. */
  broken: number;
  /** What was stale, in words. */
  stale: string[];
}

/**
 * Edits random programs.
 *
 * @param options Number of edits in all, how many of them one program gets in
 * a row, and the first seed
 */
export async function checkEdits(
  { edits, perProgram, seed }: {
    edits: number;
    perProgram: number;
    seed: number;
  },
): Promise<Tally> {
  const tally: Tally = {
    checked: 0,
    changed: 0,
    needless: {},
    kept: {},
    broken: 0,
    stale: [],
  };
  await withFolder(async (folder) => {
    let made = 0;
    for (let i = 0; made < edits; i++) {
      const dice = new Dice(seed + i);
      let program = randomProgram(dice, ROOT);
      let before = await loadProgram(program, join(folder, `${i}`));
      if (before === undefined) {
        made++;
        tally.broken++;
        continue;
      }
      for (let j = 0; j < perProgram && made < edits; j++, made++) {
        const edited = randomEdit(dice, program);
        const at = join(folder, `${i}-${j}`);
        const after = await loadProgram(edited.program, at);
        if (after === undefined) {
          tally.broken++;
          continue;
        }
        for (const [name, old] of before) {
          const now = after.get(name);
          if (now === undefined) continue;
          count(tally, {
            old,
            now,
            edit: edited.edit,
            where: `${seed + i}.${j} ${name}`,
          });
        }
        [program, before] = [edited.program, after];
      }
    }
  });
  return tally;
}

function count(
  tally: Tally,
  { old, now, edit, where }: {
    old: Outcome;
    now: Outcome;
    edit: string;
    where: string;
  },
): void {
  tally.checked++;
  const isSame = old.result === now.result;
  if (!isSame) tally.changed++;
  const isKept = old.digest === now.digest;
  if (isSame) {
    const kind = edit.split(" ")[0]!;
    const of = isKept ? tally.kept : tally.needless;
    of[kind] = (of[kind] ?? 0) + 1;
  } else if (isKept) {
    tally.stale.push(`${where}: ${edit}\n  ${old.result}\n  ${now.result}`);
  }
}

if (import.meta.main) {
  const [edits = 1000, seed = 1] = Deno.args.map(Number);
  const clock = performance.now();
  const tally = await checkEdits({ edits, perProgram: 10, seed });
  console.log(JSON.stringify(tally, null, 2));
  const seconds = (performance.now() - clock) / 1000;
  console.log(`${edits} edits in ${seconds.toFixed(0)} s`);
  if (tally.stale.length > 0) Deno.exit(1);
}
