import sharp from "sharp";
import { openDecoder } from "../../stages/data/work/pictures/decode.ts";
import { inspectFolder } from "../../stages/data/work/inspect_folder.ts";
import { withFolder } from "../fixtures/folder.ts";
import { paintScene } from "../fixtures/scenes.ts";

/** Files of the folder that is looked at. */
const FILES = 20_000;
const ROUNDS = 300;

/** Loading a small PNG beside plain decoding, and a look at a large folder. */
export async function* benchPictures() {
  const side = 64;
  const file = new Uint8Array(
    await sharp(paintScene(1, side), {
      raw: { width: side, height: side, channels: 3 },
    }).png().toBuffer(),
  );
  const decoder = openDecoder({
    size: side,
    channels: 3,
    fit: "cover",
    background: "#000000",
  });
  const [plain, whole]: [number[], number[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    plain.push(await timed(() => sharp(file).raw().toBuffer()));
    whole.push(await timed(() => decoder.decode(file)));
  }
  yield {
    workload: `png ${side}×${side}`,
    // The fast ones: a busy machine makes some slow now and then.
    ratio: Number((fast(whole) / fast(plain)).toFixed(2)),
  };
  yield await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/0.png`, file);
    for (let i = 1; i < FILES; i++) {
      Deno.linkSync(`${folder}/0.png`, `${folder}/${i}.png`);
    }
    const ms = await timed(() => inspectFolder(folder));
    return { workload: `look at ${FILES} pictures`, ms: Math.round(ms) };
  });
}

async function timed(body: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await body();
  return performance.now() - started;
}

function fast(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length / 10]!;
}
