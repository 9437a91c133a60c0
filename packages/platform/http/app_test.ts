import assert from "node:assert/strict";
import { FRONTEND_URL, PUBLIC_URL, serveApp } from "packages/platform/http/testing/served_app.ts";
import { recordSpans } from "packages/testkit/span_recorder.ts";

async function problem(response: Response, status: number): Promise<Record<string, unknown>> {
  assert.equal(response.status, status);
  assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const body = await response.json();
  assert.equal(body.status, status);
  assert.equal(body.type, `urn:wecom-stack:${body.code}`);
  assert.equal(body.requestId, response.headers.get("x-request-id"));
  return body;
}

const posted = (body: BodyInit, type = "application/json"): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": type },
});

Deno.test("a valid request id of the caller is used; otherwise a new one is made", async () => {
  const { ask } = serveApp();
  const given = await ask("/read/1", { headers: { "x-request-id": "caller-4711" } });
  assert.equal(given.headers.get("x-request-id"), "caller-4711");
  for (const bad of ["short", "a".repeat(65), "with space in it"]) {
    const { headers } = await ask("/read/1", { headers: { "x-request-id": bad } });
    assert.match(headers.get("x-request-id")!, /^[0-9a-f-]{36}$/);
  }
});

Deno.test("X-Forwarded-For without a trusted proxy is logged once as a warning that names the variable", async () => {
  const { ask, lines } = serveApp();
  await ask("/read/1");
  assert.ok(!lines.some(({ level }) => level === "warn"));
  for (let count = 0; count < 3; count += 1) {
    await ask("/read/1", { headers: { "x-forwarded-for": "192.0.2.9" } });
  }
  const warnings = lines.filter(({ level }) => level === "warn");
  assert.deepEqual(warnings.map(({ event, variable }) => [event, variable]), [
    ["forwarded_for_ignored", "TRUSTED_PROXY_HOPS"],
  ]);
});

Deno.test("the answer to an unexpected error has no internal details; the log has them under the request id", async () => {
  const { ask, lines } = serveApp();
  const bug = await ask("/bug");
  assert.equal((await problem(bug.clone(), 500))["code"], "internal_error");
  assert.doesNotMatch(await bug.text(), /hunter2|app_test/);
  const line = lines.find(({ event }) => event === "request_failed");
  assert.equal(line?.["error_code"], "internal_error");
  assert.equal(line?.["request_id"], bug.headers.get("x-request-id"));
  assert.match(JSON.stringify(line?.["error"]), /hunter2/);
});

Deno.test("an unreachable server behind us is 503 with Retry-After", async () => {
  const response = await serveApp().ask("/away");
  assert.equal(response.headers.get("retry-after"), "1");
  assert.doesNotMatch(JSON.stringify(await problem(response, 503)), /10\.0\.0\.7/);
});

Deno.test("errors are pages where the route is a page or the caller accepts HTML", async () => {
  const { ask } = serveApp();
  const browser = { headers: { accept: "text/html,*/*" } };
  assert.match(await (await ask("/nowhere", browser)).text(), /^<p>route_not_found/);
  assert.match(await (await ask("/form", posted("x=1", "text/plain"))).text(), /^<p>request_type/);
  assert.equal((await problem(await ask("/nowhere"), 404))["code"], "route_not_found");
});

Deno.test("the error for an invalid body names the fields and not their values", async () => {
  const { ask } = serveApp();
  const body = await problem(await ask("/write", posted('{"n":"hunter2"}')), 400);
  assert.equal(body["code"], "request_invalid");
  assert.equal((body["fields"] as { name: string }[])[0]!.name, "n");
  assert.doesNotMatch(JSON.stringify(body), /hunter2/);
  assert.equal((await problem(await ask("/write", posted("{")), 400))["code"], "request_malformed");
});

Deno.test("where the body is optional, an empty one is none, whatever type and length it has; a blank one is not JSON", async () => {
  const { ask } = serveApp();
  const chunked = () => new Blob([]).stream();
  for (const type of ["application/json", "application/json; charset=utf-8"]) {
    for (const body of [undefined, "", chunked()]) {
      const init = { method: "POST", body, headers: { "content-type": type } } as RequestInit;
      assert.equal((await ask("/optional", init)).status, 200, `${type} ${body}`);
    }
  }
  assert.equal((await ask("/optional", { method: "POST" })).status, 200);
  const untyped = { method: "POST", body: chunked() };
  assert.equal((await ask("/optional", untyped)).status, 200);
  await problem(await ask("/optional", posted("{}")), 400);
  assert.equal(
    (await problem(await ask("/optional", posted(" ")), 400))["code"],
    "request_malformed",
  );
  assert.equal((await problem(await ask("/write", posted("")), 400))["code"], "request_malformed");
});

Deno.test("another content type is 415; parameters of the right one are ignored", async () => {
  const { ask } = serveApp();
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "constructor"]) {
    const body = await problem(await ask("/write", posted('{"n":1}', type)), 415);
    assert.match(String(body["detail"]), /send it as application\/json/);
  }
  const right = [
    "Application/JSON; charset=utf-8",
    "application/json;",
    "application/json ;charset=utf-8;",
    "application/json; charset",
    "application/json; odata.metadata=minimal",
    'application/json; a="b;c"',
  ];
  for (const type of right) {
    const { ask } = serveApp();
    const answer = await ask("/write", posted('{"n":1}', type));
    assert.equal(answer.status, 200, type);
    const invalid = await problem(await ask("/write", posted('{"n":"x"}', type)), 400);
    assert.equal(invalid["code"], "request_invalid", type);
  }
});

Deno.test("a body that breaks off is 400 and no line of the error log", async () => {
  const { ask, lines } = serveApp();
  for (const length of [{}, { "content-length": "50" }]) {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"n":'));
        controller.error(new Error("invalid HTTP/1 request"));
      },
    });
    const headers = { "content-type": "application/json", ...length };
    const answer = await ask("/write", { method: "POST", body: broken, headers });
    assert.equal((await problem(answer, 400))["code"], "request_incomplete");
  }
  assert.deepEqual(lines.filter(({ level }) => level === "error"), []);
});

Deno.test("a body above 64 KB is 413, with a length or in chunks", async () => {
  const { ask } = serveApp();
  const large = JSON.stringify({ n: 1, pad: "x".repeat(64 * 1024) });
  const chunks = () =>
    ReadableStream.from((function* () {
      for (let at = 0; at < large.length; at += 8_192) {
        yield new TextEncoder().encode(large.slice(at, at + 8_192));
      }
    })());
  assert.equal(
    (await problem(await ask("/write", posted(large)), 413))["code"],
    "request_too_large",
  );
  await problem(await ask("/write", posted(chunks())), 413);
  const fitting = JSON.stringify({ n: 1, pad: "x".repeat(60 * 1024) });
  assert.equal((await ask("/write", posted(new Blob([fitting]).stream()))).status, 200);
});

Deno.test("every route that is not public checks the caller before it runs", async () => {
  const { ask } = serveApp();
  assert.equal((await problem(await ask("/console"), 401))["code"], "access_token_missing");
  const headers = { authorization: "Bearer nonsense" };
  assert.equal(
    (await problem(await ask("/console", { headers }), 401))["code"],
    "access_token_invalid",
  );
});

Deno.test("a request with cookies from a foreign origin is refused, unless the route skips the Origin check", async () => {
  const { ask } = serveApp();
  const foreign = { cookie: "a=1", origin: "https://evil.example" };
  const write = posted('{"n":1}');
  const refused = await ask("/write", { ...write, headers: { ...write.headers, ...foreign } });
  assert.equal((await problem(refused, 403))["code"], "request_origin_refused");
  const form = posted("n=1", "application/x-www-form-urlencoded");
  assert.equal(
    (await ask("/form", { ...form, headers: { ...form.headers, ...foreign } })).status,
    200,
  );
});

Deno.test("the limit of a route applies to that route only, and the refusal has Retry-After", async () => {
  const { ask } = serveApp();
  for (let n = 0; n < 5; n += 1) assert.equal((await ask("/write", posted('{"n":1}'))).status, 200);
  const refused = await ask("/write", posted('{"n":1}'));
  assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
  assert.equal((await problem(refused, 429))["code"], "rate_limited");
  assert.equal((await ask("/read/1")).status, 200);
});

Deno.test("HEAD has the headers of a GET with its length, and is 405 where a GET uses something up", async () => {
  const served = serveApp();
  const html = { accept: "text/html" };
  for (
    const [path, headers] of [["/read/1", {}], ["/page", {}], ["/nowhere", {}], [
      "/desk/1",
      html,
    ]] as const
  ) {
    const [get, head] = [
      await served.ask(path, { headers }),
      await served.ask(path, { method: "HEAD", headers }),
    ];
    const text = await get.text();
    assert.equal(head.status, get.status, path);
    assert.equal(await head.text(), "");
    const length = String(new TextEncoder().encode(text).byteLength);
    assert.equal(head.headers.get("content-length"), get.status === 303 ? null : length, path);
    for (const name of ["content-type", "location", "cache-control"]) {
      assert.equal(head.headers.get(name), get.headers.get(name), `${path} ${name}`);
    }
  }
  const refused = await served.ask("/consume", { method: "HEAD" });
  assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "GET"]);
  assert.equal(served.consumed, 0);
  assert.equal((await served.ask("/consume")).status, 200);
  assert.equal(served.consumed, 1);
});

Deno.test("another method of a known address is 405 and names the methods that it has", async () => {
  const { ask } = serveApp();
  const cases = [
    ["POST", "/read/1", "GET, HEAD"],
    ["PUT", "/consume", "GET"],
    ["GET", "/write", "POST"],
    ["DELETE", "/console", "GET, HEAD"],
  ] as const;
  for (const [method, path, allow] of cases) {
    const answer = await ask(path, { method });
    assert.equal(answer.headers.get("allow"), allow, path);
    assert.equal((await problem(answer, 405))["code"], "method_not_allowed");
  }
  assert.equal((await ask("/nowhere", { method: "POST" })).headers.get("allow"), null);
});

Deno.test("a 401 names the scheme, and says when a token was wrong", async () => {
  const { ask } = serveApp();
  const challenge = async (path: string, headers: Record<string, string> = {}) =>
    (await ask(path, { method: path === "/visit" ? "POST" : "GET", headers }))
      .headers.get("www-authenticate");
  assert.equal(await challenge("/console"), 'Bearer realm="wecom-stack"');
  assert.equal(await challenge("/visit"), 'Bearer realm="wecom-stack"');
  const wrong = await challenge("/console", { authorization: "Bearer nonsense" });
  assert.equal(wrong, 'Bearer realm="wecom-stack", error="invalid_token"');
  assert.equal(await challenge("/read/1"), null);
});

Deno.test("an error of an API is English unless the caller asks for another language", async () => {
  const { ask } = serveApp();
  const titleFor = async (language: string | undefined, path = "/nowhere") => {
    const headers = language === undefined ? {} : { "accept-language": language };
    return (await (await ask(path, { headers })).json()).title;
  };
  for (const language of [undefined, "*", "fr", "en"]) {
    assert.equal(await titleFor(language), "There is nothing at this address.", language);
  }
  assert.equal(await titleFor("zh-CN,zh;q=0.9"), "没有找到这个页面。");
  assert.equal(await titleFor(undefined, "/nowhere?lang=zh"), "没有找到这个页面。");
});

Deno.test("the front end may call with credentials, even when the answer is an error", async () => {
  const { ask } = serveApp();
  const headers = { origin: FRONTEND_URL };
  for (const path of ["/read/1", "/nowhere", "/bug"]) {
    const answer = await ask(path, { headers });
    assert.equal(answer.headers.get("access-control-allow-origin"), FRONTEND_URL, path);
    assert.equal(answer.headers.get("access-control-allow-credentials"), "true");
  }
  const stranger = await ask("/read/1", { headers: { origin: "https://evil.example" } });
  assert.equal(stranger.headers.get("access-control-allow-origin"), null);
});

Deno.test("a preflight is answered without running the route; other OPTIONS name the methods", async () => {
  const served = serveApp();
  const preflight = (origin: string) =>
    served.ask("/consume", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
  const allowed = await preflight(FRONTEND_URL);
  assert.equal(allowed.status, 204);
  assert.match(allowed.headers.get("access-control-allow-methods") ?? "", /POST/);
  assert.equal(
    (await preflight("https://evil.example")).headers.get("access-control-allow-origin"),
    null,
  );
  assert.equal(served.consumed, 0);
  const plain = await served.ask("/read/1", { method: "OPTIONS" });
  assert.deepEqual([plain.status, plain.headers.get("allow")], [204, "GET, HEAD"]);
  await problem(await served.ask("/nowhere", { method: "OPTIONS" }), 404);
});

Deno.test("a page under another host redirects to PUBLIC_URL; under its own host it never redirects", async () => {
  const { ask, app } = serveApp();
  const under = (host: string) => ask("/page?a=1&b=2", { headers: { host }, redirect: "manual" });
  const elsewhere = await under("127.0.0.1:3000");
  assert.equal(elsewhere.status, 303);
  assert.equal(elsewhere.headers.get("location"), `${PUBLIC_URL}/page?a=1&b=2`);
  for (const host of ["wecom.example.com", "WeCom.Example.com", "wecom.example.com:443"]) {
    assert.equal((await under(host)).status, 200, host);
  }
  assert.equal((await under("wecom.example.com:8443")).status, 303);
  const peer = { remoteAddr: { hostname: "192.0.2.1" } };
  const overHttp2 = await app.fetch(new Request(`${PUBLIC_URL}/page`), peer);
  assert.equal(overHttp2.status, 200, "HTTP/2 has the host in the URL only");
  assert.equal((await ask("/read/1", { headers: { host: "127.0.0.1" } })).status, 200);
});

Deno.test("log lines and spans contain routes, never the parameters of a URL", async () => {
  const { ask, lines } = serveApp();
  using recorder = recordSpans();
  const secrets = "?code=c0de&state=5tate";
  const asked: [path: string, init?: RequestInit][] = [
    [`/read/7${secrets}`],
    [`/nowhere${secrets}`],
    [`/bug${secrets}`],
    [`/page${secrets}`, { headers: { host: "127.0.0.1" } }],
  ];
  for (const [path, init] of asked) {
    await recorder.inSpan("GET", {}, () => ask(path, init));
  }
  assert.doesNotMatch(JSON.stringify(recorder.spans) + JSON.stringify(lines), /c0de|5tate/);
  assert.equal(recorder.spans[0]!.name, "GET /read/{id}");
  const requests = lines.filter(({ event }) => event === "request");
  assert.deepEqual(requests.map(({ route, status }) => [route, status]).slice(0, 1), [[
    "/read/:id",
    200,
  ]]);
});
