import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { createHome } from "embedded/home.tsx";
import { describeLinks, describeSystems, describeTakenOver } from "embedded/overview.ts";
import { services } from "embedded/services.ts";
import { mountLlmSimulator } from "embedded/simulated_llm.ts";
import { mountWecomSimulator } from "embedded/simulators.ts";
import { queues } from "packages/events/queues.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { exitOnConfigError, runProcess } from "packages/platform/process.ts";
import { embeddedBackends } from "packages/storage/embedded_backends.ts";

const { env, ...simulators } = await completeEnvironment(
  readEnvironment(new URL("../", import.meta.url)),
).catch(exitOnConfigError);
const { simulatedWecomUrl, simulatedLlmUrl } = simulators;
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
      links: describeLinks(simulators),
      systems: describeSystems(env, database.place, simulators),
    }),
    ...simulatedWecomUrl === undefined ? [] : [mountWecomSimulator(env, simulatedWecomUrl)],
    ...simulatedLlmUrl === undefined ? [] : [mountLlmSimulator(simulatedLlmUrl)],
  ],
  onListening: (publicUrl) => announce(publicUrl),
});

function announce(publicUrl: string): void {
  const takenOver = describeTakenOver(env, simulators);
  const lines = [
    "",
    `  wecom-stack is running: ${publicUrl}/`,
    `  sign in:                ${publicUrl}/login`,
    ...describeSystems(env, database.origin, simulators).map(({ name, provision, detail }) =>
      `  ${`${name.en}:`.padEnd(23)} ${provision}${detail === undefined ? "" : ` (${detail})`}`
    ),
    ...takenOver === undefined ? [] : ["", `  ${takenOver}`],
    "",
  ];
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(lines.join("\n"));
}
