import { withDeadline } from "packages/platform/deadline.ts";
import type { App } from "packages/platform/http/app.ts";

/** A request that gets no answer fails its test after this time, instead of the whole suite. */
const ANSWER_WITHIN_MS = 30_000;

/** The fields of a new attempt that tests use. */
export interface NewAttempt {
  readonly state: string;
  readonly sessionId: string;
  readonly loginUrl: string;
  readonly version: number;
}

/** A browser with cookies. It sends requests to the app without a network and follows no redirect. */
export interface TestBrowser {
  readonly ip: string;
  /** Name and value of its cookies, oldest first. */
  readonly cookies: Map<string, string>;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** With the Origin of PUBLIC_URL, unless `headers` has another. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Creates a login attempt, hosted unless `query` says otherwise. */
  createAttempt(query?: Record<string, string>): Promise<NewAttempt>;
}

/** A browser without cookies at the address `ip`. */
export function createTestBrowser(app: App, publicUrl: string, ip: string): TestBrowser {
  const cookies = new Map<string, string>();

  async function get(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", new URL(publicUrl).host);
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (jar !== "" && !headers.has("cookie")) headers.set("cookie", jar);
    const request = new Request(publicUrl + path, { ...init, headers });
    const answer = app.fetch(request, { remoteAddr: { hostname: ip } });
    const response = await withDeadline(answer, ANSWER_WITHIN_MS, undefined);
    if (response === undefined) throw new Error(`No answer within ${ANSWER_WITHIN_MS} ms: ${path}`);
    for (const line of response.headers.getSetCookie()) store(cookies, line);
    return response;
  }

  return {
    ip,
    cookies,
    get,
    post: (path, body, headers = {}) =>
      get(path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: publicUrl, ...headers },
        body: JSON.stringify(body),
      }),
    async createAttempt(query = {}) {
      const response = await get(`/api/auth/wecom/qrcode?${new URLSearchParams(query)}`);
      return await response.json();
    },
  };
}

function store(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
  if (/;\s*max-age=0(;|$)/i.test(line)) cookies.delete(name!);
  else cookies.set(name!, value!);
}

/** Status and code of a refusal, such as `404 login_attempt_not_found`. */
export async function refusalOf(response: Response): Promise<string> {
  const { code } = await response.json();
  return `${response.status} ${code}`;
}
