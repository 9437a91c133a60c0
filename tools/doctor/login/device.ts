import { createHash } from "node:crypto";
import { randomSecret, systemRandomBytes } from "packages/platform/random.ts";

const TIMEOUT_MS = 35_000;

/** A step of a login got an unexpected answer. */
export class LoginStepError extends Error {
  override readonly name = "LoginStepError";
}

/** A browser without pages: it keeps cookies. */
export interface Device {
  /**
   * Sends one request; does not follow redirects.
   * @throws LoginStepError when there is no answer, or a status of 400 or above
   */
  call(url: URL, init?: RequestInit): Promise<Response>;
  /**
   * The address that a request redirects to.
   * @throws LoginStepError when it does not redirect
   */
  redirectOf(url: URL): Promise<URL>;
}

/** A new browser with the user agent of a desktop, or of WeCom on a phone. */
export function createDevice(fetch: typeof globalThis.fetch, kind: "desktop" | "phone"): Device {
  const agent = kind === "phone"
    ? "Mozilla/5.0 (iPhone) wxwork/4.1.0 MicroMessenger"
    : "Mozilla/5.0 (X11)";
  /** `name=value` by host and name. */
  const cookies = new Map<string, string>();
  const device: Device = {
    async call(url, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("user-agent", agent);
      const pairs = [...cookies].filter(([key]) => key.startsWith(`${url.hostname} `))
        .map(([, pair]) => pair);
      if (pairs.length > 0) headers.set("cookie", pairs.join("; "));
      const what = `${init.method ?? "GET"} ${url.pathname}`;
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { ...init, headers, signal, redirect: "manual" })
        .catch(() => {
          throw new LoginStepError(`${what}: no answer`);
        });
      for (const line of response.headers.getSetCookie()) {
        const pair = line.split(";")[0]!;
        cookies.set(`${url.hostname} ${pair.split("=")[0]}`, pair);
      }
      if (response.status < 400) return response;
      const code = /"code"\s*:\s*"(\w+)"/.exec(await response.text())?.[1];
      throw new LoginStepError(
        `${what}: HTTP ${response.status}${code === undefined ? "" : `, ${code}`}`,
      );
    },
    async redirectOf(url) {
      const response = await device.call(url);
      await response.body?.cancel();
      const location = response.headers.get("location");
      if (location !== null) return new URL(location, url);
      throw new LoginStepError(`GET ${url.pathname}: HTTP ${response.status}, no redirect`);
    },
  };
  return device;
}

/** The deployment to sign in to. */
export interface LoginSite {
  readonly fetch: typeof globalThis.fetch;
  readonly site: string;
}

/** A started attempt, with the secret of the browser that started it (RFC 7636). */
export interface StartedLogin {
  readonly state: string;
  readonly sessionId: string;
  readonly loginUrl: string;
  readonly verifier: string | undefined;
}

/** The status of an attempt, as the API returns it. */
export interface LoginStatus {
  readonly status: string;
  readonly version: number;
  readonly matchNumber?: string;
  readonly reason?: string;
}

/** Starts an attempt. It is bound to the browser by a verifier (flow `own`) or by a cookie (flow `hosted`). */
export async function startLogin(
  device: Device,
  site: string,
  flow: "own" | "hosted",
): Promise<StartedLogin> {
  const verifier = flow === "own" ? randomSecret(systemRandomBytes) : undefined;
  const query = new URLSearchParams({ flow, redirect: "/" });
  if (verifier !== undefined) {
    query.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
  }
  const response = await device.call(new URL(`${site}/api/auth/wecom/qrcode?${query}`));
  return { ...await response.json(), verifier };
}

/** The status of an attempt: now, or as soon as its version is higher than `after`. */
export async function readStatus(
  device: Device,
  site: string,
  login: StartedLogin,
  after?: number,
): Promise<LoginStatus> {
  const query = new URLSearchParams({ state: login.state, sessionId: login.sessionId });
  if (after !== undefined) query.set("after", String(after));
  const verb = after === undefined ? "status" : "poll";
  const url = new URL(`${site}/api/auth/wecom/${verb}?${query}`);
  return await (await device.call(url, { headers: bearer(login) })).json();
}

/** The header that proves ownership of the attempt. */
export function bearer({ verifier }: StartedLogin): Record<string, string> {
  return verifier === undefined ? {} : { authorization: `Bearer ${verifier}` };
}
