import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { maskUuid, viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import { findChosenAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { accountSchema } from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { mayManage, READ_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { choiceFields } from "services/upstream-bridge/api/request_fields.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { isSignedIn } from "services/upstream-bridge/domain/send_rules.ts";
import { countLog, lastLogOf } from "services/upstream-bridge/log/log_summary.ts";

const text = z.string().nullable();

const route = createRoute({
  method: "get",
  path: "/api/state",
  summary: "The state of the chosen account, and of all",
  description:
    "With several accounts and neither `account` nor `uuid`, `active` is null. `uuid`, `qrcode` and `qrcodeKey` are whole only for operators and the scope `bridge.manage`.",
  request: { query: z.object(choiceFields) },
  responses: {
    200: json(
      z.object({
        ok: z.literal(true),
        active: z.object({
          account: z.uuid(),
          uuid: text.openapi({ example: "9c1f0e…" }),
          vid: text.openapi({ example: "1688000000000017" }),
          isLogin: z.boolean(),
          state: accountSchema.shape.state,
          reason: accountSchema.shape.reason,
          qrcode: text,
          qrcodeKey: text,
          lastEvent: text.openapi({ example: "monitor_check:up" }),
          lastError: text,
          updatedAt: z.iso.datetime(),
        }).nullable(),
        monitor: z.object({
          enabled: z.boolean(),
          running: z.boolean(),
          lastCheckAt: z.iso.datetime().nullable(),
          lastReconnectAt: z.iso.datetime().nullable(),
          reconnecting: z.boolean(),
          intervalMs: z.number().int().openapi({ example: 45_000 }),
        }),
        eventsCount: z.number().int(),
        baseUrl: text,
        callbackUrl: text.openapi({
          description: "Without its token; null: no callbacks, states are found by polling.",
          example: "https://wecom.example.com/callback/wxwork",
        }),
        accounts: z.array(accountSchema),
      }),
      "The state.",
    ),
    ...bridgeRefusals(400, 404),
  },
});

/** `GET /api/state` */
export function seedStateRoute(app: App, deps: BridgeDeps): void {
  const { accounts, clock, monitorIntervalMs } = deps;
  app.route(READ_RULES, route, async (c) => {
    const choice = c.req.valid("query");
    const all = await accounts.list();
    const isOpen = choice.account === undefined && choice.uuid === undefined;
    const chosen = isOpen && all.length > 1 ? undefined : await findChosenAccount(deps, choice);
    const isManager = mayManage(c.get("principal"));
    const [lastLog, lastReconnect, eventsCount] = await Promise.all([
      chosen && lastLogOf(deps.sql, chosen.id),
      chosen && lastLogOf(deps.sql, chosen.id, "reconnect%"),
      countLog(deps.sql, chosen?.id),
    ]);
    const record = chosen?.record;
    return c.json(
      {
        ok: true as const,
        active: chosen === undefined ? null : {
          ...describeActive(chosen, isManager, clock.now()),
          lastEvent: lastLog === undefined ? null : `${lastLog.stage}:${lastLog.eventType}`,
        },
        monitor: {
          enabled: monitorIntervalMs > 0,
          running: monitorIntervalMs > 0 && record !== undefined &&
            isSignedIn(record.state),
          lastCheckAt: iso(record?.lastCheckedAt),
          lastReconnectAt: lastReconnect?.createdAt.toISOString() ?? null,
          reconnecting: record?.state === "reconnecting",
          intervalMs: monitorIntervalMs,
        },
        eventsCount,
        baseUrl: isManager ? deps.baseUrl ?? null : null,
        callbackUrl: deps.callbackAddress?.baseUrl ?? null,
        accounts: all.map((account) => viewAccount(account, clock.now())),
      },
      200,
      NO_STORE,
    );
  });
}

function describeActive({ id, record, updatedAt }: Account, isManager: boolean, now: number) {
  const qr = isManager && record.qr !== null && record.qr.expiresAt > now ? record.qr : null;
  return {
    account: id,
    uuid: isManager ? record.uuid : maskUuid(record.uuid),
    vid: record.vid,
    isLogin: isSignedIn(record.state),
    state: record.state,
    reason: record.reason,
    qrcode: qr?.image ?? null,
    qrcodeKey: qr?.key ?? null,
    lastError: record.lastError,
    updatedAt: updatedAt.toISOString(),
  };
}

function iso(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
