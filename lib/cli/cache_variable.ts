/** Environment variable with the address of a shared cache. */
export const CACHE_VARIABLE = "SENZAI_CACHE";
