import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Scores } from "../kinds/mod.ts";
import { seed } from "../encode/config.ts";

/**
 * Pictures of a folder and its sub-folders: PNG, JPEG, WebP, GIF (the first
 * frame), TIFF (8 or 16 bits without sign), AVIF (no animation), uncompressed
 * BMP, and binary PGM and PPM, by what the files hold and not by their names.
 * Each is decoded whole, turned the way its EXIF data says, brought to sRGB by
 * its colour profile with 8 bits (of 16 without a profile, or with one of tables,
 * the upper eight), laid on `background` where it is transparent, and resampled to
 * a square by Lanczos with three lobes: smaller by libvips, which averages whole
 * pixels first where it shrinks by four and more, larger as Pillow does. Grey is
 * BT.601's luma of that. Hidden entries, devices, links to nothing, HEIC, SVG,
 * cameras' own formats and all else are passed over; terminal and log name them,
 * and `scores` count them by kind.
 *
 * With `labels`, the sub-folders of `path` are classes, in the order of their
 * names; without sub-folders there are no labels. A folder that holds all other
 * folders is looked into.
 *
 * Sub-folders that are called train, and validation or test (val, valid, dev,
 * testing, in any case), with nothing beside them, are parts, and classes are the
 * folders below; a part that is not there is drawn from train. Of pictures that
 * are equal or strictly alike (as `data.mnist` has it) in several parts, test
 * keeps its own, then validation. Classes of which no picture can be read are
 * dropped. Otherwise:
 *
 * The split depends on `seed` and on what the files hold, not on their names.
 * Pictures of equal pixels stay together, and so do near-duplicates, so that
 * none is both trained on and held out: re-encoded, resized, brighter or darker,
 * in other colours, mirrored, or cropped by a twentieth, as far as a hash of
 * their outlines tells (`nearDuplicates` in `lib/image` states its thresholds
 * and misses). `scores` counts them. Where all pictures look alike, as digits do,
 * groups are those of strangers too: `duplicates: "equal"` leaves them apart.
 *
 * @throws {RangeError} when there are fewer than three different pictures
 * @throws {TypeError} when a picture cannot be decoded, unless `corrupt` is
 * `skip`; the message names it
 */
export const folder = defineStage({
  name: "data.folder",
  version: 5,
  summary: "Reads the pictures of a folder",
  source: "libvips, through sharp",
  config: z.object({
    path: z.string().min(1).describe("Folder with the pictures"),
    size: z.literal([8, 16, 32, 64, 128, 256]).default(32).describe(
      "Height and width in pixels",
    ),
    channels: z.literal([1, 3]).default(3).describe(
      "1: grey, luma by BT.601 of colours; 3: RGB",
    ),
    fit: z.enum(["cover", "contain"]).default("cover").describe(
      "cover: crop to the middle square; contain: pad with the background",
    ),
    background: z.string().regex(/^#[0-9a-fA-F]{6}$/, {
      error: "expected a colour such as #000000",
    }).default("#000000").describe("Colour behind transparent parts"),
    validation: z.number().positive().max(0.8).default(0.1).describe(
      "Share of the pictures for validation",
    ),
    test: z.number().positive().max(0.8).default(0.1).describe(
      "Share of the pictures for testing",
    ),
    limit: z.int().min(3).optional().describe(
      "Most pictures, drawn at random; default: all",
    ),
    labels: z.boolean().default(true).describe(
      "Whether sub-folders are classes",
    ),
    splits: z.enum(["auto", "folders", "random"]).default("auto").describe(
      "Parts: as folders called train, validation and test name them; auto: if there are such",
    ),
    duplicates: z.enum(["near", "equal"]).default("near").describe(
      "What stays in one part: pictures that are nearly the same, or of equal pixels alone",
    ),
    corrupt: z.enum(["fail", "skip"]).default("fail").describe(
      "What to do about a picture that cannot be decoded",
    ),
    seed,
  }).refine(({ validation, test }) => validation + test < 1, {
    error: "validation and test together must leave a share for training",
  }),
  inputs: {},
  outputs: { train: Images, validation: Images, test: Images, scores: Scores },
  testOutputs: ["test", "scores"],
  files: ["path"],
  visibleFiles: true,
  random: true,
  resources: { threads: 2 },
  run: async (args) => (await import("./work/read_folder.ts")).readFolder(args),
});
