import type { Clock } from "packages/platform/clock.ts";
import { systemClock } from "packages/platform/clock.ts";
import { type RandomBytes, systemRandomBytes } from "packages/platform/random.ts";

/** What a simulator gets from the process it runs in. */
interface Surroundings {
  clock: Clock;
  randomBytes: RandomBytes;
  publicUrl: string;
}

/** A simulator that can be served. */
interface Servable {
  fetch(
    request: Request,
    connection: { remoteAddr: { hostname: string } },
  ): Response | Promise<Response>;
  /** Ends what it does on its own account. */
  close?(): void;
}

/**
 * Serves one simulator as the whole process: `HOST` (127.0.0.1), `PORT` (`defaultPort`), `PUBLIC_URL`
 * (how browsers reach it), until SIGINT or SIGTERM.
 */
export function serveAlone(
  { name, defaultPort, create }: {
    name: string;
    defaultPort: number;
    create: (surroundings: Surroundings) => Servable;
  },
): void {
  const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
  const port = Number(Deno.env.get("PORT") ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    Deno.stderr.writeSync(new TextEncoder().encode("PORT must be a number from 0 to 65535\n"));
    Deno.exit(78);
  }
  const publicUrl = (Deno.env.get("PUBLIC_URL") ?? `http://localhost:${port}`).replace(/\/+$/, "");
  const simulator = create({ clock: systemClock, randomBytes: systemRandomBytes, publicUrl });
  const server = Deno.serve({
    hostname,
    port,
    onListen: () => {
      Deno.stdout.writeSync(new TextEncoder().encode(`${name}: ${publicUrl}\n`));
    },
  }, (request, { remoteAddr }) => simulator.fetch(request, { remoteAddr }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      simulator.close?.();
      void server.shutdown();
    });
  }
}
