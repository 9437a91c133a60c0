import assert from "node:assert/strict";
import { AppError } from "packages/platform/errors.ts";
import { checkOrigin, corsHeaders, isPreflight } from "packages/platform/http/origin_guard.ts";

const OURS = new Set(["https://wecom.example.com", "https://crm.example.com"]);
const COOKIE = { cookie: "wecom_access=x" };

function request(method: string, headers: Record<string, string>): Request {
  return new Request("https://wecom.example.com/api/auth/logout", { method, headers });
}

function refusalOf(method: string, headers: Record<string, string>): string | undefined {
  try {
    checkOrigin(request(method, headers), OURS);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "request_origin_refused");
    return error.options.detail;
  }
}

Deno.test("an unsafe request with cookies must come from one of our origins", () => {
  for (const origin of OURS) assert.equal(refusalOf("POST", { ...COOKIE, origin }), undefined);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const refusal = refusalOf(method, { ...COOKIE, origin: "https://evil.example" });
    assert.match(refusal ?? "", /origin https:\/\/evil\.example: .* set FRONTEND_URL to it/);
  }
  const foreign = [
    "null",
    "https://wecom.example.com.evil.example",
    "http://wecom.example.com",
    "https://wecom.example.com:8443",
    "https://sub.wecom.example.com",
  ];
  for (const origin of foreign) assert.ok(refusalOf("POST", { ...COOKIE, origin }), origin);
  assert.match(refusalOf("POST", COOKIE) ?? "", /origin null/);
});

Deno.test("an invalid origin is not repeated in the error", () => {
  const origin = "https://evil.example/<script>alert(1)</script>";
  assert.doesNotMatch(refusalOf("POST", { ...COOKIE, origin }) ?? "", /script/);
});

Deno.test("safe methods, callers without cookies, and Bearer need no origin", () => {
  const origin = "https://evil.example";
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    assert.equal(refusalOf(method, { ...COOKIE, origin }), undefined);
  }
  assert.equal(refusalOf("POST", { origin }), undefined);
  assert.equal(refusalOf("POST", { ...COOKIE, origin, authorization: "Bearer abc" }), undefined);
  assert.ok(refusalOf("POST", { ...COOKIE, origin, authorization: "Basic abc" }));
});

Deno.test("CORS with credentials is for the front end only, and never *", () => {
  const front = "https://crm.example.com";
  const headers = corsHeaders(request("GET", { origin: front }), front);
  assert.equal(headers["access-control-allow-origin"], front);
  assert.equal(headers["access-control-allow-credentials"], "true");
  assert.equal(headers["vary"], "origin");
  assert.equal(headers["access-control-allow-methods"], undefined);
  for (const origin of ["https://evil.example", "null", "https://wecom.example.com"]) {
    assert.deepEqual(corsHeaders(request("GET", { origin }), front), {});
  }
  assert.deepEqual(corsHeaders(request("GET", {}), front), {});
});

Deno.test("a preflight of the front end gets the allowed headers", () => {
  const front = "https://crm.example.com";
  const asked = request("OPTIONS", { origin: front, "access-control-request-method": "POST" });
  assert.ok(isPreflight(asked));
  assert.match(corsHeaders(asked, front)["access-control-allow-headers"] ?? "", /authorization/);
  assert.ok(!isPreflight(request("OPTIONS", { origin: front })));
});
