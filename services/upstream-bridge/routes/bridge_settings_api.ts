import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import {
  bridgeSettings,
  settingsChanges,
} from "services/upstream-bridge/domain/bridge_settings.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";

const path = "/api/v1/accounts/settings";
const answer = json(
  z.object({ ok: z.literal(true), settings: bridgeSettings }),
  "All settings. They hold for all accounts.",
);

const readRoute = createRoute({
  method: "get",
  path,
  summary: "The settings of sending, checks and reconnects",
  responses: { 200: answer, ...bridgeRefusals() },
});

const changeRoute = createRoute({
  method: "put",
  path,
  summary: "Change settings; those that are absent stay as they are",
  request: { body: jsonBody(settingsChanges) },
  responses: { 200: answer, ...bridgeRefusals(400) },
});

/** `GET` and `PUT /api/v1/accounts/settings` */
export function bridgeSettingsRoutes(app: App, { settings }: BridgeDeps): void {
  app.route(MANAGE_RULES, readRoute, async (c) => {
    return c.json({ ok: true as const, settings: await settings.read() }, 200, NO_STORE);
  });
  app.route(MANAGE_RULES, changeRoute, async (c) => {
    const changed = await settings.change(c.req.valid("json"), { by: c.get("principal") });
    return c.json({ ok: true as const, settings: changed }, 200, NO_STORE);
  });
}
