import { PipelineError } from "../dsl/error.ts";
import { suggestion } from "../dsl/suggest.ts";
import type { RunRecord, Store } from "../store/mod.ts";

/**
 * Finds the run that a word on the command line means: its identifier, `last`
 * for the newest, or `last~2` for the second before that.
 *
 * @throws {PipelineError} when there is no such run
 */
export function findRun(store: Store, word: string): RunRecord {
  const back = /^last(?:~(\d{1,6}))?$/.exec(word);
  const found = back === null
    ? store.runs.get(word)
    : store.runs.list({ limit: Number(back[1] ?? 0) + 1 })[
      Number(back[1] ?? 0)
    ];
  if (found !== undefined) return found;
  const known = store.runs.list({ limit: 100 }).map((run) => run.id);
  throw new PipelineError(
    "misuse",
    `Cannot find run '${word}'${
      suggestion(word, known) || "; 'runs' lists all of them"
    }`,
  );
}
