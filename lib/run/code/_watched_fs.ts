/**
 * `node:fs` for modules of the user while these are loaded: what they read is
 * noted.
 */
import fs from "node:fs";
import { watched } from "./loading.ts";
import promises from "./_watched_fs_promises.ts";

export * from "node:fs";
export { promises };

export const access = watched(fs.access, "presence");
export const accessSync = watched(fs.accessSync, "presence");
export const createReadStream = watched(fs.createReadStream, "file");
export const existsSync = watched(fs.existsSync, "presence");
export const lstat = watched(fs.lstat, "presence");
export const lstatSync = watched(fs.lstatSync, "presence");
export const open = watched(fs.open, "file");
export const openSync = watched(fs.openSync, "file");
export const readdir = watched(fs.readdir, "file");
export const readdirSync = watched(fs.readdirSync, "file");
export const readFile = watched(fs.readFile, "file");
export const readFileSync = watched(fs.readFileSync, "file");
export const stat = watched(fs.stat, "presence");
export const statSync = watched(fs.statSync, "presence");

export default {
  ...fs,
  access,
  accessSync,
  createReadStream,
  existsSync,
  lstat,
  lstatSync,
  open,
  openSync,
  promises,
  readdir,
  readdirSync,
  readFile,
  readFileSync,
  stat,
  statSync,
};
