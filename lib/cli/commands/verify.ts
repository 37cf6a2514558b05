import { PipelineError } from "../../dsl/error.ts";
import { engineClass } from "../../run/machine/engine_class.ts";
import { Store, type VerifyProgress, verifyStore } from "../../store/mod.ts";
import { InvalidArgumentError, Option } from "../command.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { formatBytes } from "../../run/observe/print/format.ts";
import { openSession } from "../session.ts";
import { storeJson, storeText } from "../verify/store_text.ts";
import {
  engineOption,
  examples,
  executorOption,
  gpusOption,
  jobsOption,
  parseSeed,
  positiveInteger,
  repeatable,
  seedOption,
  setOption,
  storeCommand,
} from "./_flags.ts";
import { openForReading } from "../open_store.ts";

const JSON_SHAPE =
  `{"ok","writable","isIndexSound","actions","blobs","bytes","seconds","megabytesPerSecond","mended":[{"key","what"}],"lost":[key],"damaged":[{"digest","state":"damaged"|"missing"|"unreadable","what":[…],"keys":[…],"nodes":[{"pipeline","node"}]}],"checkpoints","damagedCheckpoints":[name],"unreferenced":{"blobs","bytes"}}
With --rerun --json: {"event":"rerun","node","stage","key","status":"same"|"varies"|"different"|"failed"|"gone"|"stopped","seconds","recordedSeconds","reason","recorded":{"host","engine","threads"},"here":{…},"differences":[{"port","kind","recorded","found","note","difference":{"path","shape","index","before","after","count","size","largestAbsolute","largestRelative","places"}|null}]} a node, {"event":"verify","status":"ok"|"wrong"|"interrupted","stored","chosen","sampleSeed","same","varies","different","failed","gone","stopped"} at the end
Exit codes: 0 all is well, 1 something is not, 2 misuse, 130 interrupted`;

/** `verify`: reads the whole store; `verify FILE --rerun N`: executes again. */
export function verifyCommand(app: App, exit: (code: number) => void) {
  return storeCommand("verify")
    .description(
      "Hash the store again; with --rerun, execute nodes again and compare",
    )
    .argument("[file]", "pipeline file, .ts or .yaml, for --rerun")
    .addOption(
      new Option(
        "--rerun <n>",
        "execute this many of the file's stored nodes again, or 'all'",
      ).argParser(countOrAll),
    )
    .addOption(
      new Option("--sample-seed <n>", "draws which nodes, one a stage first")
        .argParser(parseSeed).default(0),
    )
    .addOption(
      repeatable(
        "--only <target>",
        "choose among the nodes of this target or node; repeatable",
      ),
    )
    .addOption(setOption())
    .addOption(seedOption())
    .addOption(engineOption())
    .addOption(executorOption())
    .addOption(jobsOption())
    .addOption(gpusOption())
    .addHelpText(
      "after",
      examples(
        ["verify", "verify mine.ts --rerun 5", "verify mine.ts --rerun all"],
        JSON_SHAPE,
      ) +
        "\nDamaged files go to quarantine/, and the next run makes them again. Nodes that\nare executed again publish nothing.\n",
    )
    .action(async (file, flags) => {
      if (file === undefined && flags.rerun === undefined) {
        exit(await checkStore(app, flags));
        return;
      }
      if (file === undefined || flags.rerun === undefined) {
        throw new PipelineError(
          "misuse",
          file === undefined
            ? "Cannot execute nodes again: name their pipeline file; see verify --help"
            : "Cannot verify a pipeline file by itself: say how many nodes to execute again with --rerun, or leave the file out to check the store",
        );
      }
      engineClass(flags.engine);
      using session = await openSession(file, flags, app);
      const { rerun, sampleSeed, only, executor, jobs, gpus } = flags;
      // Loaded when needed: other commands start without what runs pipelines.
      const { rerunSession } = await import("../verify/rerun_session.ts");
      const status = await rerunSession(session, {
        app,
        json: flags.json ?? false,
        sampleSeed,
        only,
        executor,
        ...(rerun === "all" ? {} : { count: rerun }),
        ...(jobs === undefined ? {} : { jobs }),
        ...(gpus === undefined ? {} : { gpus }),
      });
      exit({ ok: 0, wrong: 1, interrupted: 130 }[status]);
    });
}

async function checkStore(
  app: App,
  flags: { readonly store: string; readonly json?: true },
): Promise<number> {
  const directory = resolvePath(flags.store, app);
  openForReading(directory).close();
  using store = Store.open(directory);
  const shows = !flags.json && app.columns() !== undefined;
  const report = await verifyStore(store, shows ? progressBar(app) : undefined);
  if (shows) app.draw("\r\x1b[0J");
  app.write(
    flags.json ? `${JSON.stringify(storeJson(report))}\n` : storeText(report),
  );
  return report.ok ? 0 : 1;
}

function progressBar(app: App): (progress: VerifyProgress) => void {
  let last = 0;
  return ({ done, total, bytes }) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    app.draw(`\r\x1b[0Jhashing ${done}/${total}, ${formatBytes(bytes)}`);
  };
}

function countOrAll(text: string): number | "all" {
  if (text === "all") return text;
  try {
    return positiveInteger(text);
  } catch {
    throw new InvalidArgumentError(
      `expected a positive integer or 'all', got '${text}'`,
    );
  }
}
