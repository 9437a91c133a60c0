import assert from "node:assert/strict";
import { createPathMatcher } from "packages/platform/paths.ts";

Deno.test("a path matches exactly, below `/*`, or with one segment for `{name}`", () => {
  const matches = createPathMatcher([
    "/login",
    "/assets/auth/*",
    "/api/v1/users/{id}",
    "/{name}.txt",
    "/a+b",
  ]);
  const ours = [
    "/login",
    "/assets/auth/styles.css",
    "/assets/auth/deep/er.js",
    "/api/v1/users/7",
    "/WW_verify_x.txt",
    "/a+b",
  ];
  const others = [
    "/",
    "/login/",
    "/login/complete",
    "/Login",
    "/assets/auth",
    "/assets/authority/x",
    "/api/v1/users/",
    "/api/v1/users/7/notes",
    "/deep/x.txt",
    "/xtxt",
    "/x.txt.bak",
    "/aab",
    "/x/login",
  ];
  for (const path of ours) assert.ok(matches(path), path);
  for (const path of others) assert.ok(!matches(path), path);
});

Deno.test("without patterns nothing matches", () => {
  assert.equal(createPathMatcher([])("/"), false);
});
