import { pipelineSchema } from "../../dsl/json_schema.ts";
import { Command } from "../command.ts";
import type { App } from "../app.ts";
import { examples } from "./_flags.ts";

/** `schema`: JSON Schema of YAML pipelines. */
export function schemaCommand(app: App) {
  return new Command("schema")
    .description("Print the JSON Schema of YAML pipelines, for editors")
    .option("--json", "accepted for uniformity; the output is JSON anyway")
    .addHelpText(
      "after",
      `${examples(["schema > pipeline.schema.json"])}
Editors with a YAML language server read the schema from a first line such as
  # yaml-language-server: $schema=pipeline.schema.json
`,
    )
    .action(() => {
      const schema = pipelineSchema(app.catalogue);
      app.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}
