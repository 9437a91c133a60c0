import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createHostGuard } from "simulators/shared/host_guard.ts";
import type { SimulatorDefinition } from "simulators/shared/simulator.ts";

/**
 * Serves one simulator as the whole process, until SIGINT or SIGTERM. Reads `HOST` (127.0.0.1), `PORT` (the simulator's
 * own), `PUBLIC_URL` (how browsers reach it), and `SIMULATORS`: with `on` it answers under every host name.
 */
export function serveAlone({ name, defaultPort, create }: SimulatorDefinition): void {
  const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
  const port = Number(Deno.env.get("PORT") ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    Deno.stderr.writeSync(new TextEncoder().encode("PORT must be a number from 0 to 65535\n"));
    Deno.exit(78);
  }
  const publicUrl = (Deno.env.get("PUBLIC_URL") ?? `http://localhost:${port}`).replace(/\/+$/, "");
  const simulator = create({ clock: systemClock, randomBytes: systemRandomBytes, publicUrl });
  const isOpen = Deno.env.get("SIMULATORS") === "on";
  const refuseStrangers = createHostGuard([publicUrl]);
  const onListen = () => {
    Deno.stdout.writeSync(new TextEncoder().encode(`Simulator ${name}: ${publicUrl}\n`));
  };
  const server = Deno.serve(
    { hostname, port, onListen },
    (request, { remoteAddr }) =>
      (isOpen ? undefined : refuseStrangers(request)) ?? simulator.fetch(request, { remoteAddr }),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      simulator.close();
      void server.shutdown();
    });
  }
}
