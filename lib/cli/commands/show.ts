import { formatSeconds } from "../../run/observe/print/format.ts";
import type { App } from "../app.ts";
import {
  type Artifact,
  findArtifacts,
  readArtifact,
} from "../find_artifact.ts";
import { openSession } from "../session.ts";
import { type Cell, textTable } from "../text_table.ts";
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
      const { artifacts, record } = await findArtifacts(session, name);
      const shown = artifacts.map((artifact) => ({
        artifact,
        value: readArtifact(session, artifact),
      }));
      const { stage, started, seconds, host, engine, threads } = record;
      if (flags.json) {
        app.write(
          `${
            JSON.stringify({
              node: artifacts[0]?.node,
              stage,
              started,
              seconds,
              host,
              engine,
              threads,
              artifacts: shown.map(({ artifact, value }) => ({
                port: artifact.port,
                kind: artifact.kind.name,
                digest: artifact.output.digest,
                bytes: artifact.output.size,
                summary: artifact.kind.summarize(value),
              })),
            })
          }\n`,
        );
        return;
      }
      app.write(
        `${artifacts[0]?.node}: made ${
          started.slice(0, 19).replace("T", " ")
        } in ${formatSeconds(seconds)} with ${engine} on ${host}\n`,
      );
      for (const { artifact, value } of shown) {
        app.write(`\n${heading(artifact)}\n${body(artifact, value)}`);
      }
    });
}

function heading({ port, kind, output }: Artifact): string {
  return `${port} (${kind.name}, ${output.size} bytes, ${
    output.digest.slice(0, 12)
  })`;
}

function body({ kind }: Artifact, value: unknown): string {
  if (kind.name === "table") {
    const { columns, rows } = value as {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    };
    return textTable([columns, ...rows]);
  }
  if (kind.name === "scores") {
    const scores = value as Readonly<
      Record<string, { value: number; low?: number; high?: number }>
    >;
    return textTable([
      ["score", "value", "low", "high"],
      ...Object.entries(scores).map(([name, { value, low, high }]) => [
        name,
        value,
        low,
        high,
      ]),
    ]);
  }
  return Object.entries(kind.summarize(value)).map(([fact, shown]) =>
    `  ${fact}: ${clip(JSON.stringify(shown) ?? "")}\n`
  ).join("");
}

/** Long facts, such as loss curves, are cut. */
function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}…`;
}
