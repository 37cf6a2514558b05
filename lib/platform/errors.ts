/** Something is there already. */
export const AlreadyExists = Deno.errors.AlreadyExists;

/** Nobody reads any more what is written. */
export const BrokenPipe = Deno.errors.BrokenPipe;

/** A part of a path is no folder. */
export const NotADirectory = Deno.errors.NotADirectory;

/** The runtime was not permitted it. */
export const NotCapable = Deno.errors.NotCapable;

/** There is nothing at a path. */
export const NotFound = Deno.errors.NotFound;

/** The system does not let this user. */
export const PermissionDenied = Deno.errors.PermissionDenied;
