/**
 * The prior stages.
 *
 * @module
 */
export {};
