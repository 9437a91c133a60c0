/** Below the port range of outgoing connections, so that no connection takes a free port. */
const FIRST = 20_000;
const COUNT = 10_000;
const TRIES_MAX = 100;

/** A caller may listen on its port later, or again after a restart. */
const issued = new Set<number>();

/** A free port of 127.0.0.1. A process never gets the same port twice. */
export function freePort(): number {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (issued.has(port)) continue;
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      issued.add(port);
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot find a free port between ${FIRST} and ${FIRST + COUNT - 1}`);
}
