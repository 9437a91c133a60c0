import { sha256Hex } from "packages/platform/encoding.ts";

/** The token of the machine that calls the bridges. */
export const TOKEN = "token-of-the-crm";

/** The variables of `upstream-bridge` and `callback`, without those of their servers. */
export async function createEnvironment(
  { upstreamUrl, callbackUrl, webhookUrl }: {
    readonly upstreamUrl: string;
    readonly callbackUrl: string;
    readonly webhookUrl: string;
  },
): Promise<Record<string, string>> {
  const scopes = ["bridge.read", "bridge.send", "bridge.manage"];
  const tokens = await Deno.makeTempFile({ prefix: "wecom-stack-tokens-", suffix: ".json" });
  await Deno.writeTextFile(
    tokens,
    JSON.stringify([{ name: "crm", scopes, sha256: sha256Hex(TOKEN) }]),
  );
  return {
    PUBLIC_URL: "http://127.0.0.1:3003",
    API_TOKENS_FILE: tokens,
    BASE_URL: upstreamUrl,
    CALLBACK_URL: callbackUrl,
    CALLBACK_TOKEN_SECRET: "0123456789abcdef0123456789abcdef",
    WEBHOOK_URL: webhookUrl,
    WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    // The invariants are read from the log.
    MAX_EVENTS: "20000",
  };
}
