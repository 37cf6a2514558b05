/** Shells that completion scripts exist for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** What a command completes to. */
export interface Completable {
  /** Name of the command, such as `"run"`. */
  readonly name: string;
  /** One line; fish shows it beside the name. */
  readonly summary: string;
  /** Long flags with their dashes. */
  readonly flags: readonly string[];
  /** Commands below it, such as `"diff"` below `"runs"`. */
  readonly subcommands: readonly string[];
}

/** A script that defines and completes `pipeline`. */
export function completionScript(
  shell: typeof SHELLS[number],
  commands: readonly Completable[],
): string {
  switch (shell) {
    case "bash":
      return bash(commands);
    case "zsh":
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
    case "fish":
      return fish(commands);
    default:
      return shell satisfies never;
  }
}

function bash(commands: readonly Completable[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.map(({ name, flags, subcommands }) =>
    `    ${name}) flags="${flags.join(" ")}" words="${
      subcommands.join(" ")
    }" ;;`
  );
  return `pipeline() { deno task pipeline "$@"; }
_pipeline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" flags="" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _pipeline pipeline
`;
}

function fish(commands: readonly Completable[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  return [
    "function pipeline; deno task pipeline $argv; end",
    ...commands.map(({ name, summary }) =>
      `complete -c pipeline -n __fish_use_subcommand -a ${name} -d ${
        quote(summary)
      }`
    ),
    ...commands.flatMap(({ name, subcommands }) =>
      subcommands.map((word) =>
        `complete -c pipeline -n '__fish_seen_subcommand_from ${name}' -a ${word}`
      )
    ),
    ...commands.flatMap(({ name, flags }) =>
      flags.map((flag) =>
        `complete -c pipeline -n '__fish_seen_subcommand_from ${name}' -l ${
          flag.replace(/^--/, "")
        }`
      )
    ),
  ].map((line) => `${line}\n`).join("");
}
