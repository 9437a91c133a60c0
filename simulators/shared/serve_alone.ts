import { systemClock } from "packages/platform/clock.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { exitOnConfigError } from "packages/platform/config/exit_on_config_error.ts";
import { listen, type Listener } from "packages/platform/listen.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createHostGuard } from "simulators/shared/host_guard.ts";
import type { SimulatorDefinition } from "simulators/shared/simulator.ts";

/**
 * Serves one simulator as the whole process, until SIGINT or SIGTERM. Reads `HOST` (127.0.0.1), `PORT` (the simulator's
 * own), `PUBLIC_URL` (how browsers reach it), and `SIMULATORS`: with `on` it answers under every host name.
 */
export function serveAlone({ name, defaultPort, create }: SimulatorDefinition): void {
  const address = {
    HOST: Deno.env.get("HOST") || "127.0.0.1",
    PORT: Number(Deno.env.get("PORT") || defaultPort),
  };
  const publicUrl = (Deno.env.get("PUBLIC_URL") || `http://localhost:${address.PORT}`)
    .replace(/\/+$/, "");
  const simulator = create({ clock: systemClock, randomBytes: systemRandomBytes, publicUrl });
  const isOpen = Deno.env.get("SIMULATORS") === "on";
  const refuseStrangers = createHostGuard([publicUrl]);
  const server = listenOrExit(
    address,
    (request, { remoteAddr }) =>
      (isOpen ? undefined : refuseStrangers(request)) ?? simulator.fetch(request, { remoteAddr }),
  );
  Deno.stdout.writeSync(new TextEncoder().encode(`Simulator ${name}: ${publicUrl}\n`));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      simulator.close();
      void server.finish().then(() => Deno.exit(0));
    });
  }
}

function listenOrExit(
  address: Parameters<typeof listen>[0],
  handler: Parameters<typeof listen>[1],
): Listener {
  try {
    if (!Number.isInteger(address.PORT) || address.PORT < 1 || address.PORT > 65535) {
      const problem = "must be a number from 1 to 65535";
      throw new ConfigError([{ variable: "PORT", problem, example: "3011" }]);
    }
    return listen(address, handler, createLogger({ level: "info" }));
  } catch (error) {
    exitOnConfigError(error);
  }
}
