import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { createHome } from "embedded/home.tsx";
import { describeLinks, describeSystems } from "embedded/overview.ts";
import { services } from "embedded/services.ts";
import { mountWecomSimulator } from "embedded/simulators.ts";
import { queues } from "packages/events/queues.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { exitOnConfigError, runProcess } from "packages/platform/process.ts";
import { embeddedBackends } from "packages/storage/embedded_backends.ts";

const { env, simulatedWecomUrl } = await completeEnvironment(
  readEnvironment(new URL("../", import.meta.url)),
).catch(exitOnConfigError);
let database = { origin: "", place: "" };
const storage = embeddedBackends({ queues, onOpened: (opened) => database = opened });

await runProcess(services, {
  env,
  ...storage,
  backendConfig: [...storage.backendConfig, embeddedConfig],
  mounts: () => [
    createHome({
      publicUrl: env["PUBLIC_URL"]!,
      jwksUrl: env["AUTH_JWKS_URL"]!,
      links: describeLinks(simulatedWecomUrl),
      systems: describeSystems(env, database.place, simulatedWecomUrl),
    }),
    ...simulatedWecomUrl === undefined ? [] : [mountWecomSimulator(env, simulatedWecomUrl)],
  ],
  onListening: (publicUrl) => announce(publicUrl),
});

function announce(publicUrl: string): void {
  const lines = [
    "",
    `  wecom-stack is running: ${publicUrl}/`,
    `  sign in:                ${publicUrl}/login`,
    ...describeSystems(env, database.origin, simulatedWecomUrl).map(({ name, provision, detail }) =>
      `  ${`${name.en}:`.padEnd(23)} ${provision}${detail === undefined ? "" : ` (${detail})`}`
    ),
    "",
  ];
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(lines.join("\n"));
}
