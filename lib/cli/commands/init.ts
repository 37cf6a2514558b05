import { basename, dirname, join, relative } from "node:path";
import { Command } from "../_command.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { examples, refuseExisting } from "./_flags.ts";

/** Examples that a starter project is made of, and their names in it. */
const FILES = {
  "smallest.ts": "pipeline.ts",
  "smallest.yaml": "pipeline.yaml",
  "own_stage.ts": "own_stage.ts",
} as const;

/** `init DIR`: a starter project. */
export function initCommand(app: App) {
  return new Command("init")
    .description(
      "Make a starter project: a pipeline, the same in YAML, an own stage",
    )
    .argument("<dir>", "new or empty folder")
    .option("--json", "print JSON instead of text")
    .addHelpText(
      "after",
      examples(["init ../digits"], '{"directory","files":[…]}'),
    )
    .action(async (dir, flags) => {
      const folder = resolvePath(dir, app);
      const root = dirname(app.mainModule);
      const up = relative(realPath(folder), realPath(root))
        .replaceAll("\\", "/");
      const specifier = up.split("/").map(encodeURIComponent).join("/");
      const files: Record<string, string> = {
        "deno.json": await denoJson(root, up),
        ".gitignore": ".senzai/\n",
      };
      for (const [example, name] of Object.entries(FILES)) {
        const text = await Deno.readTextFile(join(root, "examples", example));
        files[name] = text
          .replaceAll('"../mod.ts"', JSON.stringify(`${specifier}/mod.ts`))
          .replaceAll(`examples/${example}`, name)
          .replaceAll("smallest.ts", "pipeline.ts");
      }
      for (const name of Object.keys(files)) {
        await refuseExisting(join(folder, name));
      }
      await Deno.mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
      app.write(
        flags.json
          ? `${
            JSON.stringify({ directory: folder, files: Object.keys(files) })
          }\n`
          : `Made ${
            Object.keys(files).join(", ")
          } in ${folder}\n\nNext:\n  cd ${
            quoted(dir)
          }\n  deno task pipeline run ${basename(FILES["smallest.ts"])}\n`,
      );
    });
}

/** Path without links, of a folder that need not be there yet. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return dirname(path) === path
      ? path
      : join(realPath(dirname(path)), basename(path));
  }
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
    await Deno.readTextFile(join(root, "deno.json")),
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
