import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import { accountParams } from "services/upstream-bridge/api/account_schemas.ts";
import { bridgeRefusals } from "services/upstream-bridge/api/bridge_answers.ts";
import { MANAGE_RULES } from "services/upstream-bridge/api/bridge_rules.ts";
import { describeQrImage, requireQr } from "services/upstream-bridge/api/describe_qr.ts";
import { readQrImage } from "services/upstream-bridge/domain/qr_image.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/accounts/{id}/qr",
  summary: "The QR code that a person must scan now",
  description:
    "A picture, or with `format=json` its data URI with the time until which it is valid. " +
    "It signs the account in: show it only to the person who has the phone.",
  request: {
    params: accountParams,
    query: z.object({ format: z.enum(["image", "json"]).default("image") }),
  },
  responses: {
    200: {
      description: "The QR code.",
      content: {
        "image/*": { schema: z.string() },
        "application/json": {
          schema: z.object({
            ok: z.literal(true),
            purpose: z.enum(["login", "second_verify"]),
            qrcodeData: z.string().nullable().openapi({
              description: "A data URI; null when the upstream sent no picture.",
              example: "data:image/jpeg;base64,/9j/4AAQSkZJRg…",
            }),
            qrcodeUrl: z.string().nullable().openapi({
              description: "Its address at the upstream, when it sent no picture.",
              example: null,
            }),
            expiresAt: z.iso.datetime(),
          }),
        },
      },
    },
    ...bridgeRefusals(400, 404, 409),
  },
});

/** `GET /api/v1/accounts/{id}/qr` */
export function accountQrRoute(app: App, { accounts, clock }: BridgeDeps): void {
  app.route(MANAGE_RULES, route, async (c) => {
    const qr = requireQr(await accounts.get(c.req.valid("param").id), clock.now());
    if (c.req.valid("query").format === "json") {
      const answer = {
        ok: true as const,
        purpose: qr.purpose,
        ...describeQrImage(qr),
        expiresAt: new Date(qr.expiresAt).toISOString(),
      };
      return c.json(answer, 200, NO_STORE);
    }
    const image = readQrImage(qr.image);
    if (image === undefined) {
      throw bridgeError("bridge_wrong_state", {
        detail: "The upstream sent no picture of the QR code; use format=json",
      });
    }
    return c.body(image.bytes, 200, {
      ...NO_STORE,
      "content-type": image.contentType,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    }) as never;
  });
}
