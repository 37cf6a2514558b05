/** Value of an environment variable; undefined where it is not set. */
export function variable(name: string): string | undefined {
  return Deno.env.get(name);
}

/** Sets an environment variable, for this process and those it starts. */
export function setVariable(name: string, value: string): void {
  Deno.env.set(name, value);
}

/** Takes a variable out of the environment. */
export function deleteVariable(name: string): void {
  Deno.env.delete(name);
}
