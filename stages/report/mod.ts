/**
 * The report stages.
 *
 * @module
 */
export { decision } from "./decision.ts";
export { table } from "./table.ts";
