import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { createHome } from "embedded/home.tsx";
import {
  describeLinks,
  describeSystems,
  describeTakenOver,
  type SystemState,
} from "embedded/overview.ts";
import { services, vendors } from "embedded/services.ts";
import { mountSimulator } from "embedded/simulated_vendor.ts";
import { exitOnConfigError } from "packages/platform/config/exit_on_config_error.ts";
import { startEnvironment } from "packages/platform/config/start_environment.ts";
import type { Health } from "packages/platform/health.ts";
import { runProcess } from "packages/platform/process.ts";
import { embeddedBackends } from "packages/storage/embedded_backends.ts";

const { env: written, warnings } = startEnvironment();
const environment = await completeEnvironment(written).catch(exitOnConfigError);
const { env, given, simulated } = environment;
let database = { origin: "", place: "" };
const storage = embeddedBackends({ onOpened: (opened) => database = opened });

await runProcess(services, {
  env,
  given,
  warnings,
  ...storage,
  backendConfig: [...storage.backendConfig, embeddedConfig],
  mounts: (health) => [
    createHome({
      publicUrl: env["PUBLIC_URL"]!,
      jwksUrl: env["AUTH_JWKS_URL"]!,
      links: describeLinks(environment),
      systems: async () =>
        describeSystems(environment, database.place, (await health.report()).checks),
    }),
    ...vendors.filter(({ id }) => simulated.has(id))
      .map((vendor) => mountSimulator(vendor, env, simulated.get(vendor.id)!)),
  ],
  onListening: announce,
});

async function announce(publicUrl: string, health: Health): Promise<void> {
  const { checks } = await health.report();
  const lines = [
    "",
    `  wecom-stack is running: ${publicUrl}/`,
    `  sign in:                ${publicUrl}/login`,
    ...describeSystems(environment, database.origin, checks).map(describeSystem),
    ...describeTakenOver(environment).flatMap((sentence) => ["", `  ${sentence}`]),
    "",
  ];
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(lines.join("\n"));
}

function describeSystem({ name, provision, detail, problem = detail }: SystemState): string {
  const reason = problem === undefined ? "" : ` (${problem})`;
  return `  ${`${name.en}:`.padEnd(23)} ${provision}${reason}`;
}
