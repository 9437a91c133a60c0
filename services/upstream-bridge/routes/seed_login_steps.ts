import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody } from "packages/platform/http/openapi.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { selectAccount } from "services/upstream-bridge/accounts/select_account.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { describeSeedQr, requireQr } from "services/upstream-bridge/api/describe_qr.ts";
import { choiceFields, codeField } from "services/upstream-bridge/api/request_fields.ts";
import { runStep } from "services/upstream-bridge/api/run_step.ts";
import {
  describeStep,
  qrFields,
  rawAnswer,
  rawSchema,
  stepFields,
} from "services/upstream-bridge/api/seed_answers.ts";
import { codeRefusal } from "services/upstream-bridge/api/upstream_errors.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

const refusals = bridgeRefusals(400, 404, 409, 502, 503, 504);
const body = <F extends z.ZodRawShape>(fields: F) => ({
  ...jsonBody(z.object({ ...choiceFields, ...fields })),
  required: false,
});
const address = z.string().max(1024).optional().openapi({
  description: "Only the address of CALLBACK_URL is accepted; the token is appended.",
});

const setCallbackRoute = createRoute({
  method: "post",
  path: "/api/set-callback",
  summary: "Step 2: register the callback address at the upstream",
  request: { body: body({ url: address, callbackUrl: address }) },
  responses: {
    200: json(
      z.object({ ...stepFields, callbackUrl: z.string(), callback: rawSchema }),
      "The address, without its token.",
    ),
    ...refusals,
  },
});

const getQrcodeRoute = createRoute({
  method: "post",
  path: "/api/get-qrcode",
  summary: "Step 3: get a QR code to scan with the phone",
  request: { body: body({}) },
  responses: {
    200: json(z.object({ ...stepFields, ...qrFields, getQrCode: rawSchema }), "The QR code."),
    ...refusals,
  },
});

const checkCodeRoute = createRoute({
  method: "post",
  path: "/api/check-code",
  summary: "Step 4: enter the 6-digit code that the phone shows",
  description:
    "Success means that the upstream accepted the code. The account is online a moment later.",
  request: {
    body: jsonBody(z.object({
      ...choiceFields,
      qrcodeKey: z.string().max(128).optional(),
      code: codeField,
    })),
  },
  responses: { 200: json(z.object({ ...stepFields, raw: rawSchema }), "Accepted."), ...refusals },
});

const automaticLoginRoute = createRoute({
  method: "post",
  path: "/api/automatic-login",
  summary: "In place of steps 3 and 4: sign in without a scan, after an init with a vid",
  description:
    "When the upstream refuses, the answer has a QR code for the same instance, and `fallback` is `qrcode`.",
  request: { body: body({}) },
  responses: {
    200: json(
      z.object({
        ...stepFields,
        fallback: z.literal("qrcode").optional(),
        ...z.object(qrFields).partial().shape,
        raw: rawSchema,
      }),
      "Signed in, or the QR code.",
    ),
    ...refusals,
  },
});

/** `POST /api/set-callback`, `get-qrcode`, `check-code` and `automatic-login` */
export function seedLoginStepsRoutes(app: App, deps: BridgeDeps): void {
  app.route(MANAGE_RULES, setCallbackRoute, async (c) => {
    const { url, callbackUrl = url, ...choice } = c.req.valid("json") ?? {};
    const account = await selectAccount(deps, choice);
    const ours = deps.callbackAddress?.baseUrl;
    if (ours === undefined) {
      throw bridgeError("bridge_wrong_state", {
        detail: "Callbacks are off: states are found by polling",
      });
    }
    if (callbackUrl !== undefined && callbackUrl !== "" && callbackUrl !== ours) {
      throw bridgeError("bridge_callback_foreign");
    }
    const after = await runStep(deps, account, { kind: "set_callback" }, c.get("principal"));
    const answer = { ...describeStep(after), callbackUrl: ours, callback: rawAnswer() };
    return c.json(answer, 200, NO_STORE);
  });
  app.route(MANAGE_RULES, getQrcodeRoute, async (c) => {
    const account = await selectAccount(deps, c.req.valid("json") ?? {});
    const after = await runStep(deps, account, { kind: "get_qr" }, c.get("principal"));
    const qr = requireQr(after, deps.clock.now());
    const ttl = Math.round((qr.expiresAt - deps.clock.now()) / 1000);
    const getQrCode = rawAnswer({ Key: qr.key, Ttl: ttl });
    return c.json({ ...describeStep(after), ...describeSeedQr(qr), getQrCode }, 200, NO_STORE);
  });
  app.route(MANAGE_RULES, checkCodeRoute, async (c) => {
    const { code, qrcodeKey, ...choice } = c.req.valid("json");
    const account = await selectAccount(deps, choice);
    const command = {
      kind: "check_code",
      code,
      ...qrcodeKey !== undefined && qrcodeKey !== "" && { qrcodeKey },
    } as const;
    const after = await codeRefusal(() => runStep(deps, account, command, c.get("principal")));
    return c.json({ ...describeStep(after), raw: rawAnswer() }, 200, NO_STORE);
  });
  app.route(MANAGE_RULES, automaticLoginRoute, async (c) => {
    const account = await selectAccount(deps, c.req.valid("json") ?? {});
    const after = await runStep(deps, account, { kind: "automatic_login" }, c.get("principal"));
    const { qr, state } = after.record;
    const fallback = qr !== null && state === "qr_pending"
      ? { fallback: "qrcode" as const, ...describeSeedQr(qr) }
      : {};
    return c.json({ ...describeStep(after), ...fallback, raw: rawAnswer() }, 200, NO_STORE);
  });
}
