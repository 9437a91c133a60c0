import { embeddedConfig } from "embedded/config.ts";
import { completeEnvironment } from "embedded/environment.ts";
import { createHome } from "embedded/home.tsx";
import { describeLinks, describeSystems, describeTakenOver } from "embedded/overview.ts";
import { services, vendors } from "embedded/services.ts";
import { mountSimulator } from "embedded/simulated_vendor.ts";
import { exitOnConfigError } from "packages/platform/config/exit_on_config_error.ts";
import { startEnvironment } from "packages/platform/config/start_environment.ts";
import { runProcess } from "packages/platform/process.ts";
import { embeddedBackends } from "packages/storage/embedded_backends.ts";

const { env: given, warnings } = startEnvironment();
const environment = await completeEnvironment(given).catch(exitOnConfigError);
const { env, simulated } = environment;
let database = { origin: "", place: "" };
const storage = embeddedBackends({ onOpened: (opened) => database = opened });

await runProcess(services, {
  env,
  given,
  warnings,
  ...storage,
  backendConfig: [...storage.backendConfig, embeddedConfig],
  mounts: () => [
    createHome({
      publicUrl: env["PUBLIC_URL"]!,
      jwksUrl: env["AUTH_JWKS_URL"]!,
      links: describeLinks(environment),
      systems: describeSystems(environment, database.place),
    }),
    ...vendors.filter(({ id }) => simulated.has(id))
      .map((vendor) => mountSimulator(vendor, env, simulated.get(vendor.id)!)),
  ],
  onListening: announce,
});

function announce(publicUrl: string): void {
  const lines = [
    "",
    `  wecom-stack is running: ${publicUrl}/`,
    `  sign in:                ${publicUrl}/login`,
    ...describeSystems(environment, database.origin).map(({ name, provision, detail }) =>
      `  ${`${name.en}:`.padEnd(23)} ${provision}${detail === undefined ? "" : ` (${detail})`}`
    ),
    ...describeTakenOver(environment).flatMap((sentence) => ["", `  ${sentence}`]),
    "",
  ];
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(lines.join("\n"));
}
