import { join } from "node:path";
import type { Contender, Prepared } from "./contender.ts";
import { type Command, measure } from "./measure.ts";
import { countsOf } from "./pairs.ts";

/**
 * DVC without a Git repository. Its results are written as files, and `dvc
 * commit` records them, which is what its manual says for results that are
 * there already and much faster than `dvc repro`.
 */
export function dvc(
  program: string,
  { version }: { version: string },
): Contender {
  return {
    name: "dvc",
    version,
    most: 10_000,
    async prepare(folder, { nodes, limit }): Promise<Prepared | undefined> {
      const call = (args: readonly string[], proof = ""): Command => ({
        program,
        args,
        folder,
        proof,
      });
      await writeProject(folder, nodes);
      await measure(call(["init", "--quiet", "--no-scm"]), { limit });
      const commit = call(["commit", "--quiet", "--force"]);
      if (await measure(commit, { limit }) === undefined) return undefined;
      const at = (shift: string) => () =>
        writeParameters(folder, { nodes, shift });
      return {
        cases: {
          noop: {
            ...call(["repro"], "Data and pipelines are up to date"),
            before: at(".5"),
          },
          plan: { ...call(["status"], "changed command"), before: at(".25") },
        },
      };
    },
  };
}

async function writeProject(folder: string, nodes: number): Promise<void> {
  const { sources, pairs } = countsOf(nodes);
  const truncated = Array.from(
    { length: pairs },
    (_, i) => `truncate/${i}.txt`,
  );
  const rest = Array.from(
    { length: sources - pairs },
    (_, i) => `emit/${pairs + i}.txt`,
  );
  await Deno.writeTextFile(
    join(folder, "dvc.yaml"),
    `stages:
  emit:
    foreach: \${sources}
    do:
      cmd: echo \${item}\${shift} > emit/\${item}.txt
      outs:
        - emit/\${item}.txt
  truncate:
    foreach: \${pairs}
    do:
      cmd: cut -d . -f 1 emit/\${item}.txt > truncate/\${item}.txt
      deps:
        - emit/\${item}.txt
      outs:
        - truncate/\${item}.txt
  join:
    cmd: cat truncate/*.txt | awk '{ sum += $1 } END { print sum }' > sum.txt
    deps:
${[...truncated, ...rest].map((path) => `      - ${path}\n`).join("")}
    outs:
      - sum.txt
`,
  );
  await writeParameters(folder, { nodes, shift: ".5" });
  for (const name of ["emit", "truncate"]) Deno.mkdirSync(join(folder, name));
  for (let i = 0; i < sources; i++) {
    Deno.writeTextFileSync(join(folder, `emit/${i}.txt`), `${i}.5\n`);
    if (i >= pairs) continue;
    Deno.writeTextFileSync(join(folder, `truncate/${i}.txt`), `${i}\n`);
  }
  await Deno.writeTextFile(
    join(folder, "sum.txt"),
    `${pairs * (pairs - 1) / 2}\n`,
  );
}

async function writeParameters(
  folder: string,
  { nodes, shift }: { nodes: number; shift: string },
): Promise<void> {
  const { sources, pairs } = countsOf(nodes);
  const list = (count: number) => JSON.stringify([...Array(count).keys()]);
  await Deno.writeTextFile(
    join(folder, "params.yaml"),
    `shift: "${shift}"\nsources: ${list(sources)}\npairs: ${list(pairs)}\n`,
  );
}
