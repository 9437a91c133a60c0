import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { formBody, PAGE } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { type Lang, pickLang } from "packages/platform/lang.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { contentProblem } from "services/upstream-bridge/domain/send_content.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { SendDraft } from "services/upstream-bridge/pages/sends/send_form.tsx";
import { SendPage } from "services/upstream-bridge/pages/sends/send_page.tsx";
import { REFUSALS } from "services/upstream-bridge/pages/texts/send_texts.ts";
import {
  CONSOLE_RULES,
  consoleAccountParams,
  openAccount,
} from "services/upstream-bridge/routes/console_account.ts";
import { listSends } from "services/upstream-bridge/sends/list_sends.ts";
import { sendText } from "services/upstream-bridge/sends/send_text.ts";

const SENDS = 20;
/** A person does not wait longer: the list shows the outcome when it is there. */
const WAIT_MS = 4_000;
const DIGITS = /^\d{1,20}$/;

const path = accountPath("{id}", "send");

const showRoute = createRoute({
  method: "get",
  path,
  summary: "The send box of an account as a page",
  request: {
    params: consoleAccountParams,
    query: z.object({
      to: z.string().regex(DIGITS).optional().catch(undefined).openapi({ type: "string" }),
      name: z.string().max(64).optional().catch(undefined).openapi({ type: "string" }),
      sent: z.string().max(64).optional(),
    }),
  },
  responses: { 200: PAGE, 404: PAGE },
});

const formSchema = z.object({
  key: z.string().max(64),
  to: z.string().trim().max(64),
  room: z.enum(["1"]).optional(),
  kf: z.string().trim().max(64).default(""),
  // Browsers send line breaks as two characters.
  content: z.string().max(8_192).transform((text) => text.replaceAll("\r\n", "\n"))
    .openapi({ type: "string" }),
});

const sendRoute = createRoute({
  method: "post",
  path,
  summary: "The form of the send box",
  request: { params: consoleAccountParams, body: formBody(formSchema) },
  responses: {
    200: { ...PAGE, description: "The form with what was written, and why it was not accepted." },
    303: { description: "Redirect to the page, which shows the outcome." },
  },
});

/** `GET` and `POST /console/accounts/{id}/send` */
export function showAccountSendRoutes(app: App, deps: BridgeDeps): void {
  app.route(CONSOLE_RULES, showRoute, async (c) => {
    const { to = "", name = "", sent } = c.req.valid("query");
    const draft = { target: to, name, isRoom: false, kfId: "", content: "", key: deps.nextId() };
    return await showPage(c, deps, c.req.valid("param").id, { draft, sentId: sent });
  });
  app.route(CONSOLE_RULES, sendRoute, async (c) => {
    const { id } = await deps.accounts.get(c.req.valid("param").id);
    const { key, to, room, kf, content } = c.req.valid("form");
    const draft = { key, target: to, name: "", isRoom: room === "1", kfId: kf, content };
    const sent = await send(c, deps, id, draft);
    if ("sendId" in sent) {
      return c.redirect(`${accountPath(id, "send")}?sent=${sent.sendId}#sends`, 303);
    }
    // The key belongs to the refused text.
    const kept = { ...draft, key: deps.nextId() };
    return await showPage(c, deps, id, { draft: kept, refusal: sent.refusal });
  });
}

async function showPage(
  c: HttpContext,
  deps: BridgeDeps,
  id: string,
  shown: { draft: SendDraft; sentId?: string | undefined; refusal?: string },
): Promise<Response> {
  const { account, upstream } = await openAccount(deps, id);
  const page = { limit: SENDS, after: undefined };
  const { items } = await listSends(deps.sql, { accountId: account.id }, page);
  return deps.renderPage(
    c,
    <SendPage account={account} upstream={upstream} sends={items} {...shown} />,
    { referrerPolicy: "strict-origin" },
  );
}

/** Sends the draft, or says why it was not accepted. */
async function send(
  c: HttpContext,
  deps: BridgeDeps,
  accountId: string,
  { key, target, isRoom, kfId, content }: SendDraft,
): Promise<{ readonly sendId: string } | { readonly refusal: string }> {
  const lang = pickLang(c.req.raw);
  if (!DIGITS.test(target)) return { refusal: REFUSALS.target[lang] };
  if (kfId !== "" && !DIGITS.test(kfId)) return { refusal: REFUSALS.kfId[lang] };
  if (contentProblem(content) !== undefined) return { refusal: REFUSALS.content[lang] };
  const order = {
    target,
    isRoom,
    kfId: kfId === "" ? null : kfId,
    content,
    idempotencyKey: `console-${key}`,
  };
  try {
    const wait = AbortSignal.timeout(WAIT_MS);
    return await sendText(deps, accountId, order, c.get("principal"), wait);
  } catch (error) {
    if (!(error instanceof AppError) || error.definition.status >= 500) throw error;
    return { refusal: sayWhy(error, lang) };
  }
}

function sayWhy({ definition: { message, remedy } }: AppError, lang: Lang): string {
  return remedy === undefined ? message[lang] : `${message[lang]} ${remedy[lang]}`;
}
