import assert from "node:assert/strict";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { ArgumentError } from "tools/doctor/arguments.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
import { signTextMessage, signVerification } from "tools/doctor/signed_request.ts";
import { explain } from "tools/doctor/verbs/explain.ts";

const clock = createFakeClock(Date.UTC(2026, 5, 1));
const TOKEN = "TheTokenOfTheConsole000000000001";
const KEY = "TheEncodingAesKeyOfTheConsole00000000000001";
const OTHER_KEY = "AnotherEncodingAesKeyAltogether111111111111";
const CORP = "ww0123456789abcdef";
const ADDRESS = "https://wecom.example.com/api/v1/wecom/callback";
const FITTING = { WECOM_TOKEN: TOKEN, WECOM_ENCODING_AES_KEY: KEY, WECOM_CORP_ID: CORP };
const signWith = {
  token: TOKEN,
  encodingAesKey: KEY,
  receiveId: CORP,
  clock,
  randomBytes: systemRandomBytes,
};
const { url } = signVerification(ADDRESS, signWith);

Deno.test("explain: a matching callback has no failure", async () => {
  assert.deepEqual(await failures(url, {}), []);
});

Deno.test("explain: a wrong token is reported, and nothing else", async () => {
  assert.deepEqual(await failures(url, { WECOM_TOKEN: "Other" }), ["explain.token"]);
});

Deno.test("explain: a wrong key is reported, and nothing else", async () => {
  // Many keys, because about one wrong key in a hundred produces a valid padding.
  for (let round = 0; round < 300; round += 1) {
    const key = OTHER_KEY.slice(0, 40) + String(100 + round);
    assert.deepEqual(await failures(url, { WECOM_ENCODING_AES_KEY: key }), ["explain.key"]);
  }
});

Deno.test("explain: a wrong corp id is reported with both ids, and nothing else", async () => {
  const env = { WECOM_CORP_ID: "wwaaaaaaaaaaaaaaaa" };
  assert.deepEqual(await failures(url, env), ["explain.corp_id"]);
  const finding = (await run(url, env)).find(({ id }) => id === "explain.corp_id");
  assert.match(finding!.found.en, /for ww0123456789abcdef; .* is wwaaaaaaaaaaaaaaaa/);
});

Deno.test("explain: a wrong token and a wrong key are both reported", async () => {
  const env = { WECOM_TOKEN: "Other", WECOM_ENCODING_AES_KEY: OTHER_KEY };
  assert.deepEqual(await failures(url, env), ["explain.key", "explain.token"]);
});

Deno.test("explain: the previous pair is tried too, and named as the previous one", async () => {
  const findings = await run(url, {
    WECOM_TOKEN: "Fresh",
    WECOM_ENCODING_AES_KEY: OTHER_KEY,
    WECOM_TOKEN_PREVIOUS: TOKEN,
    WECOM_ENCODING_AES_KEY_PREVIOUS: KEY,
  });
  assert.match(findings.find(({ id }) => id === "explain.verdict")!.found.en, /previous pair/);
});

Deno.test("explain: reads a proxy's log line, a curl command, HTML and a POST with its body", async () => {
  const { search, pathname } = new URL(url);
  const posted = signTextMessage(ADDRESS, {
    userId: "zhangsan",
    agentId: "1000002",
    content: "帮助",
  }, signWith);
  const copies = [
    `203.0.113.5 - - [01/Jun/2026:08:00:00 +0800] "GET ${pathname}${search} HTTP/1.1" 403 7 "-"`,
    `curl -sS '${url}'`,
    url.replaceAll("&", "&amp;"),
    `curl --data-raw '${posted.body}' '${posted.url}'`,
  ];
  for (const copy of copies) assert.deepEqual(await failures(copy, {}), []);
});

Deno.test("explain: a URL that was encoded twice is reported as such", async () => {
  const twice = url.replace(/echostr=.*/, (part) => part.replaceAll("%", "%25"));
  assert.deepEqual(await failures(twice, {}), ["explain.encoding"]);
});

Deno.test("explain: a truncated URL gives a warning instead of a failure of the key", async () => {
  const findings = await run(url.slice(0, -20), {});
  assert.equal(findings.find(({ id }) => id === "explain.key")!.level, "warn");
});

Deno.test("explain: a text without a callback is refused with the names of the missing parameters", async () => {
  await assert.rejects(run("https://example.com/?nonce=1", {}), (error) => {
    assert.ok(error instanceof ArgumentError);
    assert.match(error.message, /msg_signature, timestamp, echostr missing/);
    return true;
  });
});

async function run(text: string, changes: Record<string, string>) {
  const env = { SIMULATORS: "off", TOKEN_SIGNING_KEYS_FILE: "unused", ...FITTING, ...changes };
  return explain(text, await loadDeployment(env, { clock }));
}

async function failures(text: string, changes: Record<string, string>): Promise<string[]> {
  const findings = await run(text, changes);
  return findings.filter(({ level }) => level === "fail").map(({ id }) => id).sort();
}
