import { type CookieJar, createCookieJar } from "packages/testkit/cookie_jar.ts";
import { REPLICA_HEADER } from "packages/testkit/replica_proxy.ts";

const DESKTOP_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36";
const PHONE_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) wxwork/4.1.0";
const TIMEOUT_MS = 35_000;

/** The answer of `GET /api/auth/wecom/qrcode`. */
export interface StartedLogin {
  readonly state: string;
  readonly sessionId: string;
  readonly flow: "hosted" | "own";
  readonly loginUrl: string;
  readonly version: number;
}

/** The answer of `poll` and `status`. */
export interface LoginStatus {
  readonly status: string;
  readonly version: number;
  readonly matchNumber?: string;
  readonly reason?: string;
}

/** The form on the phone. */
export interface ConfirmForm {
  readonly attempt: string;
  readonly secret: string;
  /** The three numbers to choose from. */
  readonly choices: readonly string[];
}

/** Options of a poll. */
export interface PollOptions {
  readonly after?: number;
  readonly waitSeconds?: number;
  /** The replica behind the proxy that should answer; 1 is the first. */
  readonly replica?: number;
}

/** A call that failed. `status` 0: no answer. */
export class LoginCallError extends Error {
  override readonly name = "LoginCallError";

  constructor(readonly status: number, readonly retryAfterMs: number | undefined, message: string) {
    super(message);
  }
}

/** A desktop browser and the phone of the same person, each with its own cookies. */
export interface LoginClient {
  startLogin(options?: { flow?: "hosted" | "own"; redirect?: string; replica?: number }): Promise<
    StartedLogin
  >;
  poll(login: StartedLogin, options?: PollOptions): Promise<LoginStatus>;
  status(login: StartedLogin, options?: { replica?: number }): Promise<LoginStatus>;
  /** The member consents in the simulated WeCom. Returns the address to which WeCom redirects. */
  consent(login: StartedLogin, userId: string): Promise<URL>;
  /** The desktop browser follows WeCom's redirect. Returns the address to which we redirect. */
  returnToSite(redirect: URL): Promise<URL>;
  /** The phone follows WeCom's redirect. Returns the form on the page. */
  openOnPhone(redirect: URL): Promise<ConfirmForm>;
  /** `consent`, then the redirect on the right device. Returns the phone's form in the own flow, else undefined. */
  scan(login: StartedLogin, userId: string): Promise<ConfirmForm | undefined>;
  confirm(form: ConfirmForm, number: string): Promise<void>;
  /** Opens `/login/complete`. Returns the address to which it redirects. */
  complete(login: StartedLogin): Promise<URL>;
  redeem(login: StartedLogin): Promise<{ subject: string }>;
  /** The member who is signed in in the desktop browser. */
  me(): Promise<{ subject: string; name: string }>;
  /** The same browser and phone, with calls to another address of the same host name. */
  at(url: string): LoginClient;
}

interface Device {
  readonly jar: CookieJar;
  readonly agent: string;
}

/** Creates a browser and a phone without cookies for the site at `baseUrl`. They use only its HTTP API. */
export function createLoginClient(baseUrl: string): LoginClient {
  const desktop = { jar: createCookieJar(), agent: DESKTOP_AGENT };
  return clientOf(baseUrl, desktop, { jar: createCookieJar(), agent: PHONE_AGENT });
}

function clientOf(baseUrl: string, desktop: Device, phone: Device): LoginClient {
  const get = async <T>(path: string, query: Record<string, string> = {}, replica?: number) => {
    const url = new URL(`${path}?${new URLSearchParams(query)}`, baseUrl);
    const headers = replica === undefined ? {} : { [REPLICA_HEADER]: String(replica) };
    return await (await call(desktop, url, { headers })).json() as T;
  };
  const keyOf = ({ state, sessionId }: StartedLogin) => ({ state, sessionId });

  const client: LoginClient = {
    at: (url) => clientOf(url, desktop, phone),
    startLogin: ({ flow = "hosted", redirect = "/", replica } = {}) =>
      get("/api/auth/wecom/qrcode", { flow, redirect }, replica),
    poll: (login, { after, waitSeconds, replica } = {}) => {
      const options = {
        ...after === undefined ? {} : { after: String(after) },
        ...waitSeconds === undefined ? {} : { wait: String(waitSeconds) },
      };
      return get("/api/auth/wecom/poll", { ...keyOf(login), ...options }, replica);
    },
    status: (login, { replica } = {}) => get("/api/auth/wecom/status", keyOf(login), replica),
    consent: (login, userId) => {
      const url = new URL(login.loginUrl);
      url.hash = "";
      url.searchParams.set("sim_user", userId);
      url.searchParams.set("sim_action", "confirm");
      return redirectOf(login.flow === "own" ? phone : desktop, url);
    },
    returnToSite: (redirect) => redirectOf(desktop, redirect),
    openOnPhone: async (redirect) => parseForm(await (await call(phone, redirect)).text()),
    async scan(login, userId) {
      const redirect = await client.consent(login, userId);
      if (login.flow === "own") return await client.openOnPhone(redirect);
      await client.returnToSite(redirect);
    },
    async confirm({ attempt, secret }, number) {
      const body = new URLSearchParams({ attempt, secret, number });
      // Browsers send this Origin with a form on a page whose referrer policy is no-referrer.
      const init = { method: "POST", body, headers: { origin: "null" } };
      await (await call(phone, new URL("/api/auth/wecom/confirm", baseUrl), init)).body?.cancel();
    },
    complete: ({ sessionId }) =>
      redirectOf(desktop, new URL(`/login/complete?attempt=${sessionId}`, baseUrl)),
    async redeem({ sessionId }) {
      const response = await call(desktop, new URL("/api/auth/token", baseUrl), {
        method: "POST",
        body: JSON.stringify({ sessionId }),
        headers: { "content-type": "application/json", origin: new URL(baseUrl).origin },
      });
      return (await response.json()).member;
    },
    me: () => get("/api/auth/me"),
  };
  return client;
}

/** One request with the device's cookies. @throws LoginCallError without an answer, or with status 400 and above */
async function call(device: Device, url: URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("user-agent", device.agent);
  const cookie = device.jar.header(url);
  if (cookie !== undefined) headers.set("cookie", cookie);
  const what = `${init.method ?? "GET"} ${url.pathname}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...init, headers, signal, redirect: "manual" })
    .catch((error) => {
      throw new LoginCallError(0, undefined, `${what}: ${error.message}`);
    });
  device.jar.store(url, response.headers);
  if (response.status < 400) return response;
  const retryAfter = response.headers.get("retry-after");
  throw new LoginCallError(
    response.status,
    retryAfter === null ? undefined : Number(retryAfter) * 1_000,
    `${what}: ${response.status} ${await response.text()}`,
  );
}

async function redirectOf(device: Device, url: URL): Promise<URL> {
  const response = await call(device, url);
  const text = await response.text();
  const location = response.headers.get("location");
  if (location !== null) return new URL(location, url);
  throw new LoginCallError(
    response.status,
    undefined,
    `${url.pathname} does not redirect: ${text}`,
  );
}

function parseForm(page: string): ConfirmForm {
  const read = (name: string) =>
    [...page.matchAll(new RegExp(`name="${name}" value="([^"]+)"`, "g"))].map(([, value]) =>
      value!
    );
  const [attempt] = read("attempt");
  const [secret] = read("secret");
  if (attempt === undefined || secret === undefined) {
    throw new LoginCallError(200, undefined, `The phone shows no form: ${page}`);
  }
  return { attempt, secret, choices: read("number") };
}
