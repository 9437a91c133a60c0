import assert from "node:assert/strict";
import { freePort } from "packages/testkit/free_port.ts";
import { tell, troubles } from "tools/doctor/testing/read_findings.ts";
import {
  type SoundDeployment,
  startSoundDeployment,
} from "tools/doctor/testing/sound_deployment.ts";
import {
  type CertificateKind,
  createTestCertificate,
} from "tools/doctor/testing/test_certificates.ts";

let sound: SoundDeployment;
Deno.test.beforeAll(async () => {
  sound = await startSoundDeployment();
});
Deno.test.afterAll(() => sound.stop());

Deno.test("misconfiguration 14: a host name that is unknown is named", async () => {
  const findings = await sound.examine({}, { url: "https://gone.invalid" });
  assert.deepEqual(troubles(findings), ["dns.callback", "reachability", "self_test.default"]);
  assert.match(tell(findings, "dns.callback"), /gone\.invalid/);
  // Straight to the port it works: so the trouble is on the way.
  assert.equal(findings.find(({ id }) => id === "self_test.default.local")?.level, "ok");
});

const CERTIFICATES: readonly (readonly [CertificateKind, readonly string[]])[] = [
  ["expired", ["tls.callback.expired"]],
  ["self_signed", ["tls.callback.self_signed"]],
  ["wrong_host", ["tls.callback.chain", "tls.callback.wrong_host"]],
];
for (const [kind, expected] of CERTIFICATES) {
  Deno.test(`misconfiguration 15: a certificate that is ${kind} is named`, async () => {
    await withTlsProxy(kind, async (url) => {
      const ids = troubles(await sound.examine({}, { url }));
      assert.deepEqual(ids.filter((id) => id.startsWith("tls.")), expected);
      assert.ok(ids.includes("reachability"));
    });
  });
}

Deno.test("a certificate that ends in three days is a warning", async () => {
  await withTlsProxy("expires_soon", async (url) => {
    const findings = await sound.examine({}, { url });
    const finding = findings.find(({ id }) => id === "tls.callback.expires_soon");
    assert.equal(finding?.level, "warn");
  });
});

Deno.test("misconfiguration 16: a port that another process holds is named with that process", async () => {
  const port = freePort();
  const script = `Deno.listen({ hostname: "127.0.0.1", port: ${port} }); console.log("up");`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", `${script} await new Promise((done) => setTimeout(done, 60_000));`],
    stdout: "piped",
    stdin: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  try {
    await reader.read();
    const findings = await sound.examine({ PORT: String(port) });
    assert.ok(troubles(findings).includes("port"));
    assert.match(tell(findings, "port"), new RegExp(`deno, process ${child.pid}\\b`));
  } finally {
    await reader.cancel();
    child.kill();
    await child.status;
  }
});

Deno.test("misconfiguration 17: nobody listening is named", async () => {
  const findings = await sound.examine({
    PORT: String(freePort()),
    PUBLIC_URL: "http://127.0.0.1:9",
  });
  assert.ok(troubles(findings).includes("port"));
});

const FRONTS: readonly (readonly [string, () => Response, RegExp])[] = [
  ["a front end's page", () => html("<!doctype html><title>CRM</title>", 200), /web page/],
  ["a sign-in redirect", () => Response.redirect("https://example.com/login", 302), /redirects/],
  ["a tunnel's reminder", () => html("<p>ngrok-free.app</p>", 200), /tunnel itself/],
  ["a gateway without a process", () => html("502 Bad Gateway", 502), /502/],
  ["a password", () =>
    new Response("", {
      status: 401,
      headers: { "www-authenticate": "Basic" },
    }), /password/],
  ["a firewall's refusal", () => new Response("blocked", { status: 403 }), /in front/],
];
for (const [name, answer, words] of FRONTS) {
  Deno.test(`misconfiguration 19: ${name} instead of our callback is named`, async () => {
    const front = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    try {
      const findings = await sound.examine({}, { url: `http://127.0.0.1:${front.addr.port}` });
      assert.match(tell(findings, "reachability"), words);
    } finally {
      await front.shutdown();
    }
  });
}

Deno.test("a refusal is no proof while only WeCom's addresses are let in", async () => {
  const changes = { WECOM_CALLBACK_IP_CHECK: "on", WECOM_TOKEN: "AnotherToken0000000000000001" };
  const findings = await sound.examine(changes);
  assert.equal(findings.find(({ id }) => id === "self_test.default")?.level, "warn");
});

function html(body: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": "text/html" } });
}

/** The deployment behind a proxy with a certificate of this kind. */
async function withTlsProxy(kind: CertificateKind, test: (url: string) => Promise<void>) {
  const proxy = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 502 }),
    ...await createTestCertificate(kind),
  }, (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(sound.stack.publicUrl + pathname + search, { redirect: "manual" });
  });
  try {
    await test(`https://localhost:${proxy.addr.port}`);
  } finally {
    await proxy.shutdown();
  }
}
