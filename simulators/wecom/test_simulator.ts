import { createWecomSimulator } from "simulators/wecom/simulator.ts";
import { systemRandomBytes } from "packages/platform/random.ts";

export const corpId = "ww0123456789abcdef";
export const secret = "simulated-agent-secret-0000000000000000000";
export const otherCorp = {
  corpId: "ww00000000000000b2",
  secret: "simulated-agent-secret-00000000000000000b2",
};
export const callbackUrl = "http://127.0.0.1:3000/api/auth/wecom/callback";
export const publicUrl = "http://localhost:3000/sim/wecom";

/** The part of an API answer that tests look at. */
export interface Answer {
  errcode: number;
  errmsg: string;
  [field: string]: unknown;
}

/** A simulator at a fixed time, with the calls that tests share. For tests only. */
export function createTestSimulator() {
  const clock = { now: () => Date.UTC(2026, 0, 5, 8) };
  const simulator = createWecomSimulator({ clock, randomBytes: systemRandomBytes, publicUrl });

  async function send(path: string, init?: RequestInit, ip = "127.0.0.1"): Promise<Response> {
    const request = new Request(`http://mount.example${path}`, init);
    return await simulator.fetch(request, { remoteAddr: { hostname: ip } });
  }

  async function call(
    name: string,
    query: Record<string, string>,
    { body, ip }: { body?: unknown; ip?: string } = {},
  ): Promise<Answer> {
    const path = `/cgi-bin/${name}?${new URLSearchParams(query)}`;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const init = body === undefined ? {} : { method: "POST", body: text };
    return await (await send(path, init, ip)).json();
  }

  return {
    ...simulator,
    send,
    call,

    /** A token of the default app, or of the app with this corp and secret. */
    async token(app = { corpId, secret }): Promise<string> {
      const answer = await call("gettoken", { corpid: app.corpId, corpsecret: app.secret });
      return String(answer.access_token);
    },

    /** Uses the control API; fails the test when it refuses. */
    async control(name: string, body: unknown): Promise<unknown> {
      const response = await send(`/_control/${name}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : await response.json();
    },

    /** The code in the redirect of the login or the authorize page, confirmed as `sim_user`. */
    async code(user: string, url = loginUrl()): Promise<string> {
      const response = await send(`${url}&sim_user=${user}&sim_action=confirm`);
      return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
    },
  };
}

/** Path and query of the login page; `changes` replaces parameters, null takes them away. */
export function loginUrl(changes: Record<string, string | null> = {}): string {
  return toUrl("/wwlogin/sso/login", {
    login_type: "CorpApp",
    appid: corpId,
    agentid: "1000002",
    redirect_uri: callbackUrl,
    state: "s1",
    ...changes,
  });
}

/** The same for the in-app authorize page. */
export function authorizeUrl(changes: Record<string, string | null> = {}): string {
  return toUrl("/connect/oauth2/authorize", {
    appid: corpId,
    agentid: "1000002",
    redirect_uri: callbackUrl,
    response_type: "code",
    scope: "snsapi_base",
    state: "s1",
    ...changes,
  });
}

function toUrl(path: string, parameters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) query.set(name, value);
  }
  return `${path}?${query}`;
}
