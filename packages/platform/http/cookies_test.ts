import assert from "node:assert/strict";
import { createCookies } from "packages/platform/http/cookies.ts";

const withCookies = (cookie?: string) =>
  new Request("http://127.0.0.1/", { headers: cookie === undefined ? {} : { cookie } });

Deno.test("on https every cookie is __Host-, Secure, HttpOnly, SameSite=Lax for the whole host", () => {
  const cookies = createCookies({ secure: true });
  const [pair, ...attributes] = cookies.write("name", "value", { maxAgeSeconds: 60 }).split("; ");
  assert.equal(pair, "__Host-name=value");
  assert.deepEqual(attributes.sort(), [
    "HttpOnly",
    "Max-Age=60",
    "Path=/",
    "SameSite=Lax",
    "Secure",
  ]);
});

Deno.test("on http a cookie has neither __Host- nor Secure, because browsers would refuse it", () => {
  const written = createCookies({ secure: false }).write("name", "value");
  assert.match(written, /^name=value; /);
  assert.doesNotMatch(written, /Secure|Max-Age|__Host-/);
});

Deno.test("a cookie is read back as it was written, even with characters that need escaping", () => {
  for (const secure of [true, false]) {
    const cookies = createCookies({ secure });
    const value = "a b;c=d,字";
    const pair = cookies.write("name", value).split("; ")[0]!;
    assert.equal(cookies.read(withCookies(`x=1; ${pair}; y=2`), "name"), value);
  }
});

Deno.test("on https a cookie without __Host- is not read, because another subdomain may have set it", () => {
  const cookies = createCookies({ secure: true });
  assert.equal(cookies.read(withCookies("name=planted"), "name"), undefined);
  assert.deepEqual(cookies.list(withCookies("wl_1=planted"), "wl_"), []);
});

Deno.test("a cookie is found only by its whole name", () => {
  const cookies = createCookies({ secure: false });
  assert.equal(cookies.read(withCookies("xname=1; name2=2; NAME=3"), "name"), undefined);
  assert.equal(cookies.read(withCookies(), "name"), undefined);
});

Deno.test("cookies of one prefix are listed by plain name, in the browser's order", () => {
  const request = withCookies("__Host-wl_b=2; other=x; __Host-wl_a=1");
  assert.deepEqual(createCookies({ secure: true }).list(request, "wl_"), [
    ["wl_b", "2"],
    ["wl_a", "1"],
  ]);
});

Deno.test("clearing writes an empty, expired cookie with the same attributes", () => {
  assert.match(
    createCookies({ secure: true }).clear("name"),
    /^__Host-name=; Max-Age=0; Path=\/;.*Secure/,
  );
});
