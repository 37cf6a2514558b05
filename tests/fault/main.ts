/**
 * The fault matrix: `deno task test:fault [--short] [--json] [--only KIND]
 * [--seed N] [--parallel N] [--scale X]`. Breaks runs and stores in every way
 * of `kinds/`, runs again, and counts broken invariants. Ends with 1 when
 * there were any.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { KIND_NAMES, type Outcome, runMatrix } from "./_matrix.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    seed: { type: "string", default: "1" },
    parallel: { type: "string", default: "2" },
    scale: { type: "string", default: "1" },
  },
});
const unknown = values.only?.find((name) => !KIND_NAMES.includes(name));
if (unknown !== undefined) {
  console.error(
    `Cannot try faults '${unknown}': expected ${KIND_NAMES.join(", ")}`,
  );
  Deno.exit(2);
}
const folder = await Deno.makeTempDir({ prefix: "senzai-fault-" });
const started = performance.now();
const outcomes = await runMatrix(folder, {
  form: values.short ? "short" : "long",
  seed: Number(values.seed),
  parallel: Number(values.parallel),
  scale: Number(values.scale),
  ...(values.only === undefined ? {} : { only: values.only }),
  onOutcome: report,
});
if (!values.keep) await Deno.remove(folder, { recursive: true });
const violations = outcomes.filter(({ violation }) => violation !== undefined);
const faults = (of: readonly Outcome[]) =>
  of.reduce((sum, { trial }) => sum + trial.faults, 0);
for (const [kind, of] of Map.groupBy(outcomes, ({ trial }) => trial.kind)) {
  const broken = of.filter(({ violation }) => violation !== undefined).length;
  const row = { kind, trials: of.length, faults: faults(of) };
  if (values.json) console.log(JSON.stringify({ ...row, violations: broken }));
  else {
    console.log(
      `${
        kind.padEnd(52)
      } ${of.length} trials, ${row.faults} faults, ${broken} violations`,
    );
  }
}
const total = {
  trials: outcomes.length,
  faults: faults(outcomes),
  violations: violations.length,
  seconds: Math.round((performance.now() - started) / 1000),
};
console.log(
  values.json
    ? JSON.stringify({ kind: "total", ...total })
    : `${total.trials} trials, ${total.faults} faults, ${total.violations} violations in ${total.seconds} s`,
);
Deno.exit(violations.length > 0 ? 1 : 0);

function report({ trial, violation }: Outcome): void {
  if (violation === undefined) return;
  console.error(`${trial.kind}: ${trial.name}\n  broken: ${violation}`);
}
