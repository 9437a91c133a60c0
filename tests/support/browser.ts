import type { Stack } from "tests/support/start_stack.ts";

/** The answer of `GET qrcode`. */
export interface Started {
  readonly state: string;
  readonly sessionId: string;
  readonly loginUrl: string;
  readonly version: number;
}

/** The state of an attempt, as `status` and `poll` answer it. */
export interface AttemptStatus {
  readonly status: string;
  readonly version: number;
  readonly matchNumber?: string;
  readonly reason?: string;
}

/** The options of {@link Browser.fetch}: headers are a plain record, and `host` replaces the Host header. */
export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly host?: string;
  readonly signal?: AbortSignal;
}

/** The HTTP side of a browser: a cookie jar and an address. It sends only what a browser would send. */
export interface Browser {
  readonly ip: string;
  /** Names and values of its cookies, oldest first. Tests may read and change them. */
  readonly cookies: Map<string, string>;
  /** Sends a request to a path of PUBLIC_URL, or to a complete address. */
  fetch(target: string, options?: RequestOptions): Promise<Response>;
  /** With this site's Origin, as its own pages send it. */
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  postForm(path: string, fields: Record<string, string>): Promise<Response>;
  start(query?: Record<string, string>): Promise<Started>;
  status(started: Started, headers?: Record<string, string>): Promise<AttemptStatus>;
  redeem(sessionId: string, headers?: Record<string, string>): Promise<Response>;
}

/** The site that a browser visits: a {@link Stack}, or separate processes. */
export type Site = Pick<Stack, "publicUrl" | "fetch">;

let browsers = 0;

/** A browser with an empty cookie jar, in a separate network unless `ip` is given. */
export function createBrowser(site: Site, options: { ip?: string } = {}): Browser {
  browsers += 1;
  const ip = options.ip ?? `198.${18 + (browsers >> 8)}.${browsers & 255}.7`;
  const cookies = new Map<string, string>();

  async function send(target: string, request: RequestOptions = {}): Promise<Response> {
    const headers = new Headers({ "x-forwarded-for": ip, ...request.headers });
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (jar !== "" && !headers.has("cookie")) headers.set("cookie", jar);
    if (headers.get("cookie") === "") headers.delete("cookie");
    const url = target.startsWith("/") ? site.publicUrl + target : target;
    const response = await site.fetch(url, { ...request, headers });
    for (const cookie of response.headers.getSetCookie()) storeCookie(cookies, cookie);
    return response;
  }

  const browser: Browser = {
    ip,
    cookies,
    fetch: send,
    postJson: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: site.publicUrl, ...headers },
        body: JSON.stringify(body),
      }),
    postForm: (path, fields) =>
      send(path, {
        method: "POST",
        // Browsers send this origin with a form of a no-referrer page.
        headers: { "content-type": "application/x-www-form-urlencoded", origin: "null" },
        body: new URLSearchParams(fields).toString(),
      }),
    async start(query = {}) {
      const response = await send(`/api/auth/wecom/qrcode?${new URLSearchParams(query)}`);
      return await expectJson<Started>(response);
    },
    async status({ state, sessionId }, headers = {}) {
      const query = new URLSearchParams({ state, sessionId });
      return await expectJson<AttemptStatus>(
        await send(`/api/auth/wecom/status?${query}`, { headers }),
      );
    },
    redeem: (sessionId, headers) => browser.postJson("/api/auth/token", { sessionId }, headers),
  };
  return browser;
}

/**
 * Confirms on WeCom's page as `user`; returns the address that WeCom redirects to, which is not opened.
 * @throws Error when WeCom refuses the user
 */
export async function answerWecom(
  stack: Site,
  loginUrl: string,
  user = "zhangsan",
): Promise<string> {
  const address = `${loginUrl.split("#")[0]}&sim_user=${user}&sim_action=confirm`;
  const response = await stack.fetch(address);
  const location = response.headers.get("location");
  if (location === null) throw new Error(`WeCom refused ${user}: ${await response.text()}`);
  await response.body?.cancel();
  return location;
}

/** The hidden fields and the choices of the phone's confirm page. */
export interface ConfirmForm {
  readonly attempt: string;
  readonly secret: string;
  readonly choices: readonly string[];
}

/**
 * Reads the form of a confirm page.
 * @throws Error when the page has no such form
 */
export function readConfirmForm(page: string): ConfirmForm {
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
  const choices = [...page.matchAll(/name="number" value="(\d\d)"/g)].map(([, number]) => number!);
  const [attempt, secret] = [field("attempt"), field("secret")];
  if (attempt === undefined || secret === undefined) throw new Error(`No confirm form: ${page}`);
  return { attempt, secret, choices };
}

/** Scans an own QR code with `phone`; returns the form that the phone shows. */
export async function scanOwn(
  stack: Site,
  phone: Browser,
  started: Started,
  user?: string,
): Promise<ConfirmForm> {
  const page = await phone.fetch(await answerWecom(stack, started.loginUrl, user));
  return readConfirmForm(await page.text());
}

/** Signs a browser in through the hosted page and returns its token answer. */
export async function signIn(stack: Site, browser: Browser, user?: string): Promise<Granted> {
  const started = await browser.start();
  const back = await browser.fetch(await answerWecom(stack, started.loginUrl, user));
  await back.body?.cancel();
  return await expectJson<Granted>(await browser.redeem(started.sessionId));
}

/** The answer of a redemption. */
export interface Granted {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly member: { readonly subject: string; readonly name: string; readonly roles: string[] };
}

/**
 * The JSON of a successful answer.
 * @throws Error with the text of any other answer
 */
export async function expectJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Expected success, got ${response.status}: ${text}`);
  return JSON.parse(text);
}

function storeCookie(cookies: Map<string, string>, setCookie: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie)!;
  if (/;\s*max-age=0(;|$)/i.test(setCookie)) cookies.delete(name!);
  else cookies.set(name!, value!);
}
