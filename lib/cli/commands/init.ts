import { dirname, join, relative } from "node:path";
import { Command, Option } from "../command.ts";
import { PipelineError } from "../../dsl/error.ts";
import type { App } from "../app.ts";
import { readTextFile, writeTextFile } from "../../platform/files.ts";
import { timeLimit } from "../time_limit.ts";
import {
  askForPictures,
  offerStudy,
  SIDES,
  studyFiles,
} from "../init_study.ts";
import { resolvePath } from "../load.ts";
import { offerText } from "../offer_text.ts";
import { openProjectFolder, realPath } from "../project_folder.ts";
import { examples, refuseExisting } from "./_flags.ts";

/** Examples that a starter project is made of, and their names in it. */
const FILES = {
  "smallest.ts": "pipeline.ts",
  "smallest.yaml": "pipeline.yaml",
  "own_stage.ts": "own_stage.ts",
} as const;

/** `init DIR [PICTURES]`: a study of one's own pictures, or a starter project. */
export function initCommand(app: App) {
  return new Command("init")
    .description(
      "Make a project: a study of your pictures, or a starter on MNIST",
    )
    .argument(
      "<dir>",
      "new or empty folder; it may hold hidden files, and that of the pictures",
    )
    .argument(
      "[pictures]",
      "folder with your pictures; asked for in a terminal",
    )
    .option(
      "--time <time>",
      "what a study of pictures may take here, such as 90m or 3h (default: 40m)",
      timeLimit,
    )
    .addOption(
      new Option(
        "--size <pixels>",
        "height and width of pictures; by default the largest at which trainings may come to their end in the time",
      ).choices(SIDES.map(String)),
    )
    .option("--json", "print JSON instead of text")
    .addHelpText(
      "after",
      examples(
        [
          "init ../study ../photos",
          "init ../study ../photos --time 3h",
          "init ../digits",
        ],
        '{"directory","files":[…],"study":{"report","chosen","seconds","asked","enough","larger"?}|null}',
      ) +
        `
With pictures, it looks at them (how many, how large, which classes), times a few
steps here, chooses size and steps, and says what the study will take. Without,
the starter has a pipeline, the same in YAML, and a stage of its own.
`,
    )
    .action(async (dir, given, flags) => {
      for (const [name, path] of [["project", dir], ["pictures", given]]) {
        if (path !== "") continue;
        throw new PipelineError(
          "misuse",
          `Cannot make a project: the name of the folder for the ${name} is empty; name one, '.' for the current`,
        );
      }
      const folder = resolvePath(dir, app);
      const pictures = given ?? (flags.json ? undefined : askForPictures(app));
      if (pictures === undefined && (flags.time ?? flags.size) !== undefined) {
        throw new PipelineError(
          "misuse",
          "Cannot make a starter with --time or --size: they are of a study of pictures; name their folder too",
        );
      }
      const at = pictures && resolvePath(pictures, app);
      using made = openProjectFolder(folder, at);
      const root = dirname(app.mainModule);
      const up = relative(realPath(folder), realPath(root))
        .replaceAll("\\", "/");
      const specifier = up.split("/").map(encodeURIComponent).join("/");
      const files: Record<string, string> = {
        "deno.json": await denoJson(root, up),
        // The versions that Senzai itself was tried with.
        "deno.lock": await readTextFile(join(root, "deno.lock")),
        ".gitignore": ".senzai/\n",
      };
      const offer = at === undefined || app.surveyor === undefined
        ? undefined
        : await offerStudy(at, {
          project: folder,
          surveyor: app.surveyor,
          seconds: flags.time,
          size: SIDES.find((side) => String(side) === flags.size),
          tell: (line) => app.warn(`${line}\n`),
        });
      if (offer !== undefined) {
        Object.assign(
          files,
          await studyFiles(offer.chosen, { root, specifier }),
        );
      }
      const starter = offer === undefined ? Object.entries(FILES) : [];
      for (const [example, name] of starter) {
        const text = await readTextFile(join(root, "examples", example));
        files[name] = text
          .replaceAll('"../mod.ts"', JSON.stringify(`${specifier}/mod.ts`))
          .replaceAll(`examples/${example}`, name)
          .replaceAll("smallest.ts", "pipeline.ts");
      }
      for (const name of Object.keys(files)) {
        await refuseExisting(join(folder, name));
      }
      made.keep();
      for (const [name, text] of Object.entries(files)) {
        await writeTextFile(join(folder, name), text);
      }
      if (flags.json) {
        const study = offer ?? null;
        const made = { directory: folder, files: Object.keys(files), study };
        app.write(`${JSON.stringify(made)}\n`);
        return;
      }
      const first = offer === undefined ? "pipeline.ts" : "own_images.ts";
      app.write(
        `Made ${Object.keys(files).join(", ")} in ${folder}\n${
          offer === undefined ? "" : `\n${offerText(offer)}`
        }\nNext:\n  cd ${quoted(dir)}\n  deno task pipeline run ${first}\n`,
      );
    });
}

/** A word for a shell, in quotes where it needs them. */
function quoted(word: string): string {
  return /^[\w./@%+:,-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Settings with which editors and `deno task` find Senzai and its packages. */
async function denoJson(root: string, up: string): Promise<string> {
  const { imports, compilerOptions } = JSON.parse(
    await readTextFile(join(root, "deno.json")),
  );
  return `${
    JSON.stringify(
      {
        imports,
        compilerOptions,
        tasks: {
          pipeline:
            `deno run --no-config --no-prompt --quiet --allow-read --allow-env --allow-run ${
              quoted(`${up}/launch.ts`)
            }`,
        },
      },
      null,
      2,
    )
  }\n`;
}
