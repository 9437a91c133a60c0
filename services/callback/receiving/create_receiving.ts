import type { Clock } from "packages/platform/clock.ts";
import type { ConfigOf } from "packages/platform/config/config.ts";
import type { wecomConfig } from "packages/wecom_apps/config.ts";
import type { Logger } from "packages/platform/log.ts";
import { createOrderedIds, type RandomBytes } from "packages/platform/random.ts";
import type { Backends } from "packages/storage/backends.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { callbackConfig } from "services/callback/config.ts";
import { createVerifyAndDecrypt } from "services/callback/receiving/verify_and_decrypt.ts";
import type { ReceiveDeps } from "services/callback/receiving/receive_message.ts";
import { createCallbackApps, findUnusualKeys } from "services/callback/receiving/callback_apps.ts";
import { createRefusalLog } from "services/callback/receiving/refusal_log.ts";
import { createInboxStore } from "services/callback/inbox/inbox_store.ts";
import { createReplyStreams } from "services/callback/receiving/reply_streams.ts";
import {
  ANY_ADDRESS,
  type CallerAddresses,
  createCallerAddresses,
} from "services/callback/receiving/caller_addresses.ts";

type Config = ConfigOf<[typeof wecomConfig, typeof callbackConfig]>;

/** Builds everything that receiving needs. Warns about keys that WeCom's console does not generate. */
export function createReceiving(parts: {
  readonly config: Config;
  readonly backends: Backends;
  readonly apps: ReadonlyMap<string, AppClient>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}): ReceiveDeps {
  const { config, backends: { sql, redis, jobs }, clock, randomBytes, log } = parts;
  for (const app of findUnusualKeys(config)) {
    log.warn("callback_key_unusual", {
      app,
      advice:
        "WeCom's console generates a Token of up to 32, and an EncodingAESKey of 43, letters " +
        "and digits. If callbacks are refused, copy both again",
    });
  }
  const refusalLog = createRefusalLog({ clock, log });
  const windowSeconds = config.WECOM_REPLAY_WINDOW_SECONDS;
  return {
    callbackApps: createCallbackApps(config),
    addresses: createAddresses(parts),
    verifyAndDecrypt: createVerifyAndDecrypt({ clock, refusalLog, windowSeconds }),
    refusalLog,
    inbox: createInboxStore({ sql, jobs, nextId: createOrderedIds(clock, randomBytes) }),
    streams: createReplyStreams({ redis }),
    clock,
    randomBytes,
    log,
  };
}

/** WeCom returns the same addresses to every app, so the first app fetches them. */
function createAddresses(
  { config, apps, log }: {
    readonly config: Config;
    readonly apps: ReadonlyMap<string, AppClient>;
    readonly log: Logger;
  },
): CallerAddresses {
  if (config.WECOM_CALLBACK_IP_CHECK === "off") return ANY_ADDRESS;
  const client = apps.values().next().value?.client;
  return createCallerAddresses({
    log,
    fetchList: async (signal) => {
      if (client === undefined) {
        throw new Error(
          "Cannot fetch WeCom's callback addresses: no app has a secret; set WECOM_SECRET",
        );
      }
      return await client.network.getCallbackIps(signal);
    },
  });
}
