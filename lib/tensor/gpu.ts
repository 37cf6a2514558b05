let inUse = 0;

/** Number of the GPU that engines take from now on, as its driver counts. */
export function useGpu(device: number): void {
  inUse = device;
}

/** Number of the GPU that engines take; 0 at first. */
export function gpuInUse(): number {
  return inUse;
}
