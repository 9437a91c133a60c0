/** Below the range from which systems take the ports of outgoing connections: what is free here stays free. */
const FIRST = 20_000;
const COUNT = 10_000;
const TRIES_MAX = 100;

/** Whoever was given one may not listen on it yet, or listen again later. */
const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listened on a moment ago; never the same twice. */
export function freePort(): number {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) continue;
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      given.add(port);
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot find a free port between ${FIRST} and ${FIRST + COUNT - 1}`);
}
