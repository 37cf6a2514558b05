/**
 * The report stages.
 *
 * @module
 */
export { table } from "./table.ts";
