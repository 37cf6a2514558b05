import assert from "node:assert/strict";
import { judge } from "../../lib/verdict/judge.ts";
import type { Rule } from "../../lib/verdict/rule.ts";
import type { Trial } from "../../lib/verdict/trial.ts";

const STUDY = new URL(
  "../../pipelines/results/mnist_first/",
  import.meta.url,
);

async function rowsOf(file: string): Promise<Record<string, string>[]> {
  const [heading, ...lines] = (await Deno.readTextFile(new URL(file, STUDY)))
    .trim().split("\n").map(
      (line) => line.split(","),
    );
  return lines.map((cells) =>
    Object.fromEntries(cells.map((cell, i) => [heading![i], cell]))
  );
}

const NAMES = ["fd[classifier]", "kid[classifier]"];

async function trialsOf(file: string): Promise<Trial[]> {
  return (await rowsOf(file)).filter(({ mode }) => mode === "prior").map(
    (row) => ({
      latent: row.latent!,
      size: Number(row.width),
      seed: row.seed!,
      failed: false,
      values: Object.fromEntries(
        NAMES.map((name) => [name, Number(row[name])]),
      ),
    }),
  );
}

const costs = new Map(
  (await rowsOf("costs.csv")).map(({ latent, width, parameters }) => [
    `${latent} ${width}`,
    Number(parameters),
  ]),
);

function rule(metrics: Rule["metrics"]): Rule {
  return {
    metrics,
    baseline: "gaussian",
    parameters: ({ latent, size }) => costs.get(`${latent} ${size}`)!,
    looks: [],
    power: 0.8,
    tolerance: 0.1,
  };
}

Deno.test("judge() leaves the first study open: one extractor, no fresh seeds, no gate", async () => {
  const pilot = await trialsOf("table.csv");
  assert.equal(pilot.length, 6 * 5 * 3);
  for (const name of NAMES) {
    const verdict = judge(
      { pilot, tested: pilot, fresh: false, longer: [] },
      rule([{ name, better: "lower", origin: "classifier" }]),
    )!;
    assert.equal(verdict.kind, "open");
    assert.equal(verdict.saving, undefined);
  }
});

Deno.test("judge() leaves the first study open though all that it lacked is granted", async () => {
  const pilot = await trialsOf("table.csv");
  // As if its two scores were of two extractors, and nobody got better; with the
  // aim that the page of then took, the best mean of the baseline.
  const metrics = [
    { name: NAMES[0]!, better: "lower", origin: "classifier" },
    { name: NAMES[1]!, better: "lower", origin: "pretrained" },
  ] as const;
  const best = (name: string) =>
    Math.min(
      ...[2, 4, 8, 16, 32].map((size) => {
        const values = pilot.filter((trial) =>
          trial.latent === "gaussian" && trial.size === size
        ).map(({ values }) => values[name]!);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      }),
    );
  const epsilon = Object.fromEntries(NAMES.map((name) => [name, best(name)]));
  for (const aim of [undefined, epsilon]) {
    const verdict = judge(
      { pilot, tested: pilot, fresh: false, longer: pilot },
      { ...rule(metrics), epsilon: aim },
    )!;
    assert.equal(verdict.kind, "open");
  }
});
