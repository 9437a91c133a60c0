import { WECOM_SIMULATOR_PATH } from "embedded/environment.ts";
import { systemClock } from "packages/platform/clock.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import type { Mount } from "packages/platform/front.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createCast } from "simulators/wecom/cast.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

/** The simulated WeCom under its path; it takes over the corp, app and secret that are configured. */
export function mountWecomSimulator(env: Environment, publicUrl: string): Mount {
  const app = {
    corpId: env["WECOM_CORP_ID"]!,
    agentId: Number(env["WECOM_AGENT_ID"]),
    secret: env["WECOM_SECRET"]!,
  };
  const simulator = createWecomSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    corps: createCast([app]),
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
  };
}
