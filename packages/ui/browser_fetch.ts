/** What {@link createBrowserFetch} needs of the browser. */
export interface FetchingBrowser {
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /** Path and query of the page, to come back to. */
  here(): string;
  leaveFor(url: string): void;
}

/** Asks our own API, with the session kept alive in passing. `input` is a path. */
export type BrowserFetch = (input: string, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for the scripts of pages that need a session. A 401 refreshes the session once and repeats the request;
 * when the session is over, the browser goes to the sign-in page, from which it comes back here. The answer is then
 * the 401 all the same, for whoever still waits. While the session can be neither refreshed nor is over (429, 503), the
 * answer says so. `init.body` must be one that can be sent twice: no stream.
 */
export function createBrowserFetch(browser: FetchingBrowser): BrowserFetch {
  let refreshing: Promise<Response> | undefined;

  /** One refresh at a time for the whole page. */
  function refresh(): Promise<Response> {
    refreshing ??= browser.fetch("/api/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }).finally(() => refreshing = undefined);
    return refreshing;
  }

  return async (input, init) => {
    const first = await browser.fetch(input, init);
    if (first.status !== 401) return first;
    const refreshed = await refresh();
    if (refreshed.status === 200) {
      await first.body?.cancel();
      return await browser.fetch(input, init);
    }
    // Others may wait for the same refresh: each gets a copy.
    if (refreshed.status !== 401) return refreshed.clone();
    browser.leaveFor(`/login?redirect=${encodeURIComponent(browser.here())}`);
    return first;
  };
}

/** The real browser. */
export const browserFetch: BrowserFetch = createBrowserFetch({
  ...realBrowser(),
  leaveFor: (url) => location.assign(url),
});

/** The same for what runs by itself: when the session is over the person is left where they are, and hears a 401. */
export const backgroundFetch: BrowserFetch = createBrowserFetch({
  ...realBrowser(),
  leaveFor: () => {},
});

function realBrowser() {
  return {
    fetch: (input: string, init?: RequestInit) => fetch(input, init),
    here: () => location.pathname + location.search,
  };
}
