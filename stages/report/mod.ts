/**
 * The report stages.
 *
 * @module
 */
export {};
