import { z } from "zod";
import type { Catalogue } from "./catalogue.ts";
import { isMany, isOptional, kindOf, type Slot, type Slots } from "./kind.ts";
import type { Stage } from "./stage.ts";

type Json = Readonly<Record<string, unknown>>;

const VARIABLE: Json = {
  type: "string",
  pattern: "\\$\\{[^{}]+\\}",
  description: "A parameter or an axis",
};

/**
 * JSON Schema (draft 2020-12) of YAML pipelines, from the catalogue: editors
 * complete the names of stages, inputs and settings, and check their values.
 *
 * @param catalogue The stages that pipelines may use
 *
 * @example
 * ```ts
 * import { pipelineSchema } from "./json_schema.ts";
 *
 * console.assert(pipelineSchema({}).type === "object");
 * ```
 */
export function pipelineSchema(catalogue: Catalogue): Record<string, unknown> {
  const stages = Object.values(catalogue);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Senzai pipeline",
    type: "object",
    required: ["targets"],
    additionalProperties: false,
    properties: {
      name: { type: "string", description: "Default: the file's name" },
      seed: {
        type: "integer",
        default: 0,
        description: "Root of every random stream",
      },
      import: {
        type: "array",
        items: { type: "string" },
        description: "Modules of user-defined stages, relative to this file",
      },
      params: {
        type: "object",
        description: "Parameters and their defaults; --set name=value",
        additionalProperties: {
          anyOf: [
            { $ref: "#/$defs/scalar" },
            { type: "array", items: { $ref: "#/$defs/scalar" } },
          ],
        },
      },
      nodes: { $ref: "#/$defs/nodes" },
      targets: {
        type: "object",
        description: "The artifacts to make, by name",
        additionalProperties: { $ref: "#/$defs/reference" },
      },
    },
    $defs: {
      scalar: { type: ["string", "number", "boolean"] },
      reference: {
        type: "string",
        description: "node.output, grid.cell or grid.cell[axis=value]",
      },
      nodes: {
        type: "object",
        propertyNames: { pattern: "^[A-Za-z_][\\w-]*$" },
        additionalProperties: {
          anyOf: [
            { type: "null", description: "Leaves optional inputs empty" },
            { $ref: "#/$defs/reference" },
            { $ref: "#/$defs/grid" },
            ...stages.map(({ spec }) => ({ $ref: `#/$defs/${spec.name}` })),
            { $ref: "#/$defs/imported" },
          ],
        },
      },
      grid: {
        type: "object",
        description: "The same nodes at every point of a product of axes",
        required: ["grid", "cells"],
        additionalProperties: false,
        properties: {
          grid: {
            type: "object",
            additionalProperties: {
              anyOf: [
                {
                  type: "array",
                  minItems: 1,
                  items: { $ref: "#/$defs/scalar" },
                },
                VARIABLE,
              ],
            },
          },
          nodes: { $ref: "#/$defs/nodes" },
          cells: {
            type: "object",
            additionalProperties: { $ref: "#/$defs/reference" },
          },
        },
      },
      imported: {
        type: "object",
        description: "A stage of an imported module",
        required: ["stage"],
        additionalProperties: false,
        properties: {
          stage: {
            type: "string",
            not: { enum: stages.map(({ spec }) => spec.name) },
          },
          inputs: { type: "object" },
          config: { type: "object" },
        },
      },
      ...Object.fromEntries(
        stages.map((stage) => [stage.spec.name, stageSchema(stage)]),
      ),
    },
  };
}

/**
 * JSON Schema of a stage's config, as a user writes it.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { configSchema } from "./json_schema.ts";
 * import { defineStage } from "./stage.ts";
 *
 * const schema = configSchema(defineStage({
 *   name: "demo.nothing",
 *   version: 1,
 *   summary: "Makes nothing",
 *   config: z.object({ size: z.int().default(3) }),
 *   inputs: {},
 *   outputs: {},
 *   run: () => Promise.resolve({}),
 * }));
 * console.assert("size" in (schema.properties as object));
 * ```
 */
export function configSchema(stage: Stage): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(stage.spec.config, {
    io: "input",
    unrepresentable: "any",
  });
  return { ...schema, additionalProperties: false };
}

function stageSchema(stage: Stage): Json {
  const { name, summary } = stage.spec;
  const slots = Object.entries(stage.spec.inputs as Slots);
  const config = configSchema(stage);
  const needed = slots.filter(([, slot]) => !isOptional(slot))
    .map(([slot]) => slot);
  const settings = (config.required as string[] | undefined) ?? [];
  return {
    type: "object",
    description: summary,
    required: [
      "stage",
      ...needed.length > 0 ? ["inputs"] : [],
      ...settings.length > 0 ? ["config"] : [],
    ],
    additionalProperties: false,
    properties: {
      stage: { const: name, description: summary },
      inputs: {
        type: "object",
        required: needed,
        additionalProperties: false,
        properties: Object.fromEntries(
          slots.map(([slot, type]) => [slot, slotSchema(type)]),
        ),
      },
      config: withVariables(config),
    },
  };
}

function slotSchema(slot: Slot): Json {
  if ("optional" in slot) {
    return { anyOf: [{ type: "null" }, slotSchema(slot.optional)] };
  }
  const { name, layouts } = kindOf(slot);
  const laid = layouts === undefined
    ? ""
    : `, laid out as ${layouts.join(" or ")}`;
  if (!isMany(slot)) {
    return {
      $ref: "#/$defs/reference",
      description: `Takes '${name}'${laid}`,
    };
  }
  return {
    description: `Takes '${name}' by label${laid}`,
    anyOf: [
      { $ref: "#/$defs/reference" },
      {
        type: "object",
        additionalProperties: { $ref: "#/$defs/reference" },
      },
    ],
  };
}

/** An object's schema, such that a variable may stand for any field, however deep. */
function withVariables(schema: Json): Json {
  if (schema.properties === undefined) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(schema.properties as Record<string, Json>)
        .map(([name, field]) => [name, orVariable(withVariables(field))]),
    ),
  };
}

function orVariable({ description, default: preset, ...schema }: Json): Json {
  return {
    ...description === undefined ? {} : { description },
    ...preset === undefined ? {} : { default: preset },
    anyOf: [schema, VARIABLE],
  };
}
