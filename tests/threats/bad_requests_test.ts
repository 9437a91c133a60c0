import assert from "node:assert/strict";
import { readAnswer } from "tests/support/assert_answer.ts";
import { createBrowser } from "tests/support/browser.ts";
import { createRouteCallers, type RouteCallers } from "tests/threats/support/route_callers.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import { createPathMatcher } from "packages/platform/paths.ts";

const ID = "0123456789abcdef0123456789abcdef";
const UUID = "01890000-0000-7000-8000-000000000000";

/** Cursors that no page returns: without a time, with times out of range, with other forms of ids, with extra parts. */
const CURSORS = [
  "",
  ".",
  `.${UUID}`,
  `0.${UUID}`,
  `-1.${UUID}`,
  `99999999999999999.${UUID}`,
  `999999999999999999999.${UUID}`,
  `1e9.${UUID}`,
  `1.${UUID}.1`,
  `1.${UUID.replaceAll("-", "")}`,
  "1.ffffffff-ffff-ffff-ffff-ffffffffffff",
  `1\u0000.${UUID}`,
  `1.${UUID}'; drop table callback.inbox; --`,
  '{"micros":"1","id":"x"}',
];

let stack: Stack;
let callers: RouteCallers;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_FACTOR: "1000" } });
  callers = await createRouteCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const routes = () => stack.services.flatMap(({ service }) => service.routes);
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`;

Deno.test("hostile queries, headers and cookies never cause a 5xx at any GET route", async () => {
  const queries = [
    "state=%00&sessionId=%00&attempt=%00&redirect=%00&app=%00&code=%00",
    `state=${ID}&state=${ID}&sessionId=${ID}&sessionId=${ID}&attempt=${ID}&attempt=x&app=a&app=b`,
    "state[]=a&sessionId[x]=b&app[$ne]=c&redirect[]=/x",
    "%zz=%zz&state=%zz&redirect=%zz&app=%E0%A4%A",
    "state=%ff%fe&app=%ff&redirect=/%ff&code=%ff",
    `app=${"a".repeat(7_000)}`,
    "app=__proto__&flow=__proto__&redirect=/__proto__",
    "wait=-1&after=-1&wait=1e9&flow=own%00",
    "&&&===&",
    "?".repeat(100),
    "cursor=%00&q=%00&sender=%00&kind=%00&queue=%00&mode=%00&customer=%00&sent=%00&done=%00",
    "cursor=x&limit=0&limit=x&refresh=2&url=%00&lang=%00",
    `cursor=${"A".repeat(256)}&limit=200`,
    "q=%ff%25_%5C&sender=%27%3B--&app=%27&kind=%22&queue=%27",
    ...CURSORS.map((cursor) => `cursor=${encodeURIComponent(btoa(cursor))}`),
    ...["%00", "%25", "%5C", "%F0%9F%98%80", "%ED%A0%80", "'"].flatMap((text) =>
      ["q", "sender", "kind", "app", "queue", "customer", "url"].map((name) => `${name}=${text}`)
    ),
  ];
  const headers: Record<string, string>[] = [
    { cookie: "%; =; ;;; wecom_access; __Host-=x; wl_=x; wecom_refresh=%ff; wecom_access=%00" },
    { cookie: `wl_${ID}=${"x".repeat(6_000)}` },
    { authorization: "Bearer" },
    { authorization: `Bearer ${"a.".repeat(3_000)}` },
    { authorization: "Basic Og==" },
    { "last-event-id": "x", "x-request-id": "<script>", "accept-language": "*;q=x,,;;q=" },
    { "x-forwarded-for": "<script>, , ::::, 1.2.3.4.5", "sec-fetch-site": "nonsense" },
    { accept: "text/html", "user-agent": "wxwork/\u00ff".padEnd(2_000, "x") },
    { range: "bytes=0-1", "if-none-match": "*", "accept-encoding": "x", expect: "nonsense" },
  ];
  const state = `state=${ID}&sessionId=${ID}&attempt=${ID}&code=x`;
  for (const route of routes().filter(({ method }) => method === "GET")) {
    for (const query of queries) await assertNoServerError(route, { query });
    for (const extra of headers) {
      await assertNoServerError(route, { headers: extra });
      await assertNoServerError(route, { headers: extra, query: state });
    }
  }
});

Deno.test("every unknown path and method gets the same 404, as JSON or as a page", async () => {
  const paths = [
    "/nowhere",
    "/api/auth/wecom/",
    "/api/auth/wecom/qrcode/",
    "/login/../login/x",
    "/%2e%2e/etc/passwd",
    "/%",
    "/%ff",
    "/api/auth/me%00",
    "//login",
    "/.env",
    "/.git/config",
    "/assets/auth/../../deno.json",
    "/assets/auth/%2e%2e/%2e%2e/deno.json",
    "/assets/auth/x",
    "/.well-known/x",
    "/API/AUTH/ME",
    `/${"a".repeat(4_000)}`,
  ];
  for (const path of paths) {
    const answer = await readAnswer(await browser().fetch(path));
    assert.deepEqual([answer.status, answer.problem?.["code"]], [404, "route_not_found"], path);
    const page = await readAnswer(
      await browser().fetch(path, { headers: { accept: "text/html" } }),
    );
    assert.equal(page.status, 404, path);
    assert.match(page.text, /^<!doctype html>.*route_not_found/, path);
  }
  const declared = routes().map(({ method, path }) => ({
    method,
    matches: createPathMatcher([path]),
  }));
  for (const path of new Set(routes().map((route) => route.path))) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      // `/accounts/settings` also has the form of `/accounts/{id}`.
      if (declared.some((route) => route.method === method && route.matches(path))) continue;
      const answer = await readAnswer(await browser().fetch(path, { method }));
      assert.deepEqual(
        [answer.status, answer.problem?.["code"]],
        [405, "method_not_allowed"],
        `${method} ${path}`,
      );
    }
  }
});

Deno.test("for bad input a person gets a page, and a program gets a problem document", async () => {
  for (const path of ["/api/auth/wecom/poll", "/login/complete", "/api/auth/me"]) {
    const page = await readAnswer(
      await browser().fetch(path, { headers: { accept: "text/html,*/*" } }),
    );
    assert.match(page.text, /^<!doctype html>/, path);
    assert.ok(page.status === 400 || page.status === 401, path);
  }
  const program = await readAnswer(await browser().fetch("/api/auth/wecom/poll"));
  assert.equal(program.problem?.["code"], "request_invalid");
});

Deno.test("a caller's request id is used only when it is valid", async () => {
  for (
    const [given, kept] of [["0123-abcd.EF_9", true], ["x", false], ["a b c d e f", false], [
      "a".repeat(65),
      false,
    ], ["<b>12345678", false]] as const
  ) {
    const answer = await browser().fetch("/nowhere", { headers: { "x-request-id": given } });
    assert.equal(answer.headers.get("x-request-id") === given, kept, given);
    await answer.body?.cancel();
  }
});

const PARAMETERS = [
  "%00",
  "a%00b",
  "%ED%A0%80",
  "%ff",
  "%",
  "%2f",
  "a%2fb",
  "%252e%252e%252f",
  "..%2f..%2fetc%2fpasswd",
  "..%5c",
  "%0d%0aX-Injected:1",
  "%3Cscript%3E",
  "'%20or%201=1--",
  "*",
  "{id}",
  "__proto__",
  "constructor",
  "null",
  "-1",
  UUID.replaceAll("-", ""),
  UUID.toUpperCase(),
  `%7B${UUID}%7D`,
  `urn:uuid:${UUID}`,
  `${UUID}%0a`,
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "%E4%BD%A0",
  "a".repeat(64),
  "a".repeat(65),
  "a".repeat(4_000),
];

Deno.test("invalid names and ids in paths get a 4xx that does not repeat them", async () => {
  for (const route of routes()) {
    const names = [...route.path.matchAll(/{(\w+)}/g)].map(([, name]) => name!);
    for (const name of names) {
      for (const parameter of PARAMETERS) {
        const answer = await readAnswer(
          await browser().fetch(callers.pathOf(route, { [name]: parameter }), {
            method: route.method,
            headers: { "content-type": "application/json", ...callers.headersOf(route) },
            ...route.method === "GET" ? {} : { body: '{"tags":[],"text":"x"}' },
          }),
        );
        const where = `${nameOf(route)} ${name}=${parameter.slice(0, 80)}`;
        assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${where}`);
        const parameterText = decodeURIComponent(parameter.replace(/%(ff|ED%A0%80|$)/g, ""));
        const fields = JSON.stringify(answer.problem?.["fields"] ?? "");
        assert.ok(
          parameterText.length < 5 || !fields.includes(parameterText),
          `${where}: ${fields}`,
        );
      }
    }
  }
});

async function assertNoServerError(
  route: RouteEntry,
  sent: { query?: string; headers?: Record<string, string> },
) {
  const bare = callers.pathOf(route);
  const path = sent.query === undefined ? bare : `${bare}?${sent.query}`;
  const headers = { ...callers.headersOf(route), ...sent.headers };
  const answer = await browser().fetch(path, { headers });
  // Third-party code, which may contain any text.
  if (answer.headers.get("content-type")?.startsWith("text/javascript")) {
    return await answer.body?.cancel();
  }
  const { status } = await readAnswer(answer);
  assert.ok(status < 500, `${status} ${nameOf(route)} ${JSON.stringify(sent).slice(0, 200)}`);
}
