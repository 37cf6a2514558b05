import type { z } from "zod";
import { suggestion } from "./suggest.ts";

/** What is wrong with an object that a schema refused, unknown names first. */
export function problemsOf(
  error: z.ZodError,
  schema: z.ZodObject,
): readonly string[] {
  return unknownFirst(error).flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code === "unrecognized_keys") {
      const known = fieldsAt(schema, issue.path);
      return issue.keys.map((key) =>
        `unknown setting '${path === "" ? "" : `${path}.`}${key}'${
          suggestion(key, known) || `; known: ${known.join(", ") || "none"}`
        }`
      );
    }
    const message = issue.message.replace(/^Invalid input: /, "");
    const missing = /^expected (.*), received undefined$/.exec(message);
    if (missing !== null) return [`${path}: missing; expected ${missing[1]}`];
    return [path === "" ? message : `${path}: ${message}`];
  });
}

/** Names of the fields of the record that a path leads to. */
function fieldsAt(
  schema: z.ZodType,
  [step, ...rest]: readonly PropertyKey[],
): string[] {
  const record = unwrapped(schema);
  const shape: Readonly<Record<string, z.ZodType>> = "shape" in record
    ? (record as z.ZodObject).shape
    : {};
  if (step === undefined) return Object.keys(shape);
  const field = shape[String(step)];
  return field === undefined ? [] : fieldsAt(field, rest);
}

/** A schema without what makes it optional or gives it a default. */
function unwrapped(schema: z.ZodType): z.ZodType {
  return "unwrap" in schema && typeof schema.unwrap === "function"
    ? unwrapped(schema.unwrap())
    : schema;
}

/** The issues of an error, those of unknown names first. */
export function unknownFirst(error: z.ZodError) {
  return [...error.issues].sort((a, b) =>
    Number(b.code === "unrecognized_keys") -
    Number(a.code === "unrecognized_keys")
  );
}
