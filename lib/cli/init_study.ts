import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { FETCH_COMMAND, weightsPath } from "../pretrained/lite0_files.ts";
import type { App, PicturesReport, Surveyor } from "./app.ts";
import { formatSeconds } from "../run/print/format.ts";
import { ENOUGH, stepsWithin, type StudySize, timeOf } from "./size_study.ts";

/** Time that a study may take by default, in seconds. */
const SECONDS = 40 * 60;

/** Sides in pixels that a study may have. */
export const SIDES = [8, 16, 32, 64, 128, 256] as const;

/** A side in pixels that a study may have. */
export type Side = typeof SIDES[number];

/** Largest side that is chosen without being asked for. */
const MOST_SIDE: Side = 64;

/** Fewest pictures of which something can be said. */
const LEAST = 60;

/** What a study of one's own pictures is made of, as `own_images.ts` has it. */
const SIZE: StudySize = { latents: 3, widths: 3, pilot: 3, fresh: 8 };
const WIDTHS = [2, 4, 8] as const;
const DIM = 16;

/** Settings that are chosen for a folder and a machine. */
export interface ChosenStudy {
  /** Folder of the pictures, as seen from the project. */
  readonly path: string;
  /** Height and width in pixels. */
  readonly size: Side;
  /** 1: grey; 3: colour. */
  readonly channels: 1 | 3;
  /** Whether folders are classes. */
  readonly labels: boolean;
  /** Colour behind transparent parts. */
  readonly background: string;
  /** Sizes of generators. */
  readonly widths: readonly number[];
  /** Most steps of a training. */
  readonly steps: number;
  /** Whether the network that was trained on ImageNet is here to judge. */
  readonly pretrained: boolean;
}

/** A study that was chosen, and what it rests on. */
export interface StudyOffer {
  /** Settings of the study. */
  readonly chosen: ChosenStudy;
  /** What was found. */
  readonly report: PicturesReport;
  /** Seconds that it takes at most, about. */
  readonly seconds: number;
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
 * study may take; `size` in pixels, where it is not to be chosen
 * @throws {PipelineError} when there are too few pictures
 */
export async function offerStudy(
  pictures: string,
  { project, surveyor, seconds = SECONDS, size }: {
    readonly project: string;
    readonly surveyor: Surveyor;
    readonly seconds?: number | undefined;
    readonly size?: Side | undefined;
  },
): Promise<StudyOffer> {
  const report = await inspected(pictures, surveyor);
  const different = report.looked - report.duplicates;
  if (different < LEAST) {
    throw new PipelineError(
      "misuse",
      `Cannot study '${pictures}': expected at least ${LEAST} different pictures, got ${different}; with fewer nothing can be told from chance`,
    );
  }
  const channels = report.coloured ? 3 : 1;
  const jobs = navigator.hardwareConcurrency;
  const sides = size === undefined ? sidesOf(report.side.median) : [size];
  const tried: Tried[] = [];
  for (const side of sides) {
    const step = await surveyor.measure({
      size: side,
      channels,
      width: WIDTHS[1],
      dim: DIM,
    });
    tried.push({ side, step, ...stepsWithin(SIZE, { seconds, step, jobs }) });
    if (tried.at(-1)!.steps >= ENOUGH) break;
  }
  const { side, steps, seconds: taken } = tried.at(-1)!;
  const above = tried.at(-2);
  const path = weightsPath();
  return {
    report,
    seconds: taken,
    ...above === undefined ? {} : {
      larger: {
        size: above.side,
        seconds: timeOf(SIZE, { steps: ENOUGH, step: above.step, jobs }),
      },
    },
    chosen: {
      path: pathFrom(project, pictures),
      size: side,
      channels,
      labels: report.labels,
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
  /** Steps of a training. */
  readonly steps: number;
  /** Of the study. */
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
    throw new PipelineError("misuse", (cause as Error).message, { cause });
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
    (await Deno.readTextFile(join(root, "pipelines", name)))
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

/** What was found, chosen, and will be taken. */
export function offerText(
  { report, chosen, seconds, larger }: StudyOffer,
): string {
  const classes = Object.entries(report.classes);
  const counts = classes.map(([, count]) => count);
  const passed = Object.entries(report.passedOver)
    .map(([kind, count]) => `${count} ${kind}`).join(", ");
  const { least, median, most } = report.side;
  const lines = [
    `${report.pictures} pictures of ${
      least === most
        ? least
        : `${least} to ${most} (half of them up to ${median})`
    } pixels, ${report.coloured ? "in colour" : "grey"}`,
    classes.length === 0
      ? "no classes: nothing here needs any"
      : `${classes.length} classes of ${
        [...new Set([Math.min(...counts), Math.max(...counts)])].join(" to ")
      } pictures`,
    ...report.parts.length === 0
      ? []
      : [`parts by folders: ${report.parts.join(", ")}`],
    ...passed === "" ? [] : [`passed over: ${passed}`],
    `${
      report.looked === report.pictures
        ? ""
        : `of ${report.looked} that were looked at, `
    }${report.duplicates} have the pixels of another, and ${report.nearDuplicates} are nearly another; they stay in one part each`,
    ...report.problems.map((problem) => `to see to: ${problem}`),
    `chosen: ${chosen.size}×${chosen.size} pixels, generators of width ${
      chosen.widths.join(", ")
    }, at most ${chosen.steps} steps each`,
    `it takes about ${
      Math.ceil(seconds / 60)
    } minutes here at most, and goes on after any interruption`,
    ...larger === undefined ? [] : [
      `at ${larger.size} pixels, trainings of ${ENOUGH} steps would take up to ${
        formatSeconds(larger.seconds)
      }: --size ${larger.size} --time ${Math.ceil(larger.seconds / 60)}m`,
    ],
    ...chosen.steps >= ENOUGH ? [] : [
      `fewer than ${ENOUGH} steps: the normal latent will hardly be trained to its end, and the verdict stays open; give it more --time${
        chosen.size > 16 ? ", or a smaller --size" : ""
      }`,
    ],
    ...chosen.pretrained ? [] : [
      `one extractor only, so that the verdict stays open: '${FETCH_COMMAND}' in the folder of Senzai brings a second one (17 MB); then set 'pretrained' to true in own_images.ts`,
    ],
  ];
  return `${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

/** Asks for a folder of pictures, where somebody is there to answer. */
export function askForPictures(app: App): string | undefined {
  if (app.columns() === undefined || !Deno.stdin.isTerminal()) return undefined;
  const answer = prompt(
    "Folder with your pictures (empty for a starter on MNIST):",
  )?.trim();
  return answer === "" ? undefined : answer;
}
