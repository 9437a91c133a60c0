import { createRoute, z } from "@hono/zod-openapi";
import type { LoginAttempt } from "packages/login/attempt.ts";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import { idSchema } from "packages/login/schemas.ts";
import { chooseNumber, deny } from "packages/login/transitions.ts";
import { equalsConstantTime, sha256Hex } from "packages/platform/encoding.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { formBody, PAGE } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { ClosingPage } from "services/callback/pages/closing_page.tsx";
import { RefusedPage } from "services/callback/pages/refused_page.tsx";

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
  summary: "The phone's answer: one of three numbers, or a refusal",
  request: {
    body: formBody(formSchema),
  },
  responses: { 200: PAGE, 403: PAGE },
});

/** `POST /api/auth/wecom/confirm`: requires the form's secret, which only the phone has. */
export function confirmAttemptRoute(app: App, deps: CallbackDeps): void {
  // With the no-referrer policy browsers send `Origin: null` with a form. The form's secret replaces the Origin check.
  const rules = {
    access: "public",
    page: true,
    limit: REFUSALS,
    skipOriginCheck: true,
  } as const;
  app.route(rules, route, async (c) => {
    const decided = await decide(deps, c.req.valid("form"));
    return decided === undefined
      ? deps.renderPage(c, <RefusedPage />, { status: 403 })
      : deps.renderPage(c, <ClosingPage outcome={decided} />);
  });
}

type Outcome = "confirmed" | "denied" | "wrong_number";

/** Records the answer. `undefined` when the attempt waits for no answer, or the secret is wrong. */
async function decide(
  deps: CallbackDeps,
  { attempt: sessionId, secret, number }: z.infer<typeof formSchema>,
): Promise<Outcome | undefined> {
  const stored = await deps.attempts.readBySession(sessionId);
  const secretHash = stored?.attempt.match?.secretHash;
  if (stored === undefined || secretHash === undefined) return undefined;
  if (!equalsConstantTime(sha256Hex(secret), secretHash)) return undefined;
  await deps.limiter.count(ATTEMPT_LIMITS.confirm, sessionId);
  const earlier = outcomeOf(stored.attempt);
  if (earlier !== undefined) return earlier;

  const now = deps.clock.now();
  const next = number === undefined
    ? deny(stored.attempt, now)
    : chooseNumber(stored.attempt, now, number);
  if (next === undefined) return undefined;
  if (await deps.attempts.advance(stored, next) === undefined) {
    const present = await deps.attempts.readBySession(sessionId);
    return present && outcomeOf(present.attempt);
  }
  return next.status === "denied" && number !== undefined ? "wrong_number" : outcomeOf(next);
}

/** The outcome of an attempt that is already decided. A double tap posts twice: the second post gets the first result. */
function outcomeOf({ status }: LoginAttempt): Outcome | undefined {
  if (status === "confirmed" || status === "consumed") return "confirmed";
  return status === "denied" ? "denied" : undefined;
}
