/**
 * `node:fs/promises` for modules of the user while these are loaded: what they
 * read is noted.
 */
import fs from "node:fs/promises";
import { watched } from "./loading.ts";

export * from "node:fs/promises";

export const access = watched(fs.access, "presence");
export const lstat = watched(fs.lstat, "presence");
export const open = watched(fs.open, "file");
export const readdir = watched(fs.readdir, "file");
export const readFile = watched(fs.readFile, "file");
export const stat = watched(fs.stat, "presence");

export default { ...fs, access, lstat, open, readdir, readFile, stat };
