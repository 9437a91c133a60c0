import type { Clock } from "packages/platform/clock.ts";
import { type WecomApp, wecomApps } from "packages/wecom_apps/config.ts";
import { createCallObserver } from "packages/platform/telemetry.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { createWecomClient, type WecomClient } from "packages/wecom/client/client.ts";
import { createTicketBroker, type TicketSource } from "packages/wecom/client/ticket_broker.ts";
import { createTokenBroker } from "packages/wecom/client/token_broker.ts";

/** An app with its client and its JS-SDK tickets. */
export interface AppClient {
  readonly app: WecomApp;
  readonly client: WecomClient;
  readonly tickets: TicketSource;
}

/**
 * Makes the configured apps, by name, each with its client. Replicas share tokens and tickets through
 * Redis. No I/O.
 */
export function createWecomApps(parts: {
  readonly config: Parameters<typeof wecomApps>[0] & { readonly WECOM_API_URL: string };
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly redis: Redis;
}): ReadonlyMap<string, AppClient> {
  const wecom = {
    fetch: parts.fetch,
    clock: parts.clock,
    baseUrl: parts.config.WECOM_API_URL,
    observe: createCallObserver("wecom"),
  };
  const clients = [...wecomApps(parts.config).values()].map((app): [string, AppClient] => {
    const { corpId, agentId, secret } = app;
    const shared = { ...wecom, corpId, agentId, secret, random: Math.random, store: parts.redis };
    const tokens = createTokenBroker(shared);
    const client = createWecomClient({ ...wecom, corpId, agentId, tokens });
    const tickets = createTicketBroker({ ...shared, calls: client.tickets });
    return [app.name, { app, client, tickets }];
  });
  return new Map(clients);
}
