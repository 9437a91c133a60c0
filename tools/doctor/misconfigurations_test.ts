import assert from "node:assert/strict";
import { freePort } from "packages/testkit/free_port.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { tell, troubles } from "tools/doctor/testing/read_findings.ts";
import {
  type SoundDeployment,
  startSoundDeployment,
} from "tools/doctor/testing/sound_deployment.ts";

let sound: SoundDeployment;
Deno.test.beforeAll(async () => {
  sound = await startSoundDeployment();
});
Deno.test.afterAll(() => sound.stop());

const KEY = "AnotherEncodingAesKey1111111111111111111111";

Deno.test("a sound deployment has nothing that failed", async () => {
  const findings = await sound.examine();
  assert.deepEqual(troubles(findings), []);
  const done = new Set(findings.filter(({ level }) => level === "ok").map(({ id }) => id));
  const expected = [
    "ai",
    "app.default.enabled",
    "callback.keys",
    "clock",
    "configuration",
    "port",
    "postgres",
    "postgres.schema",
    "queues",
    "self_test.default",
    "wecom_api.default",
  ];
  assert.deepEqual(expected.filter((id) => !done.has(id)), []);
});

Deno.test("misconfiguration 1: a wrong secret is named", async () => {
  const findings = await sound.examine({ WECOM_SECRET: "the-secret-of-some-other-app" });
  assert.deepEqual(troubles(findings), ["wecom_api.default.secret_or_disabled"]);
  assert.match(tell(findings, "wecom_api.default.secret_or_disabled"), /40001[\s\S]*WECOM_SECRET/);
});

Deno.test("misconfiguration 2: a wrong corp id is named, for calls and for callbacks", async () => {
  const findings = await sound.examine({ WECOM_CORP_ID: "wwffffffffffffffff" });
  assert.deepEqual(troubles(findings), ["self_test.default", "wecom_api.default.corp_id"]);
  assert.match(tell(findings, "wecom_api.default.corp_id"), /40013[\s\S]*WECOM_CORP_ID/);
});

Deno.test("misconfiguration 3: an address that is not trusted is named with the address that WeCom sees", async () => {
  await withAgent(({ trustedIps }) => trustedIps.push("203.0.113.9"), async () => {
    const findings = await sound.examine();
    assert.deepEqual(troubles(findings), ["wecom_api.default.trusted_ip"]);
    assert.match(tell(findings, "wecom_api.default.trusted_ip"), /60020[\s\S]*127\.0\.0\.1/);
  });
});

Deno.test("misconfiguration 4: another token than that of the running process is found", async () => {
  const findings = await sound.examine({ WECOM_TOKEN: "AnotherToken0000000000000001" });
  assert.deepEqual(troubles(findings), ["self_test.default"]);
});

Deno.test("misconfiguration 5: another key than that of the running process is found", async () => {
  const findings = await sound.examine({ WECOM_ENCODING_AES_KEY: KEY });
  assert.deepEqual(troubles(findings), ["self_test.default"]);
});

Deno.test("misconfiguration 6: a redirect to a host that the app does not trust is named", async () => {
  await withAgent((agent) => agent.trustedDomains = ["lead.example.com"], async () => {
    const findings = await sound.examine({
      WECOM_REDIRECT_URI: "https://wecom.example.com/api/auth/wecom/callback",
    });
    assert.deepEqual(troubles(findings), ["app.default.trusted_domain"]);
    const told = tell(findings, "app.default.trusted_domain");
    assert.match(told, /lead\.example\.com[\s\S]*wecom\.example\.com/);
  });
});

Deno.test("misconfiguration 7: a disabled app is named", async () => {
  await withAgent((agent) => agent.closed = true, async () => {
    // WeCom gives such an app no token, with the same code as for a wrong secret.
    const findings = await sound.examine();
    assert.deepEqual(troubles(findings), ["wecom_api.default.secret_or_disabled"]);
    assert.match(tell(findings, "wecom_api.default.secret_or_disabled"), /app is disabled/);
  });
});

for (const [userId, found] of [["qianba", /60111/], ["zhaoliu", /disabled/]] as const) {
  Deno.test(`misconfiguration 8: ${userId}, who is out of scope or disabled, is named`, async () => {
    const findings = await sound.examine({}, { userId });
    assert.deepEqual(troubles(findings), ["app.default.user"]);
    assert.match(tell(findings, "app.default.user"), found);
  });
}

Deno.test("a member in scope is fine", async () => {
  assert.deepEqual(troubles(await sound.examine({}, { userId: "lisi" })), []);
});

Deno.test("misconfiguration 9: a PostgreSQL that is down is named", async () => {
  const url = `postgres://wecom:hidden@127.0.0.1:${freePort()}/wecom`;
  const findings = await sound.examine({ DATABASE_URL: url });
  assert.deepEqual(troubles(findings), ["postgres"]);
  assert.doesNotMatch(tell(findings, "postgres"), /hidden/);
});

Deno.test("misconfiguration 10: missing tables are named, with the command that makes them", async () => {
  const empty = await createTestDatabase();
  try {
    const findings = await sound.examine({ DATABASE_URL: empty.url });
    assert.deepEqual(troubles(findings), ["postgres.schema"]);
    assert.match(tell(findings, "postgres.schema"), /deno task migrate/);
  } finally {
    await empty.drop();
  }
});

Deno.test("misconfiguration 11: a Redis that is down is named", async () => {
  const findings = await sound.examine({ REDIS_URL: `redis://127.0.0.1:${freePort()}` });
  assert.deepEqual(troubles(findings), ["redis"]);
});

Deno.test("misconfiguration 12: a wrong key of the model's provider is named", async () => {
  const findings = await sound.examine({ AI_API_KEY: "sk-somebody-elses" });
  assert.deepEqual(troubles(findings), ["ai.key"]);
  const model = await sound.examine({ AI_MODEL: "deepseek-chatt" });
  assert.deepEqual(troubles(model), ["ai.model"]);
});

Deno.test("misconfiguration 13: a clock that is wrong is named, with by how much", async () => {
  const skewed = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const answer = await fetch(sound.wecomUrl + pathname + search);
      const date = new Date(Date.now() - 20 * 60_000).toUTCString();
      return new Response(await answer.text(), { status: answer.status, headers: { date } });
    },
  );
  try {
    const findings = await sound.examine({ WECOM_API_URL: `http://127.0.0.1:${skewed.addr.port}` });
    assert.deepEqual(troubles(findings), ["clock"]);
    assert.match(tell(findings, "clock"), /1(19|20)\d seconds ahead[\s\S]*set-ntp/);
  } finally {
    await skewed.shutdown();
  }
});

const WRITTEN: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
  ["a key of 42 characters", { WECOM_ENCODING_AES_KEY: KEY.slice(1) }, "callback.key", /42/],
  ["a key with an equals sign", { WECOM_ENCODING_AES_KEY: `${KEY}=` }, "callback.key", /equals/],
  [
    "a key in quotation marks",
    { WECOM_ENCODING_AES_KEY: `"${KEY}"` },
    "callback.key",
    /quotation/i,
  ],
  ["half of the previous pair", { WECOM_TOKEN_PREVIOUS: "Old" }, "callback.keys", /_KEY_PREVIOUS/],
  ["a retired name", { WECHAT_SECRET: "x" }, "configuration.WECHAT_SECRET", /WECOM_SECRET/],
  [
    "a PUBLIC_URL with a path",
    { PUBLIC_URL: "http://127.0.0.1:9/x" },
    "configuration.PUBLIC_URL",
    /origin/,
  ],
];
for (const [name, changes, id, words] of WRITTEN) {
  Deno.test(`misconfiguration 18: ${name} is named`, async () => {
    const findings = await sound.examine(changes);
    assert.ok(troubles(findings).includes(id), troubles(findings).join(" "));
    assert.match(tell(findings, id), words);
  });
}

Deno.test("a token outside letters and digits is a warning only", async () => {
  const findings = await sound.examine({ WECOM_TOKEN: "with-hyphen_and_underscore" });
  const finding = findings.find(({ id }) => id === "callback.token");
  assert.equal(finding?.level, "warn");
});

Deno.test("jobs that failed for good are a warning", async () => {
  const { sql } = sound.stack;
  await sql`
    insert into pgboss.job (name, source_name, source_retry_count, source_created_on)
    values ('dead_letters', 'callback.message', 10, now())`;
  try {
    const findings = await sound.examine();
    const letters = findings.find(({ id }) => id === "queues.dead_letters");
    assert.equal(letters?.level, "warn");
    assert.match(letters!.found.en, /callback\.message 1 /);
  } finally {
    await sql`delete from pgboss.job where name = 'dead_letters'`;
  }
});

Deno.test("a variable that .env and the environment give differently is a warning", async () => {
  Deno.env.set("WECOM_AGENT_ID", "1000002");
  try {
    const findings = await sound.examine({}, { dotEnv: "WECOM_AGENT_ID=1000009\n" });
    const finding = findings.find(({ id }) => id === "configuration.shadowed.WECOM_AGENT_ID");
    assert.equal(finding?.level, "warn");
  } finally {
    Deno.env.delete("WECOM_AGENT_ID");
  }
});

type Agent = SoundDeployment["stack"]["simulator"]["state"]["corps"][number]["agents"][number];

/** The administrator changes the app, and changes it back. */
async function withAgent(change: (agent: Agent) => void, test: () => Promise<void>) {
  const agent = sound.stack.simulator.state.corps[0]!.agents[0]!;
  const before = structuredClone(agent);
  change(agent);
  try {
    await test();
  } finally {
    Object.assign(agent, before);
  }
}
