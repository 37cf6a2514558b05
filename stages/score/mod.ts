/**
 * The score stages.
 *
 * @module
 */
export {};
