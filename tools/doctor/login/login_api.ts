import { createHash } from "node:crypto";
import { randomSecret, systemRandomBytes } from "packages/platform/random.ts";
import type { Device } from "tools/doctor/login/device.ts";

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
