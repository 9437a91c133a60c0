import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { simulatedEntry } from "services/callback/inbox/simulated_entry.ts";

const route = createRoute({
  method: "post",
  path: "/api/v1/simulate-customer-msg",
  summary: "Simulate a customer's message: it is processed like a real one",
  request: {
    body: jsonBody(z.object({
      external_userid: z.string().regex(
        /^[\w.@-]{1,64}$/,
        "must be 1 to 64 of A-Z a-z 0-9 _ . @ -",
      ).openapi({ example: "wm-demo-2" }),
      content: z.string().trim().min(1).max(2_048).openapi({ example: "在吗" }),
    })),
  },
  responses: {
    202: json(z.object({ inboxId: z.uuid() }), "It is stored in the inbox, and its job is sent."),
    ...refusals(400),
  },
});

/** `POST /api/v1/simulate-customer-msg` */
export function simulateMessageRoute(
  app: App,
  { receiving, apps, randomBytes, sql, audit }: CallbackDeps,
): void {
  app.route({ access: "operator" }, route, async (c) => {
    const { external_userid: externalUserId, content } = c.req.valid("json");
    const firstApp = apps.values().next().value?.app;
    const entry = simulatedEntry({ externalUserId, text: content }, {
      app: firstApp?.name ?? "default",
      corpId: firstApp?.corpId ?? "",
      now: receiving.clock.now(),
      randomBytes,
    });
    const by = c.get("principal");
    const { inboxId } = await sql.begin(async (tx) => {
      const stored = await receiving.inbox.storeIn(tx, entry);
      const thing = `inbox/${stored.inboxId}` as const;
      await audit.record(tx, { by, action: "message.simulate", thing });
      return stored;
    });
    return c.json({ inboxId }, 202);
  });
}
