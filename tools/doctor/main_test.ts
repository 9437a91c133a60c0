import assert from "node:assert/strict";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import type { EmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { runShell } from "packages/testkit/run_shell.ts";
import { runDoctor } from "tools/doctor/testing/run_doctor.ts";

const KEYS = {
  WECOM_CORP_ID: "ww0123456789abcdef",
  WECOM_TOKEN: "TheTokenOfThisDeployment00000001",
  WECOM_ENCODING_AES_KEY: "TheEncodingAesKeyOfThisDeployment0000000001",
};

let running: EmbeddedProcess;
let env: Record<string, string>;
Deno.test.beforeAll(async () => {
  running = await startEmbeddedProcess(KEYS);
  env = { ...KEYS, DATA_DIR: running.dataDir, PORT: new URL(running.url).port };
});
Deno.test.afterAll(() => running.stop());

interface Finding {
  readonly id: string;
  readonly level: string;
  readonly found: string;
}

Deno.test("a start with a given token logs that WeCom is simulated with it, and which variables the real WeCom needs", () => {
  const said = running.output();
  assert.match(said, /WeCom: +simulated/);
  assert.match(
    said,
    /uses your WECOM_CORP_ID, WECOM_TOKEN, WECOM_ENCODING_AES_KEY; the real one needs .*WECOM_SECRET/,
  );
});

Deno.test("deno task doctor reports no failure for a running deployment, with exit code 0", async () => {
  const { code, stdout } = await runDoctor(["--json"], env);
  const { ok, findings, system } = JSON.parse(stdout);
  assert.deepEqual(findings.filter(({ level }: Finding) => level === "fail"), []);
  assert.equal(ok, true);
  assert.equal(code, 0);
  assert.equal(system.deno, Deno.version.deno);
  assert.match(system.port, /^\d+, deno \(\d+\)$/);
});

const OTHERS = {
  WECOM_TOKEN: "AnotherToken00000000000000000001",
  WECOM_ENCODING_AES_KEY: "AnotherEncodingAesKey1111111111111111111111",
  WECOM_CORP_ID: "ww00000000000000c3",
};
for (const [name, value] of Object.entries(OTHERS)) {
  Deno.test(`the self-test names ${name} when the running process has another value`, async () => {
    const { code, stdout } = await runDoctor(["--json"], { ...env, [name]: value });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const finding = findings.find(({ id }) => id === "self_test.default");
    assert.equal(finding?.level, "fail");
    // Only Linux shows the environment of another process.
    const which = Deno.build.os === "linux"
      ? `another ${name}\\.$`
      : "another token, key or corp id";
    assert.match(finding!.found, new RegExp(which));
    assert.equal(code, 1);
  });
}

Deno.test("the commands of doctor curl verify the URL, send 帮助 and get an answer", async () => {
  const { stdout } = await runDoctor(["curl", "--lang", "en"], env);
  const [get, post] = stdout.split("\n").filter((line) => line.startsWith("curl "));
  const expected = /must be exactly: (\d+)/.exec(stdout)?.[1];
  assert.equal((await runShell(get!)).stdout, expected);
  const answer = await runShell(`${post!} -w '%{http_code}'`);
  assert.equal(answer.stdout, "200");

  await eventually(async () => {
    const sent = await (await fetch(`${running.simulatorUrl}/_control/sent`)).text();
    assert.match(sent, /"person":"zhangsan"[^}]*"text":"[^"]*帮助/);
  });

  const report = await runDoctor(["--json"], env);
  const { findings } = JSON.parse(report.stdout) as { findings: Finding[] };
  const inbox = findings.find(({ id }) => id === "inbox.default");
  assert.match(inbox!.found, /messages in the inbox: 1\.$/);
});

Deno.test("doctor explain reads the curl command of doctor curl, and names the wrong token", async () => {
  const { stdout } = await runDoctor(["curl"], env);
  const command = stdout.split("\n").find((line) => line.startsWith("curl "))!;
  const wrong = { ...env, WECOM_TOKEN: OTHERS.WECOM_TOKEN };
  assert.equal((await runDoctor(["explain", command], env)).code, 0);
  const { code, stdout: report } = await runDoctor(["explain", command, "--lang", "en"], wrong);
  assert.equal(code, 1);
  assert.match(report, /\[FAIL\] explain\.token/);
  assert.doesNotMatch(report, /\[FAIL\] explain\.(key|corp_id)/);
});

Deno.test("doctor login tries parallel scans, a redirect round trip and a refusal", async () => {
  const { code, stdout } = await runDoctor(["login", "--json"], env);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  assert.deepEqual(findings.map(({ id, level }) => `${level} ${id}`), [
    "ok login.site",
    "ok login.parallel",
    "ok login.redirect",
    "ok login.denied",
  ]);
  assert.equal(code, 0);
});

for (
  const [person, reason] of [["zhaoliu", "member_disabled"], ["qianba", "out_of_scope"]] as const
) {
  Deno.test(`doctor login reports why a scan by ${person} fails: ${reason}`, async () => {
    const { code, stdout } = await runDoctor(["login", "--json", "--user", person], env);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const failed = findings.filter(({ level }) => level === "fail").map(({ id }) => id);
    assert.deepEqual(failed, [`login.person.${person}.${reason}`]);
    assert.equal(code, 1);
  });
}

Deno.test("a wrong command line gives one sentence and exit code 2", async () => {
  const { code, stderr } = await runDoctor(["dance"], env);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^Cannot run "dance": unknown command; use one of check, keys, curl, explain, login\n$/,
  );
});
