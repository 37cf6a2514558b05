import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { anySplit, many } from "../../lib/dsl/kind.ts";
import { type Measurement, Scores } from "../kinds/mod.ts";

/** Several scores as one, so that a row of a table has one cell. */
export const join = defineStage({
  name: "score.join",
  version: 1,
  summary: "Joins scores into one set",
  config: z.object({}),
  inputs: { scores: many(anySplit(Scores)) },
  outputs: { scores: Scores },
  run: ({ inputs }) => {
    const joined: Record<string, Measurement> = {};
    for (const [label, scores] of Object.entries(inputs.scores)) {
      for (const [name, score] of Object.entries(scores)) {
        if (name in joined) {
          throw new TypeError(
            `Cannot join scores: '${label}' has '${name}', and so has another`,
          );
        }
        joined[name] = score;
      }
    }
    return Promise.resolve({ scores: joined });
  },
});
