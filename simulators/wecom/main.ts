import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

/** Serves the simulator alone: `HOST` (127.0.0.1), `PORT` (3011), `PUBLIC_URL` (how browsers reach it). */
const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
const port = Number(Deno.env.get("PORT") ?? 3011);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  Deno.stderr.writeSync(new TextEncoder().encode("PORT must be a number from 0 to 65535\n"));
  Deno.exit(78);
}
const publicUrl = (Deno.env.get("PUBLIC_URL") ?? `http://localhost:${port}`).replace(/\/+$/, "");
const { fetch } = createWecomSimulator({
  clock: systemClock,
  randomBytes: systemRandomBytes,
  publicUrl,
});
const server = Deno.serve({
  hostname,
  port,
  onListen: () => {
    Deno.stdout.writeSync(new TextEncoder().encode(`WeCom simulator: ${publicUrl}\n`));
  },
}, fetch);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void server.shutdown());
}
