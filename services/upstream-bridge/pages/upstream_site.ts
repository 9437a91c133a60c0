import { isLoopbackHost } from "packages/platform/loopback.ts";
import type { UpstreamView } from "services/upstream-bridge/pages/account_view.ts";

/** What the console says about the deployment; it does not change while the process runs. */
export type UpstreamSite = Omit<UpstreamView, "sendingEnabled" | "dryRun">;

/** Path and port of the simulated upstream: in the embedded process, and alone. */
const SIMULATOR_PATH = "/sim/upstream";
const SIMULATOR_PORT = "3013";

/** Describes the deployment for the console. */
export function describeUpstreamSite({ config, callbackUrl }: {
  readonly config: {
    readonly BASE_URL?: string | undefined;
    readonly CALLBACK_URL?: string | undefined;
    readonly PUBLIC_URL: string;
    readonly MONITOR_INTERVAL_MS: number;
  };
  /** The address that the upstream can reach, without a token; undefined: there is none. */
  readonly callbackUrl: string | undefined;
}): UpstreamSite {
  const { BASE_URL: baseUrl, CALLBACK_URL } = config;
  const missing = CALLBACK_URL === "off" ? "off" : "unreachable";
  return {
    isConfigured: baseUrl !== undefined,
    simulatedPhone: baseUrl === undefined ? undefined : findPhone(baseUrl, config.PUBLIC_URL),
    callbacks: callbackUrl === undefined ? missing : "on",
    callbackUrl: callbackUrl ?? null,
    isMonitored: config.MONITOR_INTERVAL_MS > 0,
  };
}

/** The page of the simulated phones. Pages of simulators use the other loopback name, as embedded/environment.ts does. */
function findPhone(baseUrl: string, publicUrl: string): string | undefined {
  const { hostname, pathname, port } = new URL(baseUrl);
  if (!isLoopbackHost(hostname)) return undefined;
  if (pathname.replace(/\/+$/, "") === SIMULATOR_PATH) {
    return `${publicUrl.replace("127.0.0.1", "localhost")}${SIMULATOR_PATH}/`;
  }
  return port === SIMULATOR_PORT ? `${baseUrl.replace(/\/+$/, "")}/` : undefined;
}
