import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { anySplit, many } from "../../lib/dsl/kind.ts";
import { Scores, Table } from "../kinds/mod.ts";

/** One row a grid point: its axes, then the values of its scores. */
export const table = defineStage({
  name: "report.table",
  version: 1,
  summary: "Tabulates scores by grid point",
  config: z.object({
    columns: z.array(z.string()).optional().describe(
      "Names of the scores to show; default: all",
    ),
    sortBy: z.string().optional().describe(
      "Column to sort by, ascending; default: the order of the grid",
    ),
  }),
  inputs: { rows: many(anySplit(Scores)) },
  outputs: { table: Table },
  run: async ({ config, inputs }) => {
    const { tabulate } = await import("./work/tabulate.ts");
    return { table: tabulate(inputs.rows, config) };
  },
});
