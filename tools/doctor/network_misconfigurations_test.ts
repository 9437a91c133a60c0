import assert from "node:assert/strict";
import { freePort } from "packages/testkit/free_port.ts";
import { failedIds, textOf } from "tools/doctor/testing/read_findings.ts";
import {
  type HealthyDeployment,
  startHealthyDeployment,
} from "tools/doctor/testing/healthy_deployment.ts";
import {
  type CertificateKind,
  createTestCertificate,
} from "tools/doctor/testing/test_certificates.ts";

let healthy: HealthyDeployment;
Deno.test.beforeAll(async () => {
  healthy = await startHealthyDeployment();
});
Deno.test.afterAll(() => healthy.stop());

Deno.test("an unknown host name is reported", async () => {
  const findings = await healthy.runChecks({}, { url: "https://unknown.invalid" });
  assert.deepEqual(failedIds(findings), ["dns.callback", "reachability", "self_test.default"]);
  assert.match(textOf(findings, "dns.callback"), /unknown\.invalid/);
  // The local port works, so the problem is between.
  assert.equal(findings.find(({ id }) => id === "self_test.default.local")?.level, "ok");
});

const CERTIFICATES: readonly (readonly [CertificateKind, readonly string[]])[] = [
  ["expired", ["tls.callback.expired"]],
  ["self_signed", ["tls.callback.self_signed"]],
  ["wrong_host", ["tls.callback.chain", "tls.callback.wrong_host"]],
];
for (const [kind, expected] of CERTIFICATES) {
  Deno.test(`a certificate with the problem ${kind} is reported`, async () => {
    await withTlsProxy(kind, async (url) => {
      const ids = failedIds(await healthy.runChecks({}, { url }));
      assert.deepEqual(ids.filter((id) => id.startsWith("tls.")), expected);
      assert.ok(ids.includes("reachability"));
    });
  });
}

Deno.test("a certificate that ends in three days is a warning", async () => {
  await withTlsProxy("expires_soon", async (url) => {
    const findings = await healthy.runChecks({}, { url });
    const finding = findings.find(({ id }) => id === "tls.callback.expires_soon");
    assert.equal(finding?.level, "warn");
  });
});

Deno.test("a port of another process is reported with that process", async () => {
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
    const findings = await healthy.runChecks({ PORT: String(port) });
    assert.ok(failedIds(findings).includes("port"));
    assert.match(textOf(findings, "port"), new RegExp(`deno, process ${child.pid}\\b`));
  } finally {
    await reader.cancel();
    child.kill();
    await child.status;
  }
});

Deno.test("a port without a process is reported", async () => {
  const findings = await healthy.runChecks({
    PORT: String(freePort()),
    PUBLIC_URL: "http://127.0.0.1:9",
  });
  assert.ok(failedIds(findings).includes("port"));
});

const FRONTS: readonly (readonly [string, () => Response, RegExp])[] = [
  ["a page of a front end", () => html("<!doctype html><title>CRM</title>", 200), /web page/],
  ["a sign-in redirect", () => Response.redirect("https://example.com/login", 302), /redirects/],
  ["a reminder page of a tunnel", () => html("<p>ngrok-free.app</p>", 200), /tunnel itself/],
  ["an error of a gateway", () => html("502 Bad Gateway", 502), /502/],
  ["a password", () =>
    new Response("", {
      status: 401,
      headers: { "www-authenticate": "Basic" },
    }), /password/],
  ["a refusal of a firewall", () => new Response("blocked", { status: 403 }), /in front/],
];
for (const [name, answer, words] of FRONTS) {
  Deno.test(`${name} instead of our callback is reported`, async () => {
    const front = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    try {
      const findings = await healthy.runChecks({}, { url: `http://127.0.0.1:${front.addr.port}` });
      assert.match(textOf(findings, "reachability"), words);
    } finally {
      await front.shutdown();
    }
  });
}

Deno.test("a refusal is only a warning while only addresses of WeCom are allowed", async () => {
  const changes = { WECOM_CALLBACK_IP_CHECK: "on", WECOM_TOKEN: "AnotherToken0000000000000001" };
  const findings = await healthy.runChecks(changes);
  assert.equal(findings.find(({ id }) => id === "self_test.default")?.level, "warn");
});

function html(body: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": "text/html" } });
}

/** Runs a test with the deployment behind a proxy that has such a certificate. */
async function withTlsProxy(kind: CertificateKind, test: (url: string) => Promise<void>) {
  const proxy = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 502 }),
    ...await createTestCertificate(kind),
  }, (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(healthy.stack.publicUrl + pathname + search, { redirect: "manual" });
  });
  try {
    await test(`https://localhost:${proxy.addr.port}`);
  } finally {
    await proxy.shutdown();
  }
}
