export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";

const ID = "0123456789abcdef0123456789abcdef";
const UUID = "01890000-0000-7000-8000-000000000000";

/** A valid body; the things that its fields name need not exist. */
export interface RequestBody {
  readonly type: typeof JSON_TYPE | typeof FORM_TYPE;
  /** All fields. */
  readonly good: Readonly<Record<string, unknown>>;
  /** Names of the fields of `good` that may be missing. */
  readonly optional?: readonly string[];
}

/**
 * The body that each route accepts: a body, `none`, or `push`, where every request without WeCom's signature gets the
 * same refusal. Every unsafe route must be listed.
 */
export function requestBodies(
  conversationId: string,
): Readonly<Record<string, RequestBody | "none" | "push">> {
  const json = (good: RequestBody["good"], optional: readonly string[] = []): RequestBody => ({
    type: JSON_TYPE,
    good,
    optional,
  });
  const form = (good: RequestBody["good"], optional: readonly string[] = []): RequestBody => ({
    ...json(good, optional),
    type: FORM_TYPE,
  });
  return {
    "POST /api/auth/wecom/callback": json({ code: "whatever", state: ID, sessionId: ID }),
    "POST /api/auth/wecom/confirm": form({ attempt: ID, secret: "unguessed", number: "42" }),
    "POST /api/auth/token": json({ sessionId: ID }),
    "POST /api/v1/login": json({ username: "somebody", password: "something" }),
    "POST /api/auth/refresh": json({ refresh_token: "A".repeat(43) }, ["refresh_token"]),
    "POST /api/auth/logout": "none",
    "POST /api/v1/wecom/callback": "push",
    "POST /api/v1/wecom/callback/{app}": "push",
    "POST /api/v1/wechat/message": "push",
    "POST /callback/wxwork": "push",
    "POST /callback/wxwork/{token}": "push",
    "POST /api/v1/simulate-customer-msg": json({
      external_userid: "wm-hostile",
      content: "请问多少钱？",
    }),
    "POST /api/v1/dead-letters/{id}/replay": "none",
    "DELETE /api/v1/dead-letters/{id}": "none",
    "POST /console/inbox/dead-letters": form(
      { id: UUID, action: "replay", queue: "callback.message" },
      ["queue"],
    ),
    "POST /api/v1/conversations/{id}/hand-over": "none",
    "POST /api/v1/conversations/{id}/resume": "none",
    "POST /api/v1/conversations/{id}/turns/{turnId}/retry": "none",
    "POST /console/conversations": form(
      { id: conversationId, action: "retry", turn: UUID },
      ["turn"],
    ),
    "POST /console/accounts": form({ name: "前台小王", vid: "" }, ["vid"]),
    "POST /console/accounts/settings": form({ action: "resume" }),
    "POST /console/accounts/{id}": form({ action: "check_code", code: "012345" }, ["code"]),
    "POST /console/accounts/{id}/send": form(
      { key: UUID, to: "7881300000000042", kf: "", content: "您好" },
      ["kf"],
    ),
    "PATCH /api/v1/users/{id}": json({ tags: ["重要"] }),
    "POST /api/v1/users/{id}/notes": json({ text: "喜欢周末上课" }),
    "DELETE /api/v1/users/{id}/notes/{noteId}": "none",
    "POST /api/v1/ai-responses": json(
      { external_userid: "wm-demo-1", content: "多少钱", count: 1 },
      ["count"],
    ),
    "POST /api/v1/webhooks/test": "none",
    "POST /api/v1/webhooks/{id}/replay": "none",
    "POST /console/webhooks": "none",
    ...bridgeBodies(json),
  };
}

/** Bodies that take the seed's forms, such as ids as texts or numbers, have their tests in the service. */
function bridgeBodies(
  json: (good: RequestBody["good"], optional?: readonly string[]) => RequestBody,
) {
  const others = [
    ...["init", "set-callback", "get-qrcode", "check-code", "automatic-login"],
    ...["refresh-run-client", "send-text", "contacts"],
  ].map((name) => `/api/${name}`);
  const commands = [
    ...["start", "stop", "logout", "close", "second-verify", "check", "register-callback"],
    ...["clear-restriction", "unmute", "messages/text"],
  ].map((name) => `/api/v1/accounts/{id}/${name}`);
  return {
    "POST /api/v1/accounts": json({ name: "客服一号" }),
    "PATCH /api/v1/accounts/{id}": json({ name: "客服一号" }),
    "DELETE /api/v1/accounts/{id}": "none" as const,
    "PUT /api/v1/accounts/settings": "none" as const,
    "POST /api/v1/accounts/{id}/code": json({ code: "012345", qrcodeKey: "K" }, ["qrcodeKey"]),
    ...Object.fromEntries(
      [...others, ...commands].map((path) => [`POST ${path}`, "none" as const]),
    ),
  };
}

/** Texts that no field expects. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  empty: "",
  nul: "a\u0000b",
  "lone surrogate": "\ud800",
  "private use": "\ue000\ue001\uffff",
  "right-to-left": "\u202e<script>alert(1)</script>",
  sql: "'; drop table auth.accounts; --",
  path: "../../../../etc/passwd",
  emoji: "👨‍👩‍👧‍👦".repeat(4),
  "line breaks": "a\r\nX-Injected: 1",
  blanks: ` ${".".repeat(1_990)} `,
  huge: "字".repeat(4_000),
};

/** Values of other types than `value`, and values that its field does not allow. */
export function invalidValues(value: unknown): readonly unknown[] {
  const never = [null, true, {}, { $ne: null }, Number.MAX_VALUE];
  if (Array.isArray(value)) {
    return [...never, 1, "text", [1], [null], [value], [{}], [""], { 0: "a", length: 1 }];
  }
  if (typeof value === "number") return [...never, [], "text", String(value), 1.5, -1, 0, 1e9];
  return [...never, 1, [], [value]];
}
