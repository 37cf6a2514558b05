import {
  type ArtifactSummary,
  summarizeArtifacts,
} from "../../query/artifact_summary.ts";
import { findArtifacts } from "../../query/find_artifact.ts";
import { formatSeconds } from "../../run/observe/print/duration.ts";
import type { App } from "../app.ts";
import { openSession } from "../session.ts";
import { textTable } from "../text_table.ts";
import { examples, pipelineCommand, seedOption } from "./_flags.ts";

/** `show FILE NODE`: what is stored. */
export function showCommand(app: App) {
  return pipelineCommand("show")
    .description(
      "Summarise a stored artifact: shapes, figures, how it was made",
    )
    .argument("<artifact>", "name of a target, a node, or node.output")
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        ["show mine.ts table", "show mine.ts encode.pca.latents --json"],
        '{"node","stage","started","seconds","host","engine","artifacts":[{"port","kind","digest","bytes","summary"}]}',
      ) + "\nPictures and arrays: see export.\n",
    )
    .action(async (file, name, flags) => {
      using session = await openSession(file, flags, app);
      const found = await findArtifacts(session, name);
      const shown = summarizeArtifacts(session.store, found);
      if (flags.json) {
        const artifacts = shown.artifacts.map(({ table: _, ...rest }) => rest);
        app.write(`${JSON.stringify({ ...shown, artifacts })}\n`);
        return;
      }
      const { node, started, seconds, engine, host, artifacts } = shown;
      app.write(
        `${node}: made ${started.slice(0, 19).replace("T", " ")} in ${
          formatSeconds(seconds)
        } with ${engine} on ${host}\n`,
      );
      for (const artifact of artifacts) {
        app.write(`\n${heading(artifact)}\n${body(artifact)}`);
      }
    });
}

function heading({ port, kind, bytes, digest }: ArtifactSummary): string {
  return `${port} (${kind}, ${bytes} bytes, ${digest.slice(0, 12)})`;
}

function body({ summary, table }: ArtifactSummary): string {
  if (table !== undefined) return textTable(table);
  return Object.entries(summary).map(([fact, shown]) =>
    `  ${fact}: ${clip(JSON.stringify(shown) ?? "")}\n`
  ).join("");
}

/** Long facts, such as loss curves, are cut. */
function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}…`;
}
