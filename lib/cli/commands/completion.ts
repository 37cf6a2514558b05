import { Argument, Command } from "../command.ts";
import type { App } from "../app.ts";
import { completionScript, SHELLS } from "../completion.ts";
import { examples } from "./_flags.ts";

/** `completion SHELL`: a script that completes commands and flags. */
export function completionCommand(app: App, program: () => Command) {
  return new Command("completion")
    .description(
      "Print a script with which a shell completes this command line",
    )
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .addHelpText(
      "after",
      `${examples(["completion bash > ~/.senzai-completion.bash"])}
The script defines 'pipeline' as short for 'deno task pipeline', and completes
it. Load it from your shell's start file, for example:
  source ~/.senzai-completion.bash
`,
    )
    .action((shell) => {
      const commands = program().commands.map((command) => ({
        name: command.name(),
        summary: command.description(),
        flags: flagsOf([command, ...command.commands]),
        subcommands: command.commands.map((below) => below.name()),
      }));
      app.write(completionScript(shell, commands));
    });
}

function flagsOf(
  commands: readonly { readonly options: readonly { long?: string }[] }[],
): string[] {
  const flags = commands.flatMap(({ options }) =>
    options.flatMap(({ long }) => long ?? [])
  );
  return [...new Set(flags)];
}
