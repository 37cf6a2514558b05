/** Why an address is refused that names no place for others to be below. */
export const NO_BASE =
  "expected an address without '?' and '#', since entries are filed below it; a secret belongs in the environment variable that cache.secret names";

/** Whether addresses can be made by adding to this one. */
export function isBase(address: string): boolean {
  return !/[?#]/.test(address);
}
