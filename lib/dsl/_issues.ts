import type { z } from "zod";
import { suggestion } from "./suggest.ts";

/** What is wrong with an object that a schema refused, unknown names first. */
export function problemsOf(
  error: z.ZodError,
  schema: z.ZodObject,
): readonly string[] {
  const known = Object.keys(schema.shape);
  return unknownFirst(error).flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code === "unrecognized_keys" && path === "") {
      return issue.keys.map((key) =>
        `unknown setting '${key}'${
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

/** The issues of an error, those of unknown names first. */
export function unknownFirst(error: z.ZodError) {
  return [...error.issues].sort((a, b) =>
    Number(b.code === "unrecognized_keys") -
    Number(a.code === "unrecognized_keys")
  );
}
