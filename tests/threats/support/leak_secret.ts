import type { Browser, Site } from "tests/support/browser.ts";

/**
 * Sends requests that fail while they contain secrets: in queries, bodies and headers, with wrong paths, methods and
 * hosts. Reads every answer to its end.
 */
export async function leakSecret(
  site: Site,
  caller: Browser,
  { code, state }: { code: string; state: string },
): Promise<void> {
  const query = `code=${code}&state=${state}`;
  const json = { "content-type": "application/json", origin: site.publicUrl };
  for (
    const path of [
      "/api/auth/wecom/callbacks",
      "/api/auth/wecom/poll",
      "/nowhere",
      "/assets/auth/x",
      "/api/auth/me",
      "/",
      "/readyz",
      "/api/auth/wecom/qrcode",
    ]
  ) {
    await finish(caller.fetch(`${path}?${query}`));
    await finish(caller.fetch(`${path}?${query}`, { method: "DELETE" }));
  }
  const otherHost = site.publicUrl.replace("127.0.0.1", "localhost");
  await finish(caller.fetch(`${otherHost}/api/auth/wecom/callback?${query}`));
  await finish(caller.fetch(`/api/auth/wecom/callback?${query}`, { method: "HEAD" }));
  for (const body of [`{"code":"${code}"`, `"${code}"`, `{"code":["${code}"]}`]) {
    await finish(caller.fetch("/api/auth/wecom/callback", { method: "POST", headers: json, body }));
    await finish(caller.fetch("/api/v1/login", { method: "POST", headers: json, body }));
  }
  for (const authorization of [`Bearer ${code}`, `Basic ${code}`, code]) {
    await finish(caller.fetch("/api/auth/me", { headers: { authorization } }));
  }
  await finish(
    caller.fetch("/api/auth/token", {
      method: "POST",
      headers: { ...json, origin: "https://evil.example" },
      body: JSON.stringify({ sessionId: code }),
    }),
  );
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).text();
}
