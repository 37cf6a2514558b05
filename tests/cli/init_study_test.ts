import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PicturesReport, Surveyor } from "../../lib/cli/app.ts";
import { main } from "../../lib/cli/main.ts";
import { stepsWithin, timeOf, trainingsOf } from "../../lib/cli/size_study.ts";
import { inspectFolder } from "../../stages/data/work/inspect_folder.ts";
import { measureStep } from "../../stages/study/work/measure_step.ts";
import { stages } from "../../stages/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import { writePictures } from "../fixtures/pictures.ts";

/** What `init` is given, with a machine that takes these seconds a step. */
const onMachine = (secondsOf: (size: number) => number) => ({
  inspect: inspectFolder,
  measure: ({ size }: { size: number }) => Promise.resolve(secondsOf(size)),
});

async function init(directory: string, ...args: readonly string[]) {
  return await initOn({ inspect: inspectFolder, measure: measureStep }, {
    directory,
    args,
  });
}

async function initOn(
  surveyor: Surveyor,
  { directory, args }: {
    readonly directory: string;
    readonly args: readonly string[];
  },
) {
  let out = "";
  let err = "";
  const code = await main(["init", ...args], {
    catalogue: stages,
    stagesModule: fileURLToPath(import.meta.resolve("../../stages/mod.ts")),
    mainModule: fileURLToPath(import.meta.resolve("../../mod.ts")),
    directory,
    write: (text) => out += text,
    warn: (text) => err += text,
    columns: () => undefined,
    surveyor,
  });
  return { code, out, err };
}

/** Pictures of as many colours, in folders by their class. */
async function pictures(folder: string, classes: readonly string[]) {
  await writePictures(
    folder,
    Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => {
        const name = `${classes[i % classes.length]}/${i}.png`;
        return [name, [4 * i, 255 - 4 * i, 90]] as const;
      }),
    ),
    16,
  );
}

Deno.test("init looks at pictures, and writes a study that can be planned", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats", "dogs"]);
    await Deno.writeTextFile(join(folder, "photos", "cats", "a.txt"), "");
    const { code, out, err } = await init(folder, "study", "photos");
    assert.equal(code, 0, err);
    assert.match(out, /60 pictures, their shorter side 16 pixels, in colour/);
    assert.match(out, /2 classes of 30 pictures/);
    assert.match(out, /passed over: 1 \.txt/);
    assert.match(out, /\d+ have the pixels of another, and \d+ are nearly/);
    assert.match(out, /chosen: 16×16 pixels, generators of width 2, 4, 8/);
    assert.match(out, /about \d+ minutes here at most/);
    assert.match(out, /deno task pipeline run own_images\.ts/);
    const text = await Deno.readTextFile(join(folder, "study/own_images.ts"));
    assert.match(text, /labels: true,/);
    assert.match(text, /path: "\.\.\/photos"/);
    assert.match(text, /size: 16,/);
    assert.match(text, /widths: \[2, 4, 8\]/);
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "-q", "pipeline", "plan", "own_images.ts", "--json"],
      cwd: join(folder, "study"),
      // As a task of npm finds it, where the tests are started by npx.
      env: { INIT_CWD: join(folder, "study") },
    }).output();
    const plan = JSON.parse(new TextDecoder().decode(stdout));
    assert.ok(success);
    assert.deepEqual(plan.open, ["study.choose"]);
    // The versions of this tree, which planning did not change.
    assert.equal(
      await Deno.readTextFile(join(folder, "study/deno.lock")),
      await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)),
    );
    const again = await init(folder, "study", "photos");
    assert.equal(again.code, 2);
    assert.match(again.err, /it already holds 'deno\.json', 'deno\.lock', .*;/);
    assert.match(
      err,
      /Looking at the pictures in .*photos\nTiming a few steps/,
    );
  });
});

Deno.test("init refuses what no study can rest on, before it writes anything", async () => {
  await withFolder(async (folder) => {
    await writePictures(join(folder, "few"), {
      "a.png": [1, 2, 3],
      "b.png": [2, 3, 4],
    });
    const few = await init(folder, "study", "few");
    assert.equal(few.code, 2);
    assert.match(few.err, /expected at least 60 different pictures, got 2/);
    const copies = Object.fromEntries(
      Array.from({ length: 70 }, (_, i) => [`${i}.png`, [1, 2, 3] as const]),
    );
    await writePictures(join(folder, "copies"), copies);
    const same = await init(folder, "study", "copies");
    assert.equal(same.code, 2);
    assert.match(
      same.err,
      /expected at least 60 different pictures, got 1; 69 have the pixels of another; with fewer/,
    );
    const gone = await init(folder, "study", "nowhere");
    assert.equal(gone.code, 2);
    assert.match(
      gone.err,
      /Cannot study '.*nowhere': no such folder; name the folder with your/,
    );
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
      [
        "copies",
        "few",
      ],
    );
  });
});

Deno.test("stepsWithin() keeps to the time, within what is worth while", () => {
  const size = { latents: 3, widths: 3, pilot: 3, fresh: 8 };
  assert.deepEqual(trainingsOf(size), { trainings: 78, generators: 66 });
  const fast = stepsWithin(size, { seconds: 2400, step: 0.02, jobs: 2 });
  // (4,800 s − 66 · 6 s) / (78 · 0.025 s) = 2,258.
  assert.equal(fast.steps, 2200);
  assert.ok(fast.seconds <= 2400);
  const slow = stepsWithin(size, { seconds: 2400, step: 1, jobs: 2 });
  assert.equal(slow.steps, 1600);
  assert.ok(slow.seconds > 2400);
  // (78 · 6,400 · 0.004 s · 1.25 + 66 · 6 s) / 2 = 1,446.
  assert.equal(timeOf(size, { steps: 6400, step: 0.004, jobs: 2 }), 1446);
});

Deno.test("init takes the largest size at which trainings may come to their end", async () => {
  await withFolder(async (folder) => {
    await writePictures(
      join(folder, "photos"),
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`${i}.png`, [4 * i, 9, 9]]),
      ),
      50,
    );
    let count = 0;
    // Four times the pixels, four times the seconds.
    const study = async (seconds: number, ...flags: readonly string[]) => {
      const { code, out, err } = await initOn(
        onMachine((size) => seconds * (size / 16) ** 2),
        {
          directory: folder,
          args: [`study${count++}`, "photos", "--json", ...flags],
        },
      );
      assert.equal(code, 0, err);
      const { chosen, larger, enough, seconds: taken } = JSON.parse(out).study;
      return { ...chosen, larger, enough, taken };
    };
    const jobs = navigator.hardwareConcurrency;
    const fast = await study(1e-5);
    assert.deepEqual([fast.size, fast.steps], [64, 12_800]);
    assert.equal(fast.larger, undefined);
    // Just enough for 6,400 steps at 16 pixels, and a tenth of that at 32.
    const sharing = jobs > 1 ? 1.25 : 1;
    const slow = (2400 * jobs - 66 * 6) / (78 * sharing * 6450);
    const small = await study(slow);
    assert.deepEqual([small.size, small.steps], [16, 6400]);
    assert.equal(small.larger.size, 32);
    assert.ok(small.larger.seconds > 3.5 * small.taken);
    const asked = await study(slow, "--size", "32");
    assert.equal(asked.size, 32);
    assert.ok(asked.steps < 2000);
    const whole = (78 * 6400 * 4 * slow * sharing + 66 * 6) / jobs;
    assert.ok(Math.abs(asked.enough - whole) < 1e-6);
    const long = await study(slow, "--time", "3h");
    assert.deepEqual([long.size, long.steps >= 6400], [32, true]);
  });
});

Deno.test("init says when steps will hardly be enough, and how to get more", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats", "dogs"]);
    const { out } = await initOn(onMachine(() => 0.1), {
      directory: folder,
      args: ["study", "photos"],
    });
    const jobs = navigator.hardwareConcurrency;
    const sharing = jobs > 1 ? 1.25 : 1;
    const hours = (78 * 6400 * 0.1 * sharing + 66 * 6) / jobs / 3600;
    assert.match(
      out,
      new RegExp(
        `fewer than 6400 steps: .* stays open; for those give --size 16 --time ${
          Math.ceil(hours)
        }h\n`,
      ),
    );
    const { code, err } = await init(folder, "starter", "--time", "1h");
    assert.equal(code, 2);
    assert.match(err, /name their folder too/);
  });
});

Deno.test("init does without labels where pictures lie beside class folders", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats", "dogs"]);
    await writePictures(join(folder, "photos"), { "loose.png": [9, 9, 200] });
    const { code, out, err } = await initOn(onMachine(() => 1e-4), {
      directory: folder,
      args: ["study", "photos"],
    });
    assert.equal(code, 0, err);
    assert.match(out, /no classes/);
    assert.match(out, /to see to: some pictures lie beside class folders/);
    const text = await Deno.readTextFile(join(folder, "study/own_images.ts"));
    assert.match(text, /labels: false,/);
  });
});

/** Files that no picture can be read of, and why. */
const BROKEN: Readonly<Record<string, readonly [string, RegExp]>> = {
  "empty.png": ["", /it is empty/],
  "page.jpg": ["<!DOCTYPE html><html>404", /it is a web page; download/],
  "text.gif": ["hello", /it is no picture of a known format/],
};

Deno.test("init refuses pictures that cannot be read, and says why", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "photos"));
    const init = () =>
      initOn(onMachine(() => 1e-4), {
        directory: folder,
        args: ["study", "photos"],
      });
    const empty = await init();
    assert.equal(empty.code, 2);
    assert.match(empty.err, /got 0; the folder is empty: name another, or put/);
    for (let i = 0; i < 80; i++) {
      await Deno.writeTextFile(join(folder, `photos/${i}.png`), "");
    }
    await Deno.writeTextFile(join(folder, "photos/all.zip"), "PK");
    const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    await Deno.writeFile(join(folder, "photos/phone.heic"), heic);
    const broken = await init();
    assert.equal(broken.code, 2);
    assert.match(
      broken.err,
      /expected at least 60 different pictures, got 0; 80 cannot be read, the first '0\.png' \(it is empty\): replace them; passed over are 1 \.zip \(an archive: unpack it\): 'all\.zip'; 1 heic \(HEIC, .*export as JPEG or PNG\)/,
    );
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map(({ name }) => name),
      ["photos"],
    );
  });
});

Deno.test("init writes a study that passes over what cannot be read, and says so", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats", "dogs"]);
    for (const [name, [text]] of Object.entries(BROKEN)) {
      await Deno.writeTextFile(join(folder, "photos/cats", name), text);
    }
    const { code, out, err } = await initOn(onMachine(() => 1e-4), {
      directory: folder,
      args: ["study", "photos"],
    });
    assert.equal(code, 0, err);
    assert.match(out, /to see to: 3 cannot be read and will be left out:/);
    for (const [, why] of Object.values(BROKEN)) assert.match(out, why);
    const text = await Deno.readTextFile(join(folder, "study/own_images.ts"));
    assert.match(text, /corrupt: "skip",/);
  });
});

Deno.test("init draws parts where pictures lie beside folders called so", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["train", "test", "extra"]);
    const { code, out, err } = await initOn(onMachine(() => 1e-4), {
      directory: folder,
      args: ["study", "photos"],
    });
    assert.equal(code, 0, err);
    assert.match(out, /to see to: .* parts are drawn from all; move them away/);
    const text = await Deno.readTextFile(join(folder, "study/own_images.ts"));
    assert.match(text, /splits: "random",/);
  });
});

Deno.test("init looks at its own folder before it looks at pictures", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats"]);
    await Deno.writeTextFile(join(folder, "file"), "");
    await Deno.mkdir(join(folder, "full"));
    await Deno.writeTextFile(join(folder, "full/notes.txt"), "");
    const never: Surveyor = {
      inspect: () => assert.fail("looked at"),
      measure: () => assert.fail("measured"),
    };
    const refused = {
      photos: /it is the folder of the pictures, or lies in it/,
      "photos/study": /it is the folder of the pictures, or lies in it/,
      file: /it is a file; name a new or empty folder$/,
      "file/study": /a part of its path is a file; name a new or empty folder$/,
      full: /it already holds 'notes\.txt'; name a new or empty folder$/,
      "/proc/study": /the system keeps that place for itself; name another/,
    };
    for (const [target, why] of Object.entries(refused)) {
      const { code, err } = await initOn(never, {
        directory: folder,
        args: [target, "photos"],
      });
      assert.equal(code, 2, target);
      assert.match(err.trim(), why);
    }
    for (const args of [["study", ""], ["", "photos"]]) {
      const { code, err } = await initOn(never, { directory: folder, args });
      assert.equal(code, 2);
      assert.match(err, /is empty; name one, '\.' for the current/);
    }
    await Deno.remove(join(folder, "file"));
    await Deno.remove(join(folder, "full"), { recursive: true });
    await Deno.writeTextFile(join(folder, ".hidden"), "");
    const here = await initOn(onMachine(() => 1e-4), {
      directory: folder,
      args: [".", "photos"],
    });
    assert.equal(here.code, 0, here.err);
    const text = await Deno.readTextFile(join(folder, "own_images.ts"));
    assert.match(text, /path: "photos"/);
  });
});

Deno.test("init refuses a time in which there is no study, and tells what suffices", async () => {
  await withFolder(async (folder) => {
    await pictures(join(folder, "photos"), ["cats"]);
    const jobs = navigator.hardwareConcurrency;
    const sharing = jobs > 1 ? 1.25 : 1;
    const on = (hours: number, ...flags: readonly string[]) => {
      const step = (hours * 3600 * jobs - 66 * 6) / (78 * 1600 * sharing);
      return initOn(onMachine(() => step), {
        directory: folder,
        args: [`study${hours}`, "photos", ...flags],
      });
    };
    const short = await on(0.99, "--time", "10s");
    assert.equal(short.code, 2);
    assert.match(
      short.err,
      /Cannot study '.*' in 10 s: at 16 pixels the least study takes about 60 minutes here; give --time 60m\n/,
    );
    const large = await on(99.5, "--time", "10s", "--size", "64");
    assert.match(
      large.err,
      /takes about 100 hours here; give --time 100h, or a smaller --size\n/,
    );
    const near = await on(0.99, "--time", "50m");
    assert.equal(near.code, 0, near.err);
    assert.match(
      near.out,
      /that is more than 50 minutes, for a study with fewer/,
    );
    const unasked = await on(99.5, "--size", "64");
    assert.equal(unasked.code, 0, unasked.err);
    assert.match(unasked.out, /it takes about 100 hours here at most/);
    assert.match(
      unasked.out,
      /more than 40 minutes, .*; a smaller --size takes/,
    );
    assert.match(
      unasked.out,
      /64 pixels are more than most pictures have, half of them up to 16: those/,
    );
    assert.match(unasked.out, /1 class of 60 pictures/);
  });
});

Deno.test("init says how few pictures are not alike, and of how many it looked at", async () => {
  const report = (changes: Partial<PicturesReport>) => ({
    ...onMachine(() => 1e-4),
    inspect: () =>
      Promise.resolve({
        pictures: 1000,
        passedOver: {},
        side: { least: 1, median: 30, most: 480 },
        coloured: false,
        classes: {},
        labels: true,
        parts: [],
        splits: "auto" as const,
        passed: "",
        unreadable: [],
        looked: 500,
        decoded: 500,
        duplicates: 0,
        nearDuplicates: 0,
        problems: [],
        ...changes,
      }),
  });
  await withFolder(async (folder) => {
    const init = (changes: Partial<PicturesReport>, name: string) =>
      initOn(report(changes), { directory: folder, args: [name, "photos"] });
    const alike = await init({ nearDuplicates: 490 }, "alike");
    assert.equal(alike.code, 0, alike.err);
    assert.match(
      alike.out,
      /1000 pictures, their shorter side 1 to 480 \(of half of them up to 30\) pixels, grey/,
    );
    assert.match(
      alike.out,
      /to see to: no more than 10 are not nearly another/,
    );
    const two = await init({ nearDuplicates: 498 }, "two");
    assert.equal(two.code, 2);
    assert.match(
      two.err,
      /nearly alike stay in one part, and that leaves 2 of 3 of 500 looked at, of 1000; add/,
    );
    const copies = await init({ duplicates: 475 }, "copies");
    assert.match(copies.err, /got 25 of 500 looked at, of 1000; 475 have the/);
  });
});
