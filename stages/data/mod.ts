/**
 * The data stages.
 *
 * @module
 */
export {};
