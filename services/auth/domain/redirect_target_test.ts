import assert from "node:assert/strict";
import { createPathMatcher } from "packages/platform/paths.ts";
import { forwardUrl, isRelativePath } from "services/auth/domain/redirect_target.ts";

const OURS = [
  "/",
  "/orders",
  "/orders?id=1&next=/x",
  "/orders#top",
  "/订单",
  "/a/b/../c",
  "/.//still-ours",
  "/%2F%2Fevil.example",
  "/%5Cevil.example",
  "/a//b",
  "/a:b@c",
  "/?u=https://evil.example",
  "/" + "a".repeat(2_047),
];

const NASTY = [
  "",
  " ",
  "orders",
  "./orders",
  "../orders",
  "?a=1",
  "#a",
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "\\\\evil.example",
  "/a\\b",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\nSet-Cookie: a=1",
  "/\u0000",
  "/\u0085",
  "/a b",
  " /orders",
  "/orders ",
  "/\u00a0",
  "/\u2028",
  "\u3000/orders",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example",
  "HTTPS://evil.example",
  "http://wecom.example.com@evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "@evil.example",
  ".evil.example",
  ":8080/",
  "/" + "a".repeat(2_048),
];

const addresses = {
  publicUrl: "https://wecom.example.com",
  frontendUrl: "https://crm.example.com",
  isOurPath: createPathMatcher(["/login", "/api/auth/me", "/console/*"]),
};

Deno.test("only a path without an origin is accepted as redirect", () => {
  for (const redirect of OURS) assert.ok(isRelativePath(redirect), redirect);
  for (const redirect of NASTY) assert.ok(!isRelativePath(redirect), JSON.stringify(redirect));
});

Deno.test("every accepted redirect leads a browser to one of our two origins", () => {
  for (const redirect of OURS) {
    const { origin } = new URL(forwardUrl(redirect, addresses));
    assert.ok(origin === addresses.publicUrl || origin === addresses.frontendUrl, redirect);
  }
});

Deno.test("paths of this deployment go to PUBLIC_URL, all others to the front end", () => {
  const forwarded: Record<string, string> = {
    "/login?x=1": "https://wecom.example.com/login?x=1",
    "/console/inbox#1": "https://wecom.example.com/console/inbox#1",
    "/x/../login": "https://wecom.example.com/x/../login",
    "/": "https://crm.example.com/",
    "/login/": "https://crm.example.com/login/",
    "/orders?next=/login": "https://crm.example.com/orders?next=/login",
  };
  for (const [redirect, url] of Object.entries(forwarded)) {
    assert.equal(forwardUrl(redirect, addresses), url);
  }
});
