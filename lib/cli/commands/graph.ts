import { nameOfOpen } from "../../plan/mod.ts";
import { Option } from "../command.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { writeTextFile } from "../../platform/files.ts";
import { openGraph } from "../session.ts";
import { examples, pipelineCommand, refuseExisting } from "./_flags.ts";

/** `graph FILE`: the pipeline as a picture. */
export function graphCommand(app: App) {
  return pipelineCommand("graph")
    .description("Draw a pipeline: Mermaid, DOT or SVG")
    .addOption(
      new Option("--format <name>", "language of the drawing")
        .choices(["mermaid", "dot", "svg"]).default("mermaid" as const),
    )
    .option("--full", "one box a node, also within grids")
    .option("--output <path>", "write to a new file instead of the terminal")
    .addHelpText(
      "after",
      examples(
        [
          "graph pipelines/quickstart.ts",
          "graph mine.ts --format svg --output mine.svg",
        ],
        '{"boxes":[{"id","lines","isTarget"}],"arrows":[{"from","to","label"}],"open":[node]}',
      ),
    )
    .action(async (file, flags) => {
      const graph = await openGraph(file, flags, app);
      const { drawingOf } = await import("../graph/drawing.ts");
      const drawing = drawingOf(graph, { full: flags.full ?? false });
      const open = nameOfOpen(graph);
      if (open !== undefined && !flags.json) {
        app.warn(`More follows once ${open} is made; it is not drawn\n`);
      }
      const text = flags.json
        ? `${
          JSON.stringify({ ...drawing, open: open === undefined ? [] : [open] })
        }\n`
        : await draw(drawing, flags.format);
      if (flags.output === undefined) {
        app.write(text);
        return;
      }
      const path = resolvePath(flags.output, app);
      await refuseExisting(path);
      await writeTextFile(path, text);
      app.write(`Wrote ${path}\n`);
    });
}

type Drawing = ReturnType<
  typeof import("../graph/drawing.ts").drawingOf
>;

async function draw(
  drawing: Drawing,
  format: "mermaid" | "dot" | "svg",
): Promise<string> {
  switch (format) {
    case "mermaid":
      return (await import("../graph/mermaid.ts")).toMermaid(drawing);
    case "dot":
      return (await import("../graph/dot.ts")).toDot(drawing);
    case "svg":
      return await (await import("../graph/svg.ts")).toSvg(drawing);
    default:
      return format satisfies never;
  }
}
