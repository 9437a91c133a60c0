import type { Webhooks } from "packages/webhooks/webhooks.ts";

/** Webhooks of a service without `WEBHOOK_URL`. */
export const NO_WEBHOOKS: Webhooks = { isEnabled: false, emit: () => Promise.resolve() };
