import { createRoute, z } from "@hono/zod-openapi";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { idSchema } from "packages/login/schemas.ts";
import { chooseNumber, deny } from "packages/login/transitions.ts";
import { equalsConstantTime, sha256Hex } from "packages/platform/encoding.ts";
import type { App } from "packages/platform/http/app.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { pickLang } from "packages/platform/lang.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { ClosingPage } from "services/callback/pages/closing_page.tsx";
import { RefusedPage } from "services/callback/pages/refused_page.tsx";
import { pageResponse } from "services/callback/respond_page.ts";

const formSchema = z.object({
  attempt: idSchema,
  secret: z.string().max(64),
  number: z.string().regex(/^\d{2}$/).optional(),
  decision: z.literal("deny").optional(),
}).refine(({ number, decision }) => (number === undefined) !== (decision === undefined), {
  message: "must hold either number or decision",
});

const route = createRoute({
  method: "post",
  path: "/api/auth/wecom/confirm",
  summary: "The phone's answer: one of three numbers, or no",
  request: {
    body: {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: formSchema } },
    },
  },
  responses: { 200: PAGE, 403: PAGE },
});

/** `POST /api/auth/wecom/confirm`: demands the secret of the form, which nobody else has seen. */
export function confirmAttemptRoute(app: App, deps: CallbackDeps): void {
  // Under no-referrer browsers send `Origin: null` with a form; the secret is what proves where it comes from.
  const rules = { access: "public", page: true, originFree: true } as const;
  app.route(rules, route, async (c) => {
    const { attempt: sessionId, secret, number } = c.req.valid("form");
    const frame = { lang: pickLang(c.req.raw), stylesheet: deps.assets.url("styles.css") };
    const decided = await decide(
      deps,
      await deps.attempts.readBySession(sessionId),
      secret,
      number,
    );
    if (decided === undefined) {
      return pageResponse(<RefusedPage {...frame} requestId={c.get("requestId")} />, 403);
    }
    return pageResponse(<ClosingPage {...frame} site={deps.site} outcome={decided} />);
  });
}

async function decide(
  deps: CallbackDeps,
  stored: StoredAttempt | undefined,
  secret: string,
  number: string | undefined,
): Promise<"confirmed" | "denied" | "wrong_number" | undefined> {
  const match = stored?.attempt.match;
  if (stored === undefined || match === undefined || stored.attempt.status !== "confirming") return;
  if (!equalsConstantTime(sha256Hex(secret), match.secretHash)) return;
  const now = deps.clock.now();
  const next = number === undefined
    ? deny(stored.attempt, now)
    : chooseNumber(stored.attempt, now, number);
  if (next === undefined || await deps.attempts.advance(stored, next) === undefined) return;
  if (next.status === "confirmed") return "confirmed";
  return number === undefined ? "denied" : "wrong_number";
}
