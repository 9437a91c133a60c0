import { createRoute, z } from "@hono/zod-openapi";
import type { Actor } from "packages/events/audit.ts";
import type { App } from "packages/platform/http/app.ts";
import { formBody } from "packages/platform/http/openapi.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import {
  type BridgeSettings,
  bridgeSettings,
} from "services/upstream-bridge/domain/bridge_settings.ts";
import {
  accountPath,
  ACCOUNTS_PATH,
  SETTINGS_PATH,
} from "services/upstream-bridge/pages/account_paths.ts";
import { NAME_MAX, VID_MAX } from "services/upstream-bridge/pages/accounts/add_account.tsx";
import { CHECKS, PACE } from "services/upstream-bridge/pages/texts/settings_texts.ts";
import { CONSOLE_RULES } from "services/upstream-bridge/routes/console_account.ts";
import { runCommand } from "services/upstream-bridge/routes/submit_account.ts";

const responses = { 303: { description: "Redirect to a page that shows what was done." } };

const addForm = z.object({
  name: z.string().trim().min(1).max(NAME_MAX),
  vid: z.string().trim().regex(/^\d*$/).max(VID_MAX).default(""),
});

const addRoute = createRoute({
  method: "post",
  path: ACCOUNTS_PATH,
  summary: "The form that adds an account",
  request: { body: formBody(addForm) },
  responses,
});

const number = z.string().trim().max(16).optional();
const settingsForm = z.object({
  action: z.enum(["save", "stop", "resume"]),
  dryRun: z.enum(["1"]).optional(),
  reconnectOn: z.union([z.string(), z.array(z.string())]).optional(),
  ...Object.fromEntries([...PACE, ...CHECKS].map(({ name }) => [name, number])) as Record<
    (typeof PACE)[number]["name"],
    typeof number
  >,
});

const settingsRoute = createRoute({
  method: "post",
  path: SETTINGS_PATH,
  summary: "The forms of the settings",
  request: { body: formBody(settingsForm) },
  responses,
});

/** `POST /console/accounts` and `POST /console/accounts/settings` */
export function submitAccountsRoutes(app: App, deps: BridgeDeps): void {
  app.route(CONSOLE_RULES, addRoute, async (c) => {
    const { name, vid } = c.req.valid("form");
    const by = c.get("principal");
    const { id } = await deps.accounts.create({ name, by });
    const done = vid === "" ? "added" : await runCommand(deps, id, { kind: "start", vid }, by);
    return c.redirect(`${accountPath(id)}?done=${done}`, 303);
  });
  app.route(CONSOLE_RULES, settingsRoute, async (c) => {
    const form = c.req.valid("form");
    const by = c.get("principal");
    if (form.action !== "save") {
      await deps.settings.change({ sendingEnabled: form.action === "resume" }, { by });
      const done = form.action === "resume" ? "sendingResumed" : "sendingStopped";
      return c.redirect(`${SETTINGS_PATH}?done=${done}`, 303);
    }
    const changes = readChanges(form);
    if (changes === undefined) return c.redirect(`${SETTINGS_PATH}?done=invalid`, 303);
    await changeSettings(deps, changes, by);
    return c.redirect(`${SETTINGS_PATH}?done=saved`, 303);
  });
}

/** Only what differs is changed: the audit trail names it. */
async function changeSettings(
  { settings }: BridgeDeps,
  wanted: Partial<BridgeSettings>,
  by: Actor,
): Promise<void> {
  const present = await settings.read();
  const changes = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) =>
      JSON.stringify(value) !== JSON.stringify(present[name as keyof BridgeSettings])
    ),
  );
  if (Object.keys(changes).length > 0) await settings.change(changes, { by });
}

/** The settings of the form in their stored units; undefined when one is not valid. */
function readChanges(form: z.infer<typeof settingsForm>): Partial<BridgeSettings> | undefined {
  const numbers = [...PACE, ...CHECKS].map(({ name, factor }) => {
    const text = form[name] ?? "";
    return [name, text === "" ? NaN : Math.round(Number(text) * factor)];
  });
  const chosen = form.reconnectOn ?? [];
  const wanted = {
    ...Object.fromEntries(numbers),
    dryRun: form.dryRun === "1",
    reconnectOn: typeof chosen === "string" ? [chosen] : chosen,
  };
  const { success, data } = bridgeSettings.safeParse(wanted);
  if (!success) return undefined;
  const { sendingEnabled: _, ...changes } = data;
  return changes;
}
