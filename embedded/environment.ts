import { provideFile } from "embedded/data_dir.ts";
import { vendors } from "embedded/services.ts";
import { type SimulatedVendor, simulatorPath } from "embedded/simulated_vendor.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { tidy } from "packages/platform/config/read_variable.ts";
import { originUrl, port as portReader } from "packages/platform/config/readers.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

/** The environment of the embedded process, completed. */
export interface EmbeddedEnvironment {
  readonly env: Environment;
  /** The environment before. */
  readonly given: Environment;
  /** The vendors that are simulated, by id, each with its address for browsers. */
  readonly simulated: ReadonlyMap<string, string>;
}

/**
 * Completes the environment, so that the services need not know that they are embedded: addresses, generated keys, and a
 * simulator for each vendor that is not configured.
 * @throws ConfigError when DATA_DIR cannot be written
 */
export async function completeEnvironment(given: Environment): Promise<EmbeddedEnvironment> {
  // Of a value that cannot be read, no others are made: it alone is reported.
  const port = portReader.safeParse(tidy(given["PORT"] ?? "")).data ?? 3000;
  const readUrl = originUrl.safeParse(tidy(given["PUBLIC_URL"] ?? "")).data;
  const publicUrl = readUrl ?? `http://127.0.0.1:${port}`;
  const signingKeys = () => generateSigningKeys(systemRandomBytes);
  const pushSecret = () => randomHex(systemRandomBytes, 32);
  let env: Environment = {
    ...given,
    PORT: given["PORT"] || String(port),
    PUBLIC_URL: readUrl ?? (given["PUBLIC_URL"] || publicUrl),
    TOKEN_SIGNING_KEYS_FILE: given["TOKEN_SIGNING_KEYS_FILE"] ||
      await provideFile(given, "token_signing_keys.json", signingKeys),
    ...given["CALLBACK_TOKEN_SECRET"] ? {} : {
      CALLBACK_TOKEN_SECRET_FILE: given["CALLBACK_TOKEN_SECRET_FILE"] ||
        await provideFile(given, "callback_token_secret.txt", pushSecret),
    },
    // This process publishes the keys itself, so it need not fetch them through PUBLIC_URL.
    AUTH_JWKS_URL: given["AUTH_JWKS_URL"] || `http://127.0.0.1:${port}/.well-known/jwks.json`,
  };
  // The other loopback name, so that redirects between us and a vendor are cross-site, as in production.
  const simulatorsUrl = publicUrl.replace("127.0.0.1", "localhost");
  const simulated = new Map<string, string>();
  for (const vendor of vendors.filter((vendor) => isSimulated(vendor, given, publicUrl))) {
    const path = simulatorPath(vendor);
    const browserUrl = given[vendor.browserUrlVariable ?? ""] || simulatorsUrl + path;
    env = await vendor.complete(env, { apiUrl: `http://127.0.0.1:${port}${path}`, browserUrl });
    simulated.set(vendor.id, browserUrl);
  }
  return { env, given, simulated };
}

/**
 * Whether a vendor is simulated: with `SIMULATORS=on` always; with `auto` (the default) as long as it is not configured
 * and only this machine can reach the process, because a caller of WeCom's simulator can sign in as an operator.
 */
function isSimulated(vendor: SimulatedVendor, env: Environment, publicUrl: string): boolean {
  const mode = tidy(env["SIMULATORS"] ?? "") || "auto";
  if (mode !== "auto") return mode === "on";
  const url = URL.parse(publicUrl);
  const isPublicLoopback = url?.protocol === "http:" && isLoopbackHost(url.hostname);
  const isHostLoopback = isLoopbackHost(tidy(env["HOST"] ?? "") || "127.0.0.1");
  const switches = [...vendor.variables, ...vendor.switchedOffBy ?? []];
  return isPublicLoopback && isHostLoopback && switches.every((name) => !env[name]) &&
    (vendor.isPossible?.(env) ?? true);
}
