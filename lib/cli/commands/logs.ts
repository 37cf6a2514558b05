import { PipelineError } from "../../dsl/error.ts";
import type { App } from "../app.ts";
import { findLog, type FoundLog } from "../../query/find_log.ts";
import { followLog } from "../follow_log.ts";
import { resolvePath } from "../load.ts";
import { openForReading } from "../open_store.ts";
import { readTextFile } from "../../platform/files.ts";
import { examples, storeCommand } from "./_flags.ts";

/** `logs [RUN] NODE`: what a node's last attempt wrote. */
export function logsCommand(app: App) {
  return storeCommand("logs")
    .usage("[options] [run] <node>")
    .description("Print what a node's last attempt wrote")
    .argument(
      "<node...>",
      "name of a node; before it, if you like, a run: its identifier, 'last', or 'last~1'",
    )
    .option("--follow", "while the node runs, go on as it writes")
    .addHelpText(
      "after",
      examples(
        [
          "logs 'generate.gan[latent=pca,width=4]'",
          "logs last encode.simclr --follow",
        ],
        '{"run","node","status":"ran"|"failed"|"blocked"|"running"|"killed","path","text"}',
      ) +
        "\nWithout a run: the newest one that executed the node. A node that has not\nstarted, or was up to date, has no log there.\n",
    )
    .action(async (words, flags) => {
      const [node, run] = splitWords(words);
      const open = () => openForReading(resolvePath(flags.store, app));
      const found = findIn(open, { node, run });
      if (flags.json) {
        const text = await readLog(found);
        const path = found.path ?? null;
        app.write(`${JSON.stringify({ ...found, path, text })}\n`);
      } else if (flags.follow) {
        await followLog(found, { open, write: (text) => app.write(text) });
      } else {
        app.write(await readLog(found));
      }
    });
}

function splitWords(
  words: readonly string[],
): [node: string, run: string | undefined] {
  if (words.length > 2) {
    throw new PipelineError(
      "misuse",
      `Cannot print ${words.length} logs: expected a node, or a run and a node; quote names with spaces`,
    );
  }
  return [words.at(-1)!, words.length === 2 ? words[0] : undefined];
}

function findIn(
  open: () => ReturnType<typeof openForReading>,
  { node, run }: { node: string; run: string | undefined },
): FoundLog {
  using store = open();
  return findLog(store, node, run);
}

/** Empty when the attempt wrote nothing, or has not yet. */
async function readLog({ node, path, status }: FoundLog): Promise<string> {
  if (path === undefined) return "";
  try {
    return await readTextFile(path);
  } catch (cause) {
    if (status === "running") return "";
    throw new PipelineError(
      "store",
      `Cannot read the log of '${node}': ${path} is gone; gc may have removed it`,
      { cause },
    );
  }
}
