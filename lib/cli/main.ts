import { PipelineError } from "../dsl/error.ts";
import { Command, CommanderError } from "./command.ts";
import { visible } from "../run/observe/print/visible.ts";
import type { App, Program } from "./app.ts";
import { guardProgram } from "./guard.ts";
import { completionCommand } from "./commands/completion.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { exportCommand } from "./commands/export.ts";
import { gcCommand } from "./commands/gc.ts";
import { graphCommand } from "./commands/graph.ts";
import { initCommand } from "./commands/init.ts";
import { pinCommand, unpinCommand } from "./commands/pin.ts";
import { logsCommand } from "./commands/logs.ts";
import { planCommand } from "./commands/plan.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { runsCommand } from "./commands/runs.ts";
import { schemaCommand } from "./commands/schema.ts";
import { showCommand } from "./commands/show.ts";
import { stagesCommand } from "./commands/stages.ts";
import { statusCommand } from "./commands/status.ts";
import { verifyCommand } from "./commands/verify.ts";

/**
 * Runs the command line.
 *
 * @param args Arguments without the program's name
 * @param given What the program around it provides
 * @returns Exit code: 0 ok, 1 a node failed, 2 misuse, 130 interrupted
 */
export async function main(
  args: readonly string[],
  given: Program,
): Promise<number> {
  const verbose = args.includes("--verbose");
  const app = { ...given, ...safeOutput(given), verbose };
  using _ = guardProgram((text) => app.warn(text));
  let code = 0;
  const program = buildProgram(app, (value) => {
    code = value;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return report(error, { app, verbose });
  }
}

/** Lets nothing that is written steer the terminal, unless it is drawn. */
function safeOutput(
  { write, warn }: Program,
): Pick<App, "draw" | "warn" | "write"> {
  return {
    draw: (text) => write(text),
    write: (text) => write(visible(text)),
    warn: (text) => warn(visible(text)),
  };
}

/** The whole program, for running and for completion. */
function buildProgram(app: App, exit: (code: number) => void): Command {
  const program = new Command("pipeline")
    .description(
      "Measure which latent space needs the smallest image generator",
    )
    .usage("<command> [options]")
    .option("--verbose", "show stack traces")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nStart with:\n  deno task pipeline run pipelines/quickstart.ts\n",
    );
  for (const command of commandsOf(app, { exit, program })) {
    program.addCommand(command as unknown as Command);
  }
  const all = program.commands.flatMap((command) => [
    command,
    ...command.commands,
  ]);
  for (const command of [program, ...all]) {
    const every = command as unknown as Command;
    if (every !== program) every.option("--verbose", "show stack traces");
    every.exitOverride().configureOutput({
      writeOut: (text) => app.write(text),
      writeErr: () => {},
    });
  }
  return program as unknown as Command;
}

function commandsOf(
  app: App,
  { exit, program }: {
    readonly exit: (code: number) => void;
    readonly program: unknown;
  },
) {
  return [
    runCommand(app, exit),
    planCommand(app),
    explainCommand(app),
    reportCommand(app, exit),
    showCommand(app),
    exportCommand(app),
    graphCommand(app),
    runsCommand(app),
    verifyCommand(app, exit),
    gcCommand(app),
    pinCommand(app),
    unpinCommand(app),
    statusCommand(app),
    logsCommand(app),
    stagesCommand(app),
    schemaCommand(app),
    doctorCommand(app, exit),
    initCommand(app),
    completionCommand(app, () => program as Command),
  ];
}

/** Prints an error as one line on standard error and gives its exit code. */
function report(
  error: unknown,
  { app, verbose }: { app: App; verbose: boolean },
): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    app.warn(`${misuse(error)}\n`);
    return 2;
  }
  if (verbose) {
    app.warn(`${error instanceof Error ? error.stack : error}\n`);
  } else {
    app.warn(`${sentence(error)}\n`);
  }
  return error instanceof PipelineError ? error.exitCode : 1;
}

function misuse({ message }: CommanderError): string {
  const text = message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");
  if (text === "(outputHelp)" || text === "") {
    return "Name a command; see deno task pipeline --help";
  }
  const first = text[0]!.toUpperCase() + text.slice(1);
  return `${first}; see deno task pipeline --help`;
}

function sentence(error: unknown): string {
  if (error instanceof PipelineError) return error.located;
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split("\n")[0]} (use --verbose for the stack trace)`;
}
