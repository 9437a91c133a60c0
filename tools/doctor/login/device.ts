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
