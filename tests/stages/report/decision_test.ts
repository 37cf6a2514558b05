import assert from "node:assert/strict";
import { decision } from "../../../stages/report/decision.ts";
import { level } from "../../../stages/report/work/figures.ts";
import { strings } from "../../../stages/report/work/strings.ts";
import type { Verdict } from "../../../lib/verdict/judge.ts";
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
  // As many fresh seeds as `whole` has.
  const looks = inputs.final === undefined ? [] : [4];
  const { outputs } = await runStage(decision, {
    inputs,
    config: { looks, ...config },
  });
  return outputs as {
    readonly page: string;
    readonly data: {
      readonly columns: readonly string[];
      readonly rows: readonly unknown[][];
    };
    readonly verdict: Verdict;
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

/** A pilot, fresh seeds of what decides, and the baseline trained for longer. */
function whole(
  fd = clear,
  changes: { readonly longer?: number; readonly latents?: string[] } = {},
) {
  const extractors = ["pretrained", "classifier"];
  const pilot = madeUpStudy({ ...GRID, extractors }, fd);
  const fresh = madeUpStudy({ ...GRID, extractors, seeds: [3, 4, 5, 6] }, fd);
  const longer = madeUpStudy(
    { ...GRID, extractors, latents: ["gaussian"] },
    (latent, width, seed) => (changes.longer ?? 1) * fd(latent, width, seed),
  );
  return { ...pilot, final: fresh.quality, longer: longer.quality };
}

function mapped<V>(
  record: Readonly<Record<string, V>>,
  change: (value: V) => V,
): Record<string, V> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(value)]),
  );
}

Deno.test("report.decision says a saving that fresh seeds show, and of what it is made", async () => {
  const { page, data, verdict } = await write(whole());
  // gaussian is at 320, 160 and 80: half way between the last two is 120.
  assert.equal(verdict.kind, "saves");
  assert.match(
    verdictOf(page),
    /pca .*of 400 parameters .*gaussian needs 6,400 .* at least 16× smaller/,
  );
  const text = textOf(page);
  assert.match(
    text,
    /Shown by fd\[pretrained\] and fd\[classifier\], which agree, on 4 fresh seeds .* at most 5 % where results scatter .* as a normal law does; each bound then holds with 96 %\. .* less often than once in 4 trainings/,
  );
  assert.match(text, /half way between gaussian at 6,400 parameters/);
  assert.match(
    text,
    /A pilot of 3 seeds chose .* on 200 held-out images; 4 other seeds/,
  );
  assert.match(text, /pca 400 fd\[pretrained\] 121 84\.5 86\.2 4 reaches it/);
  // Extractors side by side, each with its curves.
  for (const name of ["fd[pretrained]", "fd[classifier]"]) {
    assert.ok(text.includes(`${name}; lower is better. Points are means`));
    assert.ok(page.includes(`of the generator: ${name}">`));
  }
  assert.match(text, /gaussian 1,600 .*? misses it .*gaussian 6,400 .*? may/);
  assert.match(
    text,
    /gaussian, trained for longer: .*1,600 fd\[pretrained\] 0 % 163 done/,
  );
  assert.doesNotMatch(text, /What is missing/);
  assert.equal(data.rows.length, 63);
});

Deno.test("report.decision says more than the largest tried where no size does", async () => {
  const { page, verdict } = await write(whole(), {
    epsilon: { "fd[pretrained]": 79, "fd[classifier]": 79 },
  });
  // pca reaches 79 with width 4 and 8; gaussian comes to 80 at best.
  assert.equal(verdict.saving?.size, undefined);
  assert.match(
    verdictOf(page),
    /pca .*of 1,600 parameters .*gaussian no size that was tried does, up to 6,400: more than 4× smaller/,
  );
});

Deno.test("report.decision takes no longer training that failed for one that is done", async () => {
  const rows = whole();
  const failing = (share: number) => ({
    ...rows,
    longer: Object.fromEntries(
      Object.entries(rows.longer).map(([label, scores], i, all) => [label, {
        ...scores,
        collapsed: { value: i < share * all.length ? 1 : 0 },
      }]),
    ),
  });
  assert.equal((await write(failing(0))).verdict.kind, "saves");
  const { page, verdict } = await write(failing(1));
  assert.equal(verdict.kind, "open");
  assert.deepEqual(verdict.missing, ["gate"]);
  assert.match(textOf(page), /Whether gaussian is trained to the end/);
});

Deno.test("report.decision says when test images are others than those that chose", async () => {
  const rows = whole();
  const real = (value: number, row: Record<string, unknown>) => ({
    ...row,
    "fd[pretrained] floor": { value, low: value - 5, high: value + 5 },
  });
  const tested = (floor: number) => ({
    ...rows,
    quality: mapped(rows.quality, (row) => real(2, row)),
    final: mapped(rows.final, (row) => real(floor, row)),
  });
  assert.equal((await write(tested(8))).verdict.kind, "saves");
  const { page, verdict } = await write(tested(40));
  assert.equal(verdict.kind, "open");
  assert.deepEqual(verdict.missing, ["shift"]);
  assert.match(
    textOf(page),
    /One population: real training images lie at 2 from the images that chose and at 40 from those that test \(fd\[pretrained\]\)/,
  );
});

Deno.test("report.decision says when the baseline gets no better with its size", async () => {
  // By the leading one of two extractors, as with colour emoji.
  const study = madeUpStudy(
    { ...GRID, extractors: ["pretrained", "random"] },
    (_, width, seed) => 100 / width + seed,
  );
  const flat = mapped(study.quality, (row) => ({
    ...row,
    "fd[pretrained]": { ...row["fd[pretrained]"]!, value: 50 },
  }));
  const { page, verdict } = await write({ ...study, quality: flat });
  assert.deepEqual(verdict.missing, ["flat"]);
  assert.match(
    verdictOf(page),
    /Open: by fd\[pretrained\] gaussian gets no better with its size, .* its smallest generator, of 400 parameters, is the best/,
  );
  assert.match(textOf(page), /or fd\[pretrained\] cannot tell these apart/);
});

Deno.test("report.decision says what is missing for a saving", async () => {
  const without = (slot: "longer" | "final") => {
    const { [slot]: _, ...rest } = whole();
    return rest;
  };
  const cases = [
    [
      whole(clear, { longer: 0.8 }),
      /gaussian at 1,600 parameters still gets better by 20 % \(fd/,
    ],
    [without("longer"), /Whether gaussian is trained to the end/],
    [
      without("final"),
      /without fresh seeds: the bounds hold together .* each with 99\.5 %/,
    ],
    [
      {
        ...madeUpStudy(GRID, clear),
        final: madeUpStudy({ ...GRID, seeds: [7, 8, 9, 10] }, clear).quality,
      },
      /Two extractors of different origin .* it rests on fd\[classifier\]/,
    ],
  ] as const;
  for (const [inputs, reason] of cases) {
    const { page, verdict } = await write(inputs);
    assert.match(textOf(page), reason);
    if (verdict.kind === "saves") continue;
    assert.equal(verdict.kind, "open");
    assert.match(
      verdictOf(page),
      /Open: pca may do with 400 parameters what gaussian needs 6,400 for/,
    );
  }
  const noisy = whole((latent, width, seed) =>
    clear(latent, width, 0) +
    (latent === "pca" && seed > 2 ? 35 * (seed % 3) : seed)
  );
  const open = await write(noisy, { epsilon: 120 });
  assert.match(textOf(open.page), /Proof that pca reaches the quality: fd/);
  assert.match(
    textOf(open.page),
    /About \d+ fresh seeds of each would show at least 4×, against gaussian at 1,600 parameters, with a chance of 80 %/,
  );
});

Deno.test("report.decision says so when nothing was shown", async () => {
  const none = await write({ ...madeUpStudy(GRID, clear) }, { epsilon: 1 });
  assert.match(
    verdictOf(none.page),
    /Open: no generator that was tried reaches/,
  );
  const tie = await write(
    whole((_, width, seed) => 640 / width + seed),
    { epsilon: 85 },
  );
  assert.match(
    verdictOf(tie.page),
    /Open: no saving was found\. .* 6,400 parameters of/,
  );
  assert.match(textOf(tie.page), /no latent is shown to differ from gaussian/);
  const one = await write({ ...madeUpStudy({ ...GRID, seeds: [0] }, clear) });
  assert.match(verdictOf(one.page), /Open: pca/);
  assert.match(textOf(one.page), /Fresh seeds: pca was chosen by the figures/);
  const { final: _, ...alone } = whole();
  const first = Object.fromEntries(
    Object.entries(alone.quality).filter(([label]) => label.endsWith("seed=0")),
  );
  const known = await write({ ...alone, quality: first });
  assert.match(textOf(known.page), /How many seeds would show it is not known/);
});

Deno.test("report.decision refuses rows from which no true factor or level follows", async () => {
  const rows = whole();
  const renamed = (change: (label: string) => string) =>
    Object.fromEntries(
      Object.entries(rows.final).map((
        [label, scores],
      ) => [change(label), scores]),
    );
  const without = (label: string, slot: "cost" | "final" | "quality") => {
    const { [label]: _, ...rest } = rows[slot];
    return { ...rows, [slot]: rest };
  };
  const turned = (label: string) => label.split(",").reverse().join(",");
  const label = "latent=gaussian,width=4,seed=1";
  const { "fd[classifier]": _, ...less } = rows.quality[label]!;
  const lacking = { ...rows.quality, [label]: less };
  const cases: readonly (readonly [
    Partial<MadeUpStudy> & Readonly<Record<string, unknown>>,
    RegExp,
    Readonly<Record<string, unknown>>?,
  ])[] = [
    // Widths would count as parameters.
    [
      {
        ...rows,
        cost: Object.fromEntries(
          Object.entries(rows.cost).filter(([label]) => !label.includes("pca")),
        ),
      },
      /Cannot count the parameters of 'pca' of size 2: no row of 'cost'/,
    ],
    // The pilot's own seeds, written in another order, or with one more axis.
    [
      {
        ...rows,
        final: Object.fromEntries(
          Object.entries(rows.quality).map(([label, scores]) => [
            turned(label),
            scores,
          ]),
        ),
      },
      /'final' has no such row|'quality' has no such row/,
    ],
    [
      {
        ...rows,
        final: renamed((label) =>
          `${label.replace(/seed=./, "seed=9")},split=${label.at(-1)}`
        ),
      },
      /'final' has several rows of it; trainings are told apart by latent, size and 'seed'/,
    ],
    [rows, /say how many were planned .*'looks: \[4\]'/, { looks: [] }],
    [
      rows,
      /Cannot test 'gaussian' of size 2: it has 4 fresh seeds, and 'looks' plans 4 \+ 4/,
      {
        looks: [4, 4],
      },
    ],
    [
      without("latent=pca,width=2,seed=4", "final"),
      /Cannot test 'pca' of size 2: it has 3 fresh seeds, and 'looks' plans 4/,
    ],
    [
      { ...rows, quality: lacking },
      /Cannot report on 'gaussian' of size 4 with seed 1: it has no score 'fd\[classifier\]'/,
    ],
    [
      {
        ...rows,
        quality: mapped(rows.quality, (scores) => ({
          ...scores,
          inception: { value: 3 },
        })),
      },
      /score 'inception': it does not say whether low or high values are good/,
      { metric: "inception" },
    ],
  ];
  for (const [inputs, reason, config] of cases) {
    await assert.rejects(() => write(inputs, config), reason);
  }
});

Deno.test("report.decision says nothing of codes of images alone", async () => {
  const ofModes = (modes: string[]) => ({
    ...madeUpStudy({ ...GRID, modes }, clear),
  });
  await assert.rejects(
    () => write(ofModes(["train"])),
    /Cannot rest the answer on codes of 'prior': no row has them; modes: train/,
  );
  const { page, verdict } = await write(ofModes(["train"]), {
    headlineMode: "train",
  });
  assert.ok(verdict.missing.includes("codes"));
  assert.match(textOf(page), /Codes that are drawn: these are codes of images/);
});

Deno.test("report.decision says where each aim comes from", async () => {
  const text = async (config: Readonly<Record<string, unknown>>) =>
    textOf((await write(whole(), config)).page);
  const both = await text({ epsilon: { "fd[pretrained]": 85 } });
  assert.match(both, /The quality asked for: fd\[pretrained\] 85\./);
  assert.match(
    both,
    /aimed at, fd\[classifier\] 121, is half way between gaussian at 6,400/,
  );
  const floor = mapped(whole().quality, (scores) => ({
    ...scores,
    "fd[pretrained] floor": { value: 140 },
  }));
  const lifted = textOf((await write({ ...whole(), quality: floor })).page);
  assert.match(lifted, /fd\[pretrained\] 140, is what as many real images get/);
  const one = await write({
    ...madeUpStudy({ ...GRID, widths: [2] }, clear),
  });
  assert.match(
    textOf(one.page),
    /is that of gaussian at 400 parameters, below which no size of it was tried/,
  );
  assert.doesNotMatch(textOf(one.page), /half way|no better with its size/);
});

Deno.test("report.decision takes failed trainings for no quality, in C(ε) neither", async () => {
  const study = madeUpStudy({
    ...GRID,
    diverged: (latent, seed) => latent === "gaussian" && seed === 2,
  }, (latent, width, seed) =>
    clear(latent, width, seed) +
    (latent === "gaussian" && seed === 2 ? 1e4 : 0));
  const { page } = await write({ ...study });
  assert.match(
    textOf(page),
    /smallest generator that reaches the quality .* gaussian 6,400 /,
  );
});

Deno.test("report.decision compares latents at equal width, and says so", async () => {
  const { page } = await write({ ...madeUpStudy(GRID, clear) });
  assert.match(
    textOf(page),
    /Better than gaussian at equal width, the parameters of priors left out, .*: pca \(2\), pca \(4\), pca \(8\)\./,
  );
});

Deno.test("level() is never all of it", () => {
  assert.deepEqual(
    [0.04, 0.005, 0.0025, 0.01 * 0.5 ** 8].map(level),
    ["96 %", "99.5 %", "99.7 %", "99.996 %"],
  );
});

Deno.test("report.decision shows what training took, and what was cut short", async () => {
  const study = madeUpStudy(GRID, clear);
  const training = Object.fromEntries(
    Object.entries(study.training).map(([label, scores]) => [label, {
      ...scores,
      steps: { value: 800 },
      trainingFlops: { value: 2e12 },
      falling: { value: label.includes("pca") ? 0.304 : -0.02 },
      atBudget: { value: label.includes("pca") && label.endsWith("1") ? 1 : 0 },
    }]),
  );
  const { page } = await write({ ...study, training });
  const text = textOf(page);
  assert.match(
    text,
    /3 of 27 trainings were not shown to be done when their steps ran/,
  );
  assert.match(text, /pca 400 800 2 81 30 % 1 \/ 3/);
  assert.match(text, /gaussian 400 800 2 321 -2 % none/);
  assert.match(text, /training, TFLOP/);
  const small = Object.fromEntries(
    Object.entries(training).map(([label, scores]) => [label, {
      ...scores,
      trainingFlops: { value: 3e9 },
    }]),
  );
  const few = textOf((await write({ ...study, training: small })).page);
  assert.match(few, /training, GFLOP/);
  assert.match(few, /pca 400 800 3 81 30 %/);
  assert.match(text, /All generators had the same number of steps/);
  const watched = mapped(training, (scores) => ({ ...scores }));
  Object.assign(Object.values(watched)[0]!, { steps: { value: 900 } });
  assert.doesNotMatch(
    textOf((await write({ ...study, training: watched })).page),
    /the same number of steps/,
  );
  const bare = await write({ ...study });
  assert.doesNotMatch(textOf(bare.page), /what training took/);
});

Deno.test("report.decision refuses fresh rows that are the pilot's in part, and no baseline", async () => {
  const { final, ...rest } = whole();
  const [label] = Object.keys(rest.quality);
  await assert.rejects(
    () =>
      write({ ...rest, final: { ...final, [label!]: rest.quality[label!]! } }),
    /has no such row; fill 'quality' and 'final' from one grid/,
  );
  await assert.rejects(
    () => write(whole(), { baseline: "pcaa" }),
    /Cannot compare with baseline 'pcaa': no row has it; latents: gaussian, pca, random/,
  );
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
  const both = await write({ ...study, final }, { epsilon: 85, looks: [] });
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
    /pca at the size chosen: fd\[classifier\] of 71 on the test images\./,
  );
  assert.match(
    text,
    /gaussian at the size chosen: .* of 111 on the test images, which misses the 85 aimed at/,
  );
  assert.match(text, /fd\[classifier\] on test images/);
  assert.match(text, /coverage .*0\.125 .*0\.125 .*0\.125/);
  assert.doesNotMatch(text, /same 200 held-out/);
  assert.equal(both.data.rows.length, 54);
  assert.deepEqual(both.data.columns.slice(0, 2), ["split", "latent"]);
  const kept = await write({ ...study, final }, { epsilon: 120, looks: [] });
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
  assert.match(
    verdictOf(page),
    /pca may do with 1,600 parameters what gaussian needs 6,400 for/,
  );
  assert.doesNotMatch(page, /NaN|undefined|Infinity|∞/);
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
  assert.match(
    verdictOf(page),
    /pca may do with 1,600 parameters what gaussian needs 6,400/,
  );
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
    const words = other.replaceAll(/\{\w+\}|\p{P}|\s/gu, "");
    if (words === "" || path === "/locale") continue;
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
    longer: madeUpStudy({ ...GRID, latents: ["gaussian"] }, () => 1).quality,
  }, {
    language: "ja",
    title: "題",
    epsilon: 85,
    demonstration: true,
  });
  assert.match(page, /<html lang="ja">/);
  assert.match(verdictOf(page), /未決着です。 pca は 1,600 パラメータ/);
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
