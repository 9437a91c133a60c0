import { seedDeadLetter } from "tests/support/inbox_seed.ts";
import assert from "node:assert/strict";
import { openTestSimulator as openUpstream } from "simulators/upstream/test_simulator.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
import { checkConfiguration } from "tools/doctor/checks/configuration.ts";
import { checkReplyFiles } from "tools/doctor/checks/reply_files.ts";
import { checkUpstream } from "tools/doctor/checks/upstream.ts";
import { checkTokenSecrets } from "tools/doctor/checks/upstream_callback.ts";
import { failedIds, textOf } from "tools/doctor/testing/read_findings.ts";
import {
  type HealthyDeployment,
  startHealthyDeployment,
} from "tools/doctor/testing/healthy_deployment.ts";

let healthy: HealthyDeployment;
Deno.test.beforeAll(async () => {
  healthy = await startHealthyDeployment();
});
Deno.test.afterAll(() => healthy.stop());

const KEY = "AnotherEncodingAesKey1111111111111111111111";

Deno.test("a healthy deployment has no failure", async () => {
  const findings = await healthy.runChecks();
  assert.deepEqual(failedIds(findings), []);
  // On a busy machine, the self-test finds a correct but slow answer.
  const done = new Set(
    findings.filter(({ id, level }) =>
      level === "ok" || /Correct, but in \d+ ms/.test(textOf(findings, id))
    ).map(({ id }) => id),
  );
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

Deno.test("a wrong secret is reported", async () => {
  const findings = await healthy.runChecks({ WECOM_SECRET: "the-secret-of-some-other-app" });
  assert.deepEqual(failedIds(findings), ["wecom_api.default.secret_or_disabled"]);
  assert.match(
    textOf(findings, "wecom_api.default.secret_or_disabled"),
    /40001[\s\S]*WECOM_SECRET/,
  );
});

Deno.test("a wrong corp id is reported for calls and for callbacks", async () => {
  const findings = await healthy.runChecks({ WECOM_CORP_ID: "wwffffffffffffffff" });
  assert.deepEqual(failedIds(findings), ["self_test.default", "wecom_api.default.corp_id"]);
  assert.match(textOf(findings, "wecom_api.default.corp_id"), /40013[\s\S]*WECOM_CORP_ID/);
});

Deno.test("an untrusted address is reported as WeCom sees it", async () => {
  await withAgent(({ trustedIps }) => trustedIps.push("203.0.113.9"), async () => {
    const findings = await healthy.runChecks();
    assert.deepEqual(failedIds(findings), ["wecom_api.default.trusted_ip"]);
    assert.match(textOf(findings, "wecom_api.default.trusted_ip"), /60020[\s\S]*127\.0\.0\.1/);
  });
});

Deno.test("a token that differs from the running process is reported", async () => {
  const findings = await healthy.runChecks({ WECOM_TOKEN: "AnotherToken0000000000000001" });
  assert.deepEqual(failedIds(findings), ["self_test.default"]);
});

Deno.test("a key that differs from the running process is reported", async () => {
  const findings = await healthy.runChecks({ WECOM_ENCODING_AES_KEY: KEY });
  assert.deepEqual(failedIds(findings), ["self_test.default"]);
});

Deno.test("a redirect to a host that the app does not trust is reported", async () => {
  await withAgent((agent) => agent.trustedDomains = ["lead.example.com"], async () => {
    const findings = await healthy.runChecks({
      WECOM_REDIRECT_URI: "https://wecom.example.com/api/auth/wecom/callback",
    });
    assert.deepEqual(failedIds(findings), ["app.default.trusted_domain"]);
    const text = textOf(findings, "app.default.trusted_domain");
    assert.match(text, /lead\.example\.com[\s\S]*wecom\.example\.com/);
  });
});

Deno.test("a disabled app is reported", async () => {
  await withAgent((agent) => agent.closed = true, async () => {
    // WeCom gives such an app no token, with the same code as for a wrong secret.
    const findings = await healthy.runChecks();
    assert.deepEqual(failedIds(findings), ["wecom_api.default.secret_or_disabled"]);
    assert.match(textOf(findings, "wecom_api.default.secret_or_disabled"), /app is disabled/);
  });
});

for (const [userId, found] of [["qianba", /60111/], ["zhaoliu", /disabled/]] as const) {
  Deno.test(`member ${userId}, out of scope or disabled, is reported`, async () => {
    const findings = await healthy.runChecks({}, { userId });
    assert.deepEqual(failedIds(findings), ["app.default.user"]);
    assert.match(textOf(findings, "app.default.user"), found);
  });
}

Deno.test("a member in scope has no failure", async () => {
  assert.deepEqual(failedIds(await healthy.runChecks({}, { userId: "lisi" })), []);
});

Deno.test("a PostgreSQL that is down is reported without its password", async () => {
  const url = `postgres://wecom:hidden@127.0.0.1:${freePort()}/wecom`;
  const findings = await healthy.runChecks({ DATABASE_URL: url });
  assert.deepEqual(failedIds(findings), ["postgres"]);
  assert.doesNotMatch(textOf(findings, "postgres"), /hidden/);
});

Deno.test("missing tables are reported with the command that creates them", async () => {
  const empty = await createTestDatabase();
  try {
    const findings = await healthy.runChecks({ DATABASE_URL: empty.url });
    assert.deepEqual(failedIds(findings), ["postgres.schema"]);
    assert.match(textOf(findings, "postgres.schema"), /deno task migrate/);
  } finally {
    await empty.drop();
  }
});

Deno.test("a Redis that is down is reported", async () => {
  const findings = await healthy.runChecks({ REDIS_URL: `redis://127.0.0.1:${freePort()}` });
  assert.deepEqual(failedIds(findings), ["redis"]);
});

Deno.test("a wrong key or model of the provider is reported", async () => {
  const findings = await healthy.runChecks({ AI_API_KEY: "sk-of-another-account" });
  assert.deepEqual(failedIds(findings), ["ai.key"]);
  const model = await healthy.runChecks({ AI_MODEL: "deepseek-chatt" });
  assert.deepEqual(failedIds(model), ["ai.model"]);
});

Deno.test("a wrong clock is reported with the difference", async () => {
  const skewed = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const answer = await fetch(healthy.wecomUrl + pathname + search);
      const date = new Date(Date.now() - 20 * 60_000).toUTCString();
      return new Response(await answer.text(), { status: answer.status, headers: { date } });
    },
  );
  try {
    const findings = await healthy.runChecks({
      WECOM_API_URL: `http://127.0.0.1:${skewed.addr.port}`,
    });
    assert.deepEqual(failedIds(findings), ["clock"]);
    assert.match(textOf(findings, "clock"), /1(19|20)\d seconds ahead[\s\S]*set-ntp/);
  } finally {
    await skewed.shutdown();
  }
});

const NO_KEYS = { WECOM_CORP_ID: "", WECOM_TOKEN: "" };
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
  [
    "a key alone that is too short",
    { ...NO_KEYS, WECOM_ENCODING_AES_KEY: "short" },
    "callback.key",
    /5/,
  ],
  ["the retired API_HOST", { API_HOST: "0.0.0.0" }, "configuration.API_HOST", /HOST/],
  [
    "a secret in quotation marks",
    { WECOM_SECRET: '"a secret"' },
    "configuration.WECOM_SECRET",
    /quotation marks/,
  ],
  [
    "a folder of documents that does not exist",
    { KNOWLEDGE_DIR: "/nowhere" },
    "configuration.KNOWLEDGE_DIR",
    /folder/,
  ],
  [
    "a file of words that does not exist",
    { SENSITIVE_WORDS_FILE: "/nowhere" },
    "configuration.SENSITIVE_WORDS_FILE",
    /not there/,
  ],
  ["a retired name", { WECHAT_SECRET: "x" }, "configuration.WECHAT_SECRET", /WECOM_SECRET/],
  [
    "a PUBLIC_URL with a path",
    { PUBLIC_URL: "http://127.0.0.1:9/x" },
    "configuration.PUBLIC_URL",
    /origin/,
  ],
];
for (const [name, changes, id, words] of WRITTEN) {
  Deno.test(`${name} is reported`, async () => {
    const findings = await healthy.runChecks(changes);
    assert.ok(failedIds(findings).includes(id), failedIds(findings).join(" "));
    assert.match(textOf(findings, id), words);
  });
}

Deno.test("every problem that ends the start is a failure, and no failure of the configuration is another", async () => {
  const broken = [
    { WECOM_ENCODING_AES_KEY: "short" },
    { ...NO_KEYS, WECOM_ENCODING_AES_KEY: "short" },
    { WECOM_SECRET: "" },
    { PORT: "abc" },
    { PUBLIC_URL: "wecom.example.com" },
    { OPERATORS: "zhangsan lisi" },
    { API_HOST: "0.0.0.0", CORS_ORIGIN: "*" },
  ];
  for (const changes of broken) {
    const { config } = await loadDeployment({ ...healthy.env, ...changes }, {});
    const found = (await healthy.runChecks(changes)).filter(({ level, id }) =>
      level === "fail" && /^(configuration|callback)\./.test(id)
    );
    assert.deepEqual(
      [...new Set(found.map(({ looked }) => looked.en))].sort(),
      config.problems.map(({ variable }) => variable).sort(),
    );
  }
});

Deno.test("a misspelt name and a corp id alone are warnings with the right names", async () => {
  const misspelt = await healthy.runChecks({ WECOM_CORPID: "ww1", PUBLICURL: "http://x" });
  assert.match(textOf(misspelt, "configuration.WECOM_CORPID"), /did you mean WECOM_CORP_ID\?/);
  assert.match(textOf(misspelt, "configuration.PUBLICURL"), /did you mean PUBLIC_URL\?/);
  const alone = await loadDeployment({
    WECOM_CORP_ID: "ww0123456789abcdef",
    DATA_DIR: healthy.env["DATA_DIR"],
  }, {});
  assert.ok(alone.isWecomSimulated);
  const [warning] = [await checkConfiguration(alone)].flat().filter(({ level }) =>
    level === "warn"
  );
  assert.equal(warning?.id, "configuration.WECOM_CORP_ID");
  for (const name of ["AGENT_ID", "SECRET", "TOKEN", "ENCODING_AES_KEY"]) {
    assert.match(warning!.found.en, new RegExp(`WECOM_${name}`));
  }
});

Deno.test("documents, words and prompt are read as the service reads them, and their flaws are findings", async () => {
  const folder = await Deno.makeTempDir();
  const gb18030 = Uint8Array.of(0x23, 0x20, 0xcd, 0xcb, 0xbb, 0xf5, 0x0a, 0xcd, 0xcb, 0xbb, 0xf5);
  const levelsOf = async (env: Record<string, string>) => {
    const findings = [await checkReplyFiles(await loadDeployment({ ...healthy.env, ...env }, {}))];
    return Object.fromEntries(findings.flat().map(({ id, level }) => [id, level]));
  };
  const env = {
    KNOWLEDGE_DIR: `${folder}/documents`,
    SENSITIVE_WORDS_FILE: `${folder}/words.txt`,
    SYSTEM_PROMPT_FILE: `${folder}/prompt.txt`,
  };
  try {
    assert.deepEqual(await levelsOf({}), { documents: "skip", words: "skip", prompt: "ok" });
    await Deno.mkdir(env.KNOWLEDGE_DIR);
    await Deno.writeTextFile(env.SENSITIVE_WORDS_FILE, "\uFEFF\r\n");
    await Deno.writeTextFile(env.SYSTEM_PROMPT_FILE, " \n");
    assert.deepEqual(await levelsOf(env), { documents: "warn", words: "warn", prompt: "skip" });
    await Deno.writeFile(`${env.KNOWLEDGE_DIR}/a.md`, gb18030);
    await Deno.writeTextFile(`${env.KNOWLEDGE_DIR}/prices.docx`, "PK");
    await Deno.writeFile(`${env.KNOWLEDGE_DIR}/photo.md`, Uint8Array.of(0, 0xff));
    await Deno.writeFile(env.SENSITIVE_WORDS_FILE, Uint8Array.of(0xcd, 0xcb, 0xbb, 0xf5));
    await Deno.writeTextFile(env.SYSTEM_PROMPT_FILE, "Be kind.");
    assert.deepEqual(await levelsOf(env), {
      documents: "ok",
      "documents.unreadable": "fail",
      "documents.encoding": "warn",
      "documents.ignored": "warn",
      words: "warn",
      prompt: "ok",
    });
    await Deno.writeTextFile(env.SENSITIVE_WORDS_FILE, "退货");
    assert.equal((await levelsOf(env))["words"], "ok");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a token with other characters than letters and digits is only a warning", async () => {
  const findings = await healthy.runChecks({ WECOM_TOKEN: "with-hyphen_and_underscore" });
  const finding = findings.find(({ id }) => id === "callback.token");
  assert.equal(finding?.level, "warn");
});

Deno.test("jobs that have failed permanently are a warning", async () => {
  const { sql } = healthy.stack;
  const id = await seedDeadLetter(sql, { payload: {}, error: "away", failedAt: new Date() });
  try {
    const findings = await healthy.runChecks();
    const letters = findings.find(({ id }) => id === "queues.dead_letters");
    assert.equal(letters?.level, "warn");
    assert.match(letters!.found.en, /callback\.message 1 /);
  } finally {
    await sql`delete from jobs.dead_letters where id = ${id}`;
  }
});

Deno.test("a variable with different values in .env and the environment is a warning", async () => {
  Deno.env.set("WECOM_AGENT_ID", "1000002");
  try {
    const findings = await healthy.runChecks({}, { dotEnv: "WECOM_AGENT_ID=1000009\n" });
    const finding = findings.find(({ id }) => id === "configuration.shadowed.WECOM_AGENT_ID");
    assert.equal(finding?.level, "warn");
  } finally {
    Deno.env.delete("WECOM_AGENT_ID");
  }
});

type Agent = HealthyDeployment["stack"]["simulator"]["state"]["corps"][number]["agents"][number];

/** Runs a test while the app is changed in WeCom. */
async function withAgent(change: (agent: Agent) => void, test: () => Promise<void>) {
  const agent = healthy.stack.simulator.state.corps[0]!.agents[0]!;
  const before = structuredClone(agent);
  change(agent);
  try {
    await test();
  } finally {
    Object.assign(agent, before);
  }
}

Deno.test("a value that cannot be used is one failure: checks that need it are skipped", async () => {
  for (
    const [name, value] of [
      ["PORT", "abc"],
      ["PUBLIC_URL", "wecom.example.com"],
      ["DATABASE_URL", "mysql://user:pass@db/data"],
      ["REDIS_URL", "localhost:6379"],
      ["AI_BASE_URL", "api.example.com/v1"],
    ] as const
  ) {
    const findings = await healthy.runChecks({ [name]: value });
    assert.deepEqual(failedIds(findings), [`configuration.${name}`]);
  }
});

Deno.test("a file of providers that cannot be used is one failure, which names the entry", async () => {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify([{ name: "a", baseUrl: "a.example.com" }]));
  try {
    const findings = await healthy.runChecks({ AI_PROVIDERS_FILE: file });
    assert.deepEqual(failedIds(findings), ["configuration.AI_PROVIDERS_FILE"]);
    assert.match(textOf(findings, "configuration.AI_PROVIDERS_FILE"), /0\.apiKey: is missing/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a data folder that the start cannot use is a failure", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const DATA_DIR of [file, `${file}/below`, `"${file}"`]) {
      const { config } = await loadDeployment({ DATA_DIR }, {});
      assert.deepEqual(config.problems.map(({ variable }) => variable), ["DATA_DIR"], DATA_DIR);
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a receiver of webhooks that is down, redirects or has no such path is reported", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
  let answer = () => new Response(null, { status: 405 });
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => answer(),
  );
  const find = async (port: number) => {
    const env = { WEBHOOK_URL: `http://127.0.0.1:${port}/in?key=hidden`, WEBHOOK_SECRET: secret };
    const findings = await healthy.runChecks(env);
    assert.doesNotMatch(JSON.stringify(findings), /hidden|whsec_Mf/);
    return findings.find(({ id }) => id.startsWith("webhooks"))!;
  };
  const { port } = server.addr;
  assert.equal((await find(port)).level, "ok");
  answer = () => Response.redirect("http://127.0.0.1/elsewhere", 308);
  assert.equal((await find(port)).id, "webhooks.redirect");
  answer = () => new Response(null, { status: 404 });
  assert.equal((await find(port)).id, "webhooks.answer");
  const down = await find(freePort());
  assert.deepEqual([down.id, down.level], ["webhooks.unreachable", "fail"]);
});

Deno.test("an incomplete group of webhooks is reported", async () => {
  const findings = await healthy.runChecks({ WEBHOOK_URL: "http://127.0.0.1:9/" });
  assert.ok(failedIds(findings).includes("configuration.WEBHOOK_SECRET"));
});

/** A server that answers as the given function, while a test runs. */
async function withServer(answer: () => Response, test: (url: string) => Promise<void>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  try {
    await test(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

const SECRET = "0123456789abcdef0123456789abcdef";

Deno.test("an upstream that speaks the protocol, with a callback that refuses a wrong token, has no failure", async () => {
  const simulator = openUpstream();
  try {
    const findings = await healthy.runChecks({ BASE_URL: simulator.url });
    assert.deepEqual(failedIds(findings), []);
    assert.match(textOf(findings, "upstream"), /speaks the protocol/);
    assert.match(textOf(findings, "upstream.callback"), /refuses a wrong token/);
    const off = await healthy.runChecks({ BASE_URL: simulator.url, CALLBACK_URL: "off" });
    assert.equal(off.find(({ id }) => id === "upstream.callback")?.level, "skip");
  } finally {
    await simulator[Symbol.asyncDispose]();
  }
});

Deno.test("a BASE_URL where no upstream or another program answers is reported", async () => {
  const away = { BASE_URL: `http://127.0.0.1:${freePort()}`, CALLBACK_URL: "off" };
  assert.deepEqual(failedIds(await healthy.runChecks(away)), ["upstream"]);
  for (
    const answer of [
      () => html("<!doctype html><title>CRM</title>"),
      () => Response.json({ status: 404, error: "Not Found", path: "/x" }, { status: 404 }),
    ]
  ) {
    await withServer(answer, async (url) => {
      const findings = await healthy.runChecks({ BASE_URL: url, CALLBACK_URL: "off" });
      assert.deepEqual(failedIds(findings), ["upstream.protocol"]);
    });
  }
});

Deno.test("http on the internet is a warning, on a private address it is not", async () => {
  const levelAt = async (host: string) => {
    const findings = await checkUpstream({
      ...await loadDeployment({
        ...healthy.env,
        BASE_URL: `http://${host}:9952`,
        UPSTREAM_ACKNOWLEDGED: "1",
        CALLBACK_URL: "off",
      }, {}),
      fetch: () => Promise.reject(new Error("no network")),
    });
    return [findings].flat().find(({ id }) => id === "upstream.http")?.level;
  };
  assert.equal(await levelAt("upstream.example.com"), "warn");
  assert.equal(await levelAt("203.0.113.8"), "warn");
  for (const host of ["10.1.2.3", "192.168.0.9", "172.20.1.1", "upstream", "upstream.prod.svc"]) {
    assert.equal(await levelAt(host), undefined, host);
  }
});

Deno.test("an upstream without acknowledgement, or without its services in COMPONENTS, is reported", async () => {
  const far = { BASE_URL: "http://upstream.invalid:9952", CALLBACK_URL: "off" };
  const ids = failedIds(await healthy.runChecks(far));
  assert.ok(ids.includes("upstream.acknowledged"), ids.join(" "));
  const simulator = openUpstream();
  try {
    const lacking = { BASE_URL: simulator.url, COMPONENTS: "auth,callback" };
    const findings = await healthy.runChecks(lacking);
    assert.deepEqual(failedIds(findings), ["upstream.components"]);
    assert.match(textOf(findings, "upstream.components"), /upstream-bridge/);
  } finally {
    await simulator[Symbol.asyncDispose]();
  }
});

Deno.test("a callback address that another program answers, or that the upstream cannot reach, is reported", async () => {
  const simulator = openUpstream();
  try {
    const answers = [
      () => html("<!doctype html><title>CRM</title>"),
      () => new Response("not found", { status: 404 }),
    ];
    for (const answer of answers) {
      await withServer(answer, async (url) => {
        const findings = await healthy.runChecks({
          BASE_URL: simulator.url,
          CALLBACK_TOKEN_SECRET: SECRET,
          CALLBACK_URL: `${url}/callback/wxwork`,
        });
        assert.deepEqual(failedIds(findings), ["upstream.callback"]);
      });
    }
    const findings = await healthy.runChecks({
      BASE_URL: "http://upstream.invalid:9952",
      UPSTREAM_ACKNOWLEDGED: "1",
      CALLBACK_TOKEN_SECRET: SECRET,
    });
    assert.equal(findings.find(({ id }) => id === "upstream.callback")?.level, "warn");
  } finally {
    await simulator[Symbol.asyncDispose]();
  }
});

Deno.test("a process that uses another secret for the callback tokens is reported, without the secrets", async () => {
  const port = freePort();
  const script = `Deno.listen({ hostname: "127.0.0.1", port: ${port} }); console.log("up");`;
  const other = "fedcba9876543210fedcba9876543210";
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", `${script} await new Promise((done) => setTimeout(done, 60_000));`],
    env: { CALLBACK_TOKEN_SECRET: other },
    stdout: "piped",
    stdin: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  try {
    await reader.read();
    const levelWith = (CALLBACK_TOKEN_SECRET: string) =>
      [checkTokenSecrets({ CALLBACK_TOKEN_SECRET }, [port])].flat();
    assert.deepEqual(levelWith(other).map(({ level }) => level), ["ok"]);
    const [finding] = levelWith(SECRET);
    assert.equal(finding?.level, "fail");
    assert.match(finding!.found.en, new RegExp(`${port} \\(pid ${child.pid}\\)`));
    assert.doesNotMatch(JSON.stringify(finding), /0123456789abcdef|fedcba98/);
  } finally {
    await reader.cancel();
    child.kill();
    await child.status;
  }
});

function html(body: string): Response {
  return new Response(body, { status: 200, headers: { "content-type": "text/html" } });
}
