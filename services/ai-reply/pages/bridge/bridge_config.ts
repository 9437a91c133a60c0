import { BridgeError } from "services/ai-reply/pages/bridge/bridge_error.ts";
import type { Signature } from "services/ai-reply/pages/bridge/vendor_sdk.ts";

/** The response of `GET /api/v1/wechat/config?url=`. */
export interface BridgeConfig extends Signature {
  readonly corpId: string;
  readonly agentConfig: Signature & { readonly agentId: string };
}

/** Returns the signatures for an address; each is fetched once while it is valid. */
export type ReadConfig = (url: string) => Promise<BridgeConfig>;

const TIMEOUT_MS = 8_000;
/** Clients accept only signatures with a recent timestamp. */
const GOOD_FOR_MS = 60_000;

/** Creates the reader. Both signatures of an address come in one response, so they are fetched once. */
export function createConfigReader(
  options: { configUrl: string; fetch: typeof fetch; now: () => number },
): ReadConfig {
  const known = new Map<string, { at: number; config: Promise<BridgeConfig> }>();
  return (url) => {
    const cached = known.get(url);
    if (cached !== undefined && options.now() - cached.at < GOOD_FOR_MS) return cached.config;
    const config = fetchConfig(options, url);
    known.set(url, { at: options.now(), config });
    config.catch(() => known.delete(url));
    return config;
  };
}

async function fetchConfig(
  { configUrl, fetch }: { configUrl: string; fetch: typeof globalThis.fetch },
  url: string,
): Promise<BridgeConfig> {
  const address = new URL(configUrl);
  address.searchParams.set("url", url);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(address.href, { cache: "no-store", signal: abort.signal });
    if (!response.ok) throw new BridgeError("config_unavailable", await refusal(response));
    const body: BridgeConfig = await response.json();
    if (typeof body.agentConfig?.signature !== "string") {
      throw new BridgeError("config_unavailable", "agentConfig");
    }
    return body;
  } catch (error) {
    throw error instanceof BridgeError ? error : new BridgeError("config_unavailable", "network");
  } finally {
    clearTimeout(timer);
  }
}

/** The code of the problem document, which is more exact than the status. */
async function refusal(response: Response): Promise<string> {
  try {
    const { code, detail } = await response.json();
    return [code, detail].filter((word) => typeof word === "string").join(": ");
  } catch {
    return `HTTP ${response.status}`;
  }
}
