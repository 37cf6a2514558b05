/**
 * The encode stages.
 *
 * @module
 */
export {};
