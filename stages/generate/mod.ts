/**
 * The generate stages.
 *
 * @module
 */
export {};
