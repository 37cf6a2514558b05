/**
 * The distance stages.
 *
 * @module
 */
export {};
