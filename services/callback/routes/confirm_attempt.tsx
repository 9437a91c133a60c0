import { createRoute, z } from "@hono/zod-openapi";
import { ATTEMPT_LIMITS } from "packages/login/attempt_limits.ts";
import { idSchema } from "packages/login/schemas.ts";
import { chooseNumber, deny } from "packages/login/transitions.ts";
import type { App } from "packages/platform/http/app.ts";
import { REFUSALS } from "packages/platform/http/rate_limit.ts";
import { formBody, PAGE } from "packages/platform/http/openapi.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import { isPhoneSecret } from "services/callback/login/phone_secret.ts";
import {
  type PhoneOutcome,
  phoneOutcomeOf,
  waitForSignIn,
} from "services/callback/login/phone_outcome.ts";
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
    countedByHandler: [{ limit: ATTEMPT_LIMITS.confirm, per: "attempt" }],
    skipOriginCheck: true,
  } as const;
  app.route(rules, route, async (c) => {
    const answer = c.req.valid("form");
    const decided = await decide(deps, answer);
    if (decided === undefined) return deps.renderPage(c, <RefusedPage />, { status: 403 });
    const outcome = decided === "confirmed" ? await waitForSignIn(deps, answer.attempt) : decided;
    return deps.renderPage(c, <ClosingPage outcome={outcome} />);
  });
}

/** Records the answer. `undefined` when the attempt waits for no answer, or the secret is wrong. */
async function decide(
  deps: CallbackDeps,
  { attempt: sessionId, secret, number }: z.infer<typeof formSchema>,
): Promise<PhoneOutcome | undefined> {
  const stored = await deps.attempts.readBySession(sessionId);
  if (stored === undefined || !isPhoneSecret(stored.attempt, secret)) return undefined;
  await deps.limiter.count(ATTEMPT_LIMITS.confirm, sessionId);
  const now = deps.clock.now();
  // A double tap posts twice: the second post gets the first result.
  const earlier = phoneOutcomeOf(stored.attempt, now, number);
  if (earlier !== undefined) return earlier;

  const next = number === undefined
    ? deny(stored.attempt, now)
    : chooseNumber(stored.attempt, now, number);
  if (next === undefined) return undefined;
  const written = await deps.attempts.advance(stored, next) ??
    await deps.attempts.readBySession(sessionId);
  return written && phoneOutcomeOf(written.attempt, now, number);
}
