import { WECOM_SIMULATOR_PATH } from "embedded/environment.ts";
import { createSimulatedCast } from "embedded/simulated_wecom.ts";
import { systemClock } from "packages/platform/clock.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { wecomConfig } from "packages/wecom_apps/config.ts";
import type { Mount } from "packages/platform/dispatcher.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { callbackConfig } from "services/callback/config.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

/** The simulated WeCom under its path; it takes over the corps, apps, bots and keys that are configured. */
export function mountWecomSimulator(env: Environment, publicUrl: string): Mount {
  const config = loadConfig([processConfig, wecomConfig, callbackConfig], env);
  const simulator = createWecomSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    corps: createSimulatedCast(config, `http://127.0.0.1:${config.PORT}`),
    publicUrl,
  });
  return {
    paths: [WECOM_SIMULATOR_PATH, `${WECOM_SIMULATOR_PATH}/*`],
    fetch(request, peer) {
      const url = new URL(request.url);
      url.pathname = url.pathname.slice(WECOM_SIMULATOR_PATH.length) || "/";
      const hostname = peer.remoteAddr?.hostname ?? "127.0.0.1";
      return simulator.fetch(new Request(url, request), { remoteAddr: { hostname } });
    },
    close: () => simulator.close(),
  };
}
