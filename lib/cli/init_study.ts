import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { readTextFile, stat } from "../platform/files.ts";
import { isAsking } from "../platform/process.ts";
import { weightsPath } from "../pretrained/lite0_files.ts";
import type { App, PicturesReport, Surveyor } from "./app.ts";
import { formatSeconds } from "../run/observe/print/duration.ts";
import { refusePictures } from "./refuse_pictures.ts";
import { roughTime, timeFlag } from "./rough_time.ts";
import { ENOUGH, stepsWithin, type StudySize, timeOf } from "./size_study.ts";

/** Time that a study may take by default, in seconds. */
const SECONDS = 40 * 60;

/** Sides in pixels that a study may have. */
export const SIDES = [8, 16, 32, 64, 128, 256] as const;

/** A side in pixels that a study may have. */
export type Side = typeof SIDES[number];

/** Largest side that is chosen without being asked for. */
const MOST_SIDE: Side = 64;

/** Multiple of the time that was asked for up to which a study is offered. */
const OVER = 1.5;

/** What a study of one's own pictures is made of, as `own_images.ts` has it. */
const SIZE: StudySize = { latents: 3, widths: 3, pilot: 3, fresh: 8 };
const WIDTHS = [2, 4, 8] as const;
const DIM = 16;

/** Settings that are chosen for a folder and a machine. */
export interface ChosenStudy {
  /** Folder of the pictures, as seen from the project. */
  readonly path: string;
  readonly size: Side;
  /** 1: grey; 3: colour. */
  readonly channels: 1 | 3;
  /** Whether folders are classes. */
  readonly labels: boolean;
  /** Whether parts are read from folders that are called so. */
  readonly splits: "auto" | "random";
  /** What happens when a picture cannot be read. */
  readonly corrupt: "fail" | "skip";
  /** Colour behind transparent parts. */
  readonly background: string;
  readonly widths: readonly number[];
  /** Most steps of a training. */
  readonly steps: number;
  /** Whether the network that was trained on ImageNet is here to judge. */
  readonly pretrained: boolean;
}

/** A study that was chosen, and what it rests on. */
export interface StudyOffer {
  readonly chosen: ChosenStudy;
  readonly report: PicturesReport;
  /** Seconds that it takes at most, about. */
  readonly seconds: number;
  /** Seconds that it may take. */
  readonly asked: number;
  /** Seconds that enough steps at this size take. */
  readonly enough: number;
  /** A larger side that the pictures have, and what enough steps at it take. */
  readonly larger?: { readonly size: Side; readonly seconds: number };
}

/**
 * Looks at a folder of pictures and times a few steps, and chooses size, colours
 * and steps for them: the largest size that the pictures have at which trainings
 * may come to their end in the time there is.
 *
 * @param pictures Absolute path of the folder
 * @param options `project`: absolute folder of the project; `seconds` that the
 * study may take; `size` in pixels, where it is not to be chosen; `tell`: receives
 * a line before what takes its time
 * @throws {PipelineError} when there are too few pictures, or the least study
 * takes half as much again as `seconds`
 */
export async function offerStudy(
  pictures: string,
  { project, surveyor, seconds, size, tell }: {
    readonly project: string;
    readonly surveyor: Surveyor;
    readonly seconds?: number | undefined;
    readonly size?: Side | undefined;
    readonly tell: (line: string) => void;
  },
): Promise<StudyOffer> {
  tell(`Looking at the pictures in ${pictures}`);
  const report = await inspected(pictures, surveyor);
  refusePictures(pictures, report);
  const asked = seconds ?? SECONDS;
  const channels = report.coloured ? 3 : 1;
  const jobs = navigator.hardwareConcurrency;
  const sides = size === undefined ? sidesOf(report.side.median) : [size];
  const tried: Tried[] = [];
  for (const side of sides) {
    tell(`Timing a few steps at ${side} pixels`);
    const step = await surveyor.measure({
      size: side,
      channels,
      width: WIDTHS[1],
      dim: DIM,
    });
    const within = stepsWithin(SIZE, { seconds: asked, step, jobs });
    tried.push({ side, step, ...within });
    if (within.steps >= ENOUGH) break;
  }
  const { side, step, steps, seconds: taken } = tried.at(-1)!;
  if (seconds !== undefined && taken > OVER * seconds) {
    throw new PipelineError(
      "misuse",
      `Cannot study '${pictures}' in ${
        formatSeconds(seconds)
      }: at ${side} pixels the least study takes about ${
        roughTime(taken)
      } here; give ${
        [
          timeFlag(taken) ?? "more time",
          ...size !== undefined && size > SIDES[0] ? ["a smaller --size"] : [],
        ].join(", or ")
      }`,
    );
  }
  const enough = (step: number) => timeOf(SIZE, { steps: ENOUGH, step, jobs });
  const above = tried.at(-2);
  const path = weightsPath();
  return {
    report,
    seconds: taken,
    asked,
    enough: enough(step),
    ...above === undefined
      ? {}
      : { larger: { size: above.side, seconds: enough(above.step) } },
    chosen: {
      path: pathFrom(project, pictures),
      size: side,
      channels,
      labels: report.labels,
      splits: report.splits,
      corrupt: report.unreadable.length > 0 ? "skip" : "fail",
      background: "#ffffff",
      widths: WIDTHS,
      steps,
      pretrained: path !== undefined && existsSync(path),
    },
  };
}

/** A side, and what can be done at it. */
interface Tried {
  readonly side: Side;
  /** Seconds of a step. */
  readonly step: number;
  readonly steps: number;
  /** Seconds of the study. */
  readonly seconds: number;
}

/**
 * Sides that pictures have, the largest first: a little is filled up rather than
 * much thrown away. Below 16 pixels only those are that are no larger.
 */
function sidesOf(pixels: number): Side[] {
  const has = (side: Side) => side === SIDES[0] || pixels >= 0.75 * side;
  const most = SIDES.findLast((side) => side <= MOST_SIDE && has(side))!;
  return SIDES.filter((side) => side <= most && side >= Math.min(16, most))
    .toReversed();
}

async function inspected(
  pictures: string,
  surveyor: Surveyor,
): Promise<PicturesReport> {
  try {
    return await surveyor.inspect(pictures);
  } catch (cause) {
    const isGone = await stat(pictures).then(() => false, () => true);
    throw new PipelineError(
      "misuse",
      isGone
        ? `Cannot study '${pictures}': no such folder; name the folder with your pictures`
        : (cause as Error).message,
      { cause },
    );
  }
}

/** Relative where the folder lies in or beside the project. */
function pathFrom(project: string, pictures: string): string {
  const path = relative(project, pictures).replaceAll("\\", "/");
  return isAbsolute(path) || path.startsWith("../..")
    ? resolve(pictures)
    : path;
}

/** Texts of the files of a study, by name. */
export async function studyFiles(
  chosen: ChosenStudy,
  { root, specifier }: { readonly root: string; readonly specifier: string },
): Promise<Record<string, string>> {
  const read = async (name: string) =>
    (await readTextFile(join(root, "pipelines", name)))
      .replaceAll('"../mod.ts"', JSON.stringify(`${specifier}/mod.ts`))
      .replaceAll("./_latent_study.ts", "./latent_study.ts");
  const own = await read("own_images.ts");
  const settings = JSON.stringify(chosen, null, 2)
    .replaceAll(/^ {2}"(\w+)":/gm, "  $1:")
    .replaceAll(/\[[\d,\s]*\]/g, (list) => JSON.stringify(JSON.parse(list)))
    .replaceAll(/(\d),(?=\d)/g, "$1, ");
  const written = own
    .replace(
      /const CHOSEN = \{[^}]*\} as const;/,
      () => `const CHOSEN = ${settings} as const;`,
    )
    .replace(
      /^ \* Run: .*?\n \*\n/ms,
      " * Run: `deno task pipeline run own_images.ts`\n *\n",
    );
  return {
    "own_images.ts": written,
    "latent_study.ts": await read("_latent_study.ts"),
  };
}

/** Asks for a folder of pictures, where somebody is there to answer. */
export function askForPictures(app: App): string | undefined {
  if (app.columns() === undefined || !isAsking()) return undefined;
  const answer = prompt(
    "Folder with your pictures (empty for a starter on MNIST):",
  )?.trim();
  return answer === "" ? undefined : answer;
}
