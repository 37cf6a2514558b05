import assert from "node:assert/strict";
import { table } from "../../../stages/report/table.ts";
import type { TableData } from "../../../stages/kinds/mod.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const rows = {
  "latent=pca,width=8": { fd: { value: 3 }, recall: { value: 0.5 } },
  "latent=pca,width=16": { fd: { value: 1 } },
  "latent=none,width=8": { recall: { value: 0.25 }, fd: { value: 2 } },
};

async function tabulate(config: Readonly<Record<string, unknown>> = {}) {
  const { outputs } = await runStage(table, { inputs: { rows }, config });
  return outputs.table as TableData;
}

Deno.test("report.table has the axes first, then scores, and gaps where there are none", async () => {
  assert.deepEqual(await tabulate(), {
    columns: ["latent", "width", "fd", "recall"],
    rows: [
      ["pca", 8, 3, 0.5],
      ["pca", 16, 1, null],
      ["none", 8, 2, 0.25],
    ],
  });
});

Deno.test("report.table shows chosen columns, sorted, gaps last", async () => {
  const sorted = await tabulate({ columns: ["recall"], sortBy: "recall" });
  assert.deepEqual(sorted.rows, [
    ["none", 8, 0.25],
    ["pca", 8, 0.5],
    ["pca", 16, null],
  ]);
  const byAxis = await tabulate({ columns: ["fd"], sortBy: "width" });
  assert.deepEqual(byAxis.rows.map((row) => row[1]), [8, 8, 16]);
});

Deno.test("report.table takes labels that are no grid points", async () => {
  const { outputs } = await runStage(table, {
    inputs: { rows: { joint: { psnr: { value: 20 } } } },
  });
  assert.deepEqual(outputs.table, {
    columns: ["label", "psnr"],
    rows: [["joint", 20]],
  });
});

Deno.test("report.table names columns that are not there", async () => {
  await assert.rejects(
    () => tabulate({ columns: ["kid"] }),
    /Cannot show column 'kid': no row has it; known: fd, recall/,
  );
  await assert.rejects(
    () => tabulate({ sortBy: "kid" }),
    /Cannot sort by 'kid': expected one of latent, width, fd, recall/,
  );
});
