import type { Manifest } from "../../plan/mod.ts";
import { explainNode, type Explanation } from "../../query/explain.ts";
import type { App } from "../app.ts";
import { changeText } from "../change_text.ts";
import { findNode } from "../../query/find_node.ts";
import { openSession } from "../session.ts";
import { examples, pipelineCommand, seedOption } from "./_flags.ts";

/** `explain FILE NODE`: why a node would run, or not. */
export function explainCommand(app: App) {
  return pipelineCommand("explain")
    .description("Show what a node's result depends on, and what changed")
    .argument("<node>", "name of a node or target")
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        [
          "explain pipelines/quickstart.ts 'generate.gan[latent=pca,width=4]'",
          "explain mine.ts report --json",
        ],
        '{"node","status","reasons":[…],"key","previousKey","manifest","changes":[{"path","before","after"}]}',
      ),
    )
    .action(async (file, name, flags) => {
      using session = await openSession(file, flags, app);
      const { graph, store, options } = session;
      const { node } = findNode(graph, name);
      const found = await explainNode(graph, store, {
        ...options,
        node: node.name,
      });
      app.write(
        flags.json ? `${JSON.stringify(toJson(found))}\n` : toText(found),
      );
    });
}

function toJson(found: Explanation): Record<string, unknown> {
  const { planned, key, previousKey, manifest, changes } = found;
  return {
    node: planned.node.name,
    stage: planned.node.stage.spec.name,
    status: planned.status,
    reasons: planned.reasons.map(({ cue, text }) => ({ cue, text })),
    key: key ?? null,
    previousKey: previousKey ?? null,
    manifest: manifest ?? null,
    changes,
  };
}

const STATUS = {
  hit: "up to date",
  run: "would run",
  pending: "waits for others",
} as const;

function toText(found: Explanation): string {
  const { planned, key, manifest, changes } = found;
  const lines = [
    `${planned.node.name}: ${STATUS[planned.status]}`,
    ...planned.reasons.map(({ text }) => `  ${text}`),
  ];
  if (changes.length > 0) {
    lines.push("", "Changed since its last result:");
    lines.push(...changes.map((change) => `  ${changeText(change)}`));
  }
  if (manifest !== undefined) {
    lines.push("", "Its result depends on:", ...manifestLines(manifest));
    lines.push(`  key        ${key}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function manifestLines(manifest: Manifest): string[] {
  const { stage, version, code, config, files, seed, inputs, numerics } =
    manifest;
  const pad = (name: string) => name.padEnd(10);
  const inputLines = Object.entries(inputs).flatMap(([slot, input]) =>
    "many" in input
      ? input.many.map(([label, { kind, digest }]) =>
        `  ${pad("input")} ${slot}.${label} = ${kind} ${digest.slice(0, 12)}`
      )
      : [
        `  ${pad("input")} ${slot} = ${input.kind} ${
          input.digest.slice(0, 12)
        }`,
      ]
  );
  return [
    `  ${pad("stage")} ${stage}, version ${version}`,
    `  ${pad("code")} ${code}`,
    ...Object.entries(config).map(([field, value]) =>
      `  ${pad("config")} ${field} = ${JSON.stringify(value)}`
    ),
    ...Object.entries(files).map(([field, digest]) =>
      `  ${pad("file")} ${field} = ${JSON.stringify(digest)}`
    ),
    ...(seed === null ? [] : [`  ${pad("seed")} ${seed}`]),
    ...inputLines,
    ...(numerics === null ? [] : [`  ${pad("engine")} ${numerics}`]),
  ];
}
