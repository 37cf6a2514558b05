import { PipelineError } from "../../dsl/error.ts";
import { configSchema } from "../../dsl/json_schema.ts";
import {
  isMany,
  isOptional,
  type Kind,
  kindOf,
  type Kinds,
  type Slot,
  type Slots,
  splitsOf,
} from "../../dsl/kind.ts";
import type { Stage } from "../../dsl/stage.ts";
import { suggestion } from "../../dsl/suggest.ts";
import { Command } from "../command.ts";
import type { App } from "../app.ts";
import { textTable } from "../text_table.ts";
import { examples } from "./_flags.ts";

/** `stages [NAME]`: the catalogue, or one stage in full. */
export function stagesCommand(app: App) {
  return new Command("stages")
    .description("List the built-in stages, or describe one")
    .argument("[name]", "name of a stage, such as generate.gan")
    .option("--json", "print JSON instead of text")
    .addHelpText(
      "after",
      examples(
        ["stages", "stages generate.gan", "stages --json"],
        "an array of {name, version, summary, config, inputs, outputs, source}; config is a JSON Schema",
      ),
    )
    .action((name, flags) => {
      const all = Object.values(app.catalogue);
      const found = name === undefined ? all : [findStage(app, name)];
      if (flags.json) app.write(`${JSON.stringify(found.map(toJson))}\n`);
      else if (name !== undefined) app.write(describe(found[0]!));
      else {
        app.write(textTable([
          ["stage", "does"],
          ...all.map(({ spec }) => [spec.name, spec.summary]),
        ]));
      }
    });
}

function findStage(app: App, name: string): Stage {
  const known = Object.keys(app.catalogue);
  if (known.includes(name)) return app.catalogue[name]!;
  throw new PipelineError(
    "misuse",
    `Cannot find stage '${name}'${
      suggestion(name, known) || "; 'stages' lists all of them"
    }`,
  );
}

function toJson(stage: Stage): Record<string, unknown> {
  const { name, version, summary, inputs, outputs, source } = stage.spec;
  return {
    name,
    version,
    summary,
    config: configSchema(stage),
    inputs: Object.fromEntries(
      Object.entries(inputs as Slots).map(([slot, type]) => [slot, {
        kind: kindOf(type).name,
        many: isMany(type),
        optional: isOptional(type),
        splits: splitsOf(type),
        layouts: kindOf(type).layouts ?? [],
      }]),
    ),
    outputs: Object.fromEntries(
      Object.entries(outputs as Kinds).map(([port, kind]) => [port, kind.name]),
    ),
    layouts: Object.fromEntries(
      Object.entries(outputs as Kinds).flatMap(([port, { layouts }]) =>
        layouts === undefined ? [] : [[port, layouts]]
      ),
    ),
    source: source ?? null,
  };
}

function describe(stage: Stage): string {
  const { name, version, summary, inputs, outputs, source } = stage.spec;
  const tests: readonly string[] = stage.spec.testOutputs ?? [];
  const lines = [`${name}, version ${version}`, summary];
  if (source !== undefined) lines.push(`Source: ${source}`);
  lines.push("", "Inputs");
  const slots = Object.entries(inputs as Slots);
  lines.push(...slots.map(([slot, type]) => `  ${slot}: ${slotText(type)}`));
  if (slots.length === 0) lines.push("  none");
  lines.push("", "Outputs");
  lines.push(
    ...Object.entries(outputs as Kinds).map(([port, kind]) =>
      `  ${port}: ${kind.name}${layoutText(kind)}${
        tests.includes(port) ? ", test data" : ""
      }`
    ),
  );
  lines.push("", "Config");
  const fields = fieldLines(configSchema(stage), "  ");
  lines.push(...fields.length === 0 ? ["  none"] : fields);
  return lines.map((line) => `${line}\n`).join("");
}

function slotText(slot: Slot): string {
  return [
    `${kindOf(slot).name}${layoutText(kindOf(slot))}`,
    ...isMany(slot) ? ["any number, by label"] : [],
    ...isOptional(slot) ? ["may be left out"] : [],
    ...splitsOf(slot).includes("test")
      ? [splitsOf(slot).includes("open") ? "also test data" : "only test data"]
      : [],
  ].join(", ");
}

/** Layouts that a kind's artifacts may have, where it has any. */
function layoutText({ layouts = [] }: Kind): string {
  return layouts.length === 0 ? "" : ` (${layouts.join(", ")})`;
}

interface Field {
  readonly properties?: Readonly<Record<string, Field>>;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** One line a field; those of a nested record lie below it, further in. */
function fieldLines({ properties = {} }: Field, indent: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => [
    `${indent}${name}: ${fieldText(field)}`,
    ...fieldLines(field, `${indent}  `),
  ]);
}

function fieldText(field: Field): string {
  const { minimum, exclusiveMinimum, maximum, description } = field;
  const choices = field.enum ??
    field.anyOf?.flatMap((each) => each.const ?? []);
  const limits = [
    ...minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER
      ? []
      : [`≥ ${minimum}`],
    ...exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`],
    ...maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
      ? []
      : [`≤ ${maximum}`],
  ];
  const type = choices !== undefined && choices.length > 0
    ? choices.join(" | ")
    : [field.type ?? "value", ...limits].join(" ");
  const preset = field.default === undefined
    ? ""
    : ` = ${JSON.stringify(field.default)}`;
  return `${type}${preset}${
    description === undefined ? "" : `. ${description}`
  }`;
}
