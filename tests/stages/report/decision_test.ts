import assert from "node:assert/strict";
import { decision } from "../../../stages/report/decision.ts";
import { strings } from "../../../stages/report/_strings.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import { type MadeUpStudy, madeUpStudy } from "../../fixtures/study.ts";

const GRID = {
  latents: ["gaussian", "pca", "random"],
  widths: [2, 4, 8],
  seeds: [0, 1, 2],
};

/** pca needs width 2 for what others need width 8 for. */
function clear(latent: string, width: number, seed: number): number {
  return (latent === "pca" ? 160 : 640) / width + seed;
}

async function write(
  inputs: Partial<MadeUpStudy> & Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>> = {},
) {
  const { outputs } = await runStage(decision, { inputs, config });
  return outputs as {
    readonly page: string;
    readonly data: {
      readonly columns: readonly string[];
      readonly rows: readonly unknown[][];
    };
  };
}

/** Text of a page without its tags, styles and pictures. */
function textOf(page: string): string {
  return page.replace(/<style>.*?<\/style>/s, "").replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

function verdictOf(page: string): string {
  return textOf(/<p class="verdict">.*?<\/p>/s.exec(page)![0]).trim();
}

Deno.test("report.decision names the winner, the factor and the seeds behind it", async () => {
  const { page, data } = await write(
    { ...madeUpStudy(GRID, clear) },
    { epsilon: 85 },
  );
  const verdict = verdictOf(page);
  assert.match(verdict, /pca .*400 parameters/);
  assert.match(verdict, /gaussian .*6,400/);
  assert.match(verdict, /16× smaller/);
  assert.match(textOf(page), /100 % of resamples of the 3 seeds/);
  assert.equal(data.rows.length, 27);
  assert.deepEqual(data.columns.slice(0, 4), [
    "latent",
    "width",
    "seed",
    "fd[classifier]",
  ]);
});

Deno.test("report.decision says so when nothing was shown", async () => {
  const study = madeUpStudy(GRID, clear);
  const none = await write({ ...study }, { epsilon: 1 });
  assert.match(verdictOf(none.page), /No generator that was tried reaches/);
  const tie = await write(
    { ...madeUpStudy(GRID, (_, width, seed) => 640 / width + seed) },
    { epsilon: 85 },
  );
  assert.match(verdictOf(tie.page), /No saving shown/);
  const one = await write(
    { ...madeUpStudy({ ...GRID, seeds: [0] }, clear) },
    { epsilon: 85 },
  );
  assert.match(verdictOf(one.page), /Not settled/);
  assert.match(textOf(one.page), /One seed: there is no interval/);
  const uneven = await write({
    ...madeUpStudy(
      GRID,
      (latent, width, seed) =>
        latent === "pca" ? 40 + 60 * seed + 8 / width : 640 / width,
    ),
  }, { epsilon: 110 });
  assert.match(verdictOf(uneven.page), /Not settled/);
});

Deno.test("report.decision tells what was not shown", async () => {
  const study = madeUpStudy({
    ...GRID,
    latents: ["gaussian", "pca"],
    diverged: (latent, seed) => latent === "pca" && seed === 1,
  }, clear);
  const { page } = await write({ ...study }, {
    epsilon: 85,
    notes: ["Only on Tuesdays."],
    demonstration: true,
  });
  const text = textOf(page);
  assert.match(text, /3 of 18 trainings diverged or collapsed/);
  assert.match(text, /No untrained encoder was run as a control/);
  assert.match(text, /Scores rest on 500 images each/);
  assert.match(text, /Only on Tuesdays\./);
  assert.match(text, /A small demonstration/);
  const controlled = await write({
    ...madeUpStudy(
      GRID,
      (latent, width, seed) =>
        clear(latent === "random" ? "pca" : latent, width, seed) -
        (latent === "random" ? 1 : 0),
    ),
  }, { epsilon: 85 });
  assert.match(textOf(controlled.page), /untrained control random/);
});

Deno.test("report.decision chooses on validation and reports on test", async () => {
  const study = madeUpStudy(GRID, clear);
  // On test images every value is 30 higher, of twice as many images.
  const final = Object.fromEntries(
    Object.entries(study.quality).map(([label, scores]) => [label, {
      ...scores,
      "fd[classifier]": {
        value: scores["fd[classifier]"]!.value + 30,
        reference: 4_000,
        better: "lower" as const,
      },
      coverage: { value: 0.125 },
    }]),
  );
  const alone = await write({ ...study }, { epsilon: 85 });
  const both = await write({ ...study, final }, { epsilon: 85 });
  assert.equal(verdictOf(both.page), verdictOf(alone.page));
  assert.match(
    textOf(alone.page),
    /Choice and figures rest on the same 200 held-out images/,
  );
  const text = textOf(both.page);
  assert.match(
    text,
    /were chosen on 200 held-out images; scores and charts below are of 4,000 test images/,
  );
  assert.match(
    text,
    /pca at the size chosen: fd\[classifier\] of 111 on the test images, which misses the 85 aimed at/,
  );
  assert.match(text, /gaussian at the size chosen: .* of 111 on the test/);
  assert.match(text, /fd\[classifier\] on test images/);
  assert.match(text, /coverage .*0\.125 .*0\.125 .*0\.125/);
  assert.doesNotMatch(text, /same 200 held-out/);
  assert.equal(both.data.rows.length, 54);
  assert.deepEqual(both.data.columns.slice(0, 2), ["split", "latent"]);
  const kept = await write({ ...study, final }, { epsilon: 120 });
  assert.match(textOf(kept.page), /of 111 on the test images\./);
});

Deno.test("report.decision refuses final figures of another grid", async () => {
  const study = madeUpStudy(GRID, clear);
  const [label, ...others] = Object.keys(study.quality);
  const final = Object.fromEntries(
    others.map((other) => [other, study.quality[other]!]),
  );
  await assert.rejects(
    () => write({ ...study, final }),
    (error: Error) =>
      error.message.includes(
        `Cannot report on '${label}': 'final' has no such row`,
      ),
  );
});

Deno.test("report.decision manages with missing rows and without extras", async () => {
  const study = madeUpStudy(GRID, clear);
  delete study.quality["latent=pca,width=4,seed=1"];
  delete study.quality["latent=gaussian,width=2,seed=0"];
  const { page } = await write(
    { quality: study.quality, cost: study.cost },
    { epsilon: 85 },
  );
  assert.match(verdictOf(page), /16× smaller/);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
});

Deno.test("report.decision rests its answer on generation", async () => {
  const { quality, ...rest } = madeUpStudy(
    { ...GRID, modes: ["train", "prior"] },
    clear,
  );
  // With training codes everything is perfect; that must not count.
  for (const [label, scores] of Object.entries(quality)) {
    if (!label.endsWith("mode=train")) continue;
    quality[label] = {
      ...scores,
      "fd[classifier]": { value: 1, better: "lower" },
    };
  }
  const { page } = await write({ quality, ...rest }, { epsilon: 85 });
  assert.match(verdictOf(page), /16× smaller/);
});

Deno.test("report.decision refers to nothing outside its page", async () => {
  const study = madeUpStudy(GRID, clear);
  const { page } = await write({
    ...study,
    encoders: { pca: { parameters: { value: 12345 } } },
    reference: study.samples["latent=pca,width=2,seed=0"],
    floor: { "noiseFloor[16]": { value: 0.3 } },
  });
  assert.doesNotMatch(page, /<(script|link|iframe|object|embed|base)\b/i);
  assert.doesNotMatch(page, /@import|\burl\(/i);
  for (
    const [, value] of page.matchAll(/\b(?:src|href|xlink:href)="([^"]*)"/g)
  ) {
    assert.match(value!, /^(data:image\/png;base64,|#)/);
  }
  for (const [address] of page.matchAll(/https?:[^"'\s<)]*/g)) {
    assert.match(address, /^http:\/\/www\.w3\.org\//);
  }
  assert.ok(page.includes("<svg"));
  assert.ok(page.includes("12,345") || page.includes("12,300"));
});

Deno.test("report.decision shows names as text, whatever they hold", async () => {
  const evil = '<img src=x onerror="alert(1)">&amp;';
  const study = madeUpStudy(
    { ...GRID, latents: ["<b>base</b>", "<script>pca</script>"] },
    (latent, width, seed) =>
      clear(latent.includes("pca") ? "pca" : "", width, seed),
  );
  const { page } = await write({
    ...study,
    encoders: { "<i>e</i>": { "<u>score</u>": { value: 1 } } },
    reference: study.samples["latent=<b>base</b>,width=2,seed=0"],
  }, {
    title: `Title ${evil}`,
    question: `Question ${evil}`,
    notes: [`Note ${evil}`],
    baseline: "<b>base</b>",
    epsilon: 85,
  });
  assert.doesNotMatch(page, /<img src=x|<script|<b>base|<i>e<|<u>score/);
  assert.ok(page.includes("Title &lt;img src=x onerror=&quot;alert(1)&quot;"));
  assert.ok(page.includes("&amp;amp;"));
  assert.match(verdictOf(page), /&lt;script&gt;pca&lt;\/script&gt;/);
});

/** Sentences of one language by path. */
function sentences(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as Record<string, unknown>).flatMap((
    [name, part],
  ) => sentences(part, `${path}/${name}`));
}

Deno.test("report.decision has every sentence in Japanese", () => {
  const english = new Map(sentences(strings.en));
  const japanese = new Map(sentences(strings.ja));
  assert.deepEqual([...japanese.keys()], [...english.keys()]);
  const holes = (text: string) =>
    [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [path, text] of japanese) {
    const other = english.get(path)!;
    assert.deepEqual(holes(text), holes(other), path);
    if (other === "" || path === "/locale") continue;
    assert.match(
      text,
      /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]|ms|^\p{P}$/u,
      path,
    );
  }
});

Deno.test("report.decision writes a Japanese page without English sentences", async () => {
  const study = madeUpStudy({
    ...GRID,
    diverged: (_, seed) => seed === 0,
  }, clear);
  const { page } = await write({
    ...study,
    encoders: { pca: { parameters: { value: 1 } } },
    reference: study.samples["latent=pca,width=2,seed=0"],
  }, {
    language: "ja",
    title: "題",
    epsilon: 85,
    demonstration: true,
  });
  assert.match(page, /<html lang="ja">/);
  assert.match(verdictOf(page), /pca .*16 分の 1/);
  const text = textOf(page);
  // Names of scores, axes and latents stay; three English words do not.
  const english = /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.exec(
    text.replaceAll(/gaussian|pca|random|latent|width|seed/g, "·"),
  );
  assert.equal(english?.[0], undefined);
  assert.doesNotMatch(text, /diverged|collapsed/);
});

Deno.test("report.decision says which score it lacks", async () => {
  const study = madeUpStudy(GRID, clear);
  await assert.rejects(
    () => write({ ...study }, { metric: "fid" }),
    /no row has it; known: fd\[classifier\], fd\[classifier\] floor, coverage/,
  );
  const { quality: _, ...rest } = study;
  await assert.rejects(
    () => write({ ...rest, quality: { all: { fd: { value: 1 } } } }),
    /expected the axes 'latent' and 'width'/,
  );
});

/** A study whose distances come with a floor: pca is as good as real images. */
function distances(seeds: readonly number[]) {
  const study = madeUpStudy({ ...GRID, seeds }, clear);
  const distance = Object.fromEntries(
    Object.keys(study.distance).map((label) => {
      const isReal = label.includes("pca");
      const width = Number(/width=(\d+)/.exec(label)![1]);
      const value = isReal ? 0.01 : width === 8 ? 9 : 8 / width;
      return [label, {
        "adversarial[16]": { value: value + 0.05 },
        "noiseFloor[16]": { value: 0.05, low: -0.11, high: 0.22 },
        "adversarial[16] excess": {
          value,
          low: value - 0.5,
          high: value + 0.5,
        },
        "diverged[16]": { value: 0, count: 6 },
        "adversarial[4]": { value: 0.3 },
      }];
    }),
  );
  return { ...study, distance };
}

Deno.test("report.decision calls samples different only where the excess leaves out 0", async () => {
  const { page } = await write(distances([0, 1, 2]), { epsilon: 85 });
  const text = textOf(page);
  assert.match(text, /pca 400 0\.01 \(-0\.49 – 0\.51\) not told from real/);
  assert.match(text, /gaussian 400 4 \(3\.5 – 4\.5\) different from real/);
  assert.match(text, /real images they find -0\.11 – 0\.22: what differs by/);
  assert.match(text, /Critics of width 4 had no training images/);
  assert.equal(text.match(/different from real images/g)?.length, 6);
});

Deno.test("report.decision says where the distance rises again, and how sure that is", async () => {
  const { page } = await write(distances([0, 1, 2]), { epsilon: 85 });
  assert.match(
    textOf(page),
    /gaussian: a fall .*? The mean rises again with size: 1,600 → 6,400 \(p &lt; 0\.001\)/,
  );
  const one = await write(distances([0]), { epsilon: 85 });
  assert.match(textOf(one.page), /gaussian: a fall .*?, not tested: one seed;/);
  assert.match(textOf(one.page), /1,600 → 6,400 \(not tested: one seed\)/);
});

Deno.test("report.decision lets seeds that differ widen an excess", async () => {
  const study = distances([0, 1, 2]);
  const shifted = Object.fromEntries(
    Object.entries(study.distance).map(([label, scores]) => {
      const by = 3 * (Number(label.at(-1)) - 1);
      const excess = scores["adversarial[16] excess"]!;
      return [label, {
        ...scores,
        "adversarial[16] excess": {
          value: excess.value + by,
          low: excess.low + by,
          high: excess.high + by,
        },
      }];
    }),
  );
  const { page } = await write({ ...study, distance: shifted });
  // Student's 95 % half-width of three values 3 apart is 7.45.
  assert.match(textOf(page), /gaussian 400 4 \(-3\.45 – 11\.5\) not told/);
});
