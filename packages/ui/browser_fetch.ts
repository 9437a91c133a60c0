/** The parts of a browser that {@link createBrowserFetch} uses. */
export interface FetchingBrowser {
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /** Path and query of the page, to return to after sign-in. */
  here(): string;
  leaveFor(url: string): void;
}

/** A `fetch` for our own API that refreshes the session when necessary. `input` is a path. */
export type BrowserFetch = (input: string, init?: RequestInit) => Promise<Response>;

/**
 * Creates a `fetch` for the scripts of pages that need a session. After a 401 it refreshes the session once and repeats
 * the request. When the session has ended, it sends the browser to the sign-in page, which returns here, and resolves
 * with the 401. When the refresh fails for another reason (429, 503), it resolves with that response. `init.body` must
 * be one that can be sent twice: no stream.
 */
export function createBrowserFetch(browser: FetchingBrowser): BrowserFetch {
  let refreshing: Promise<Response> | undefined;

  /** At most one refresh runs at a time on a page. */
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
    // Several requests can share one refresh: each gets a copy.
    if (refreshed.status !== 401) return refreshed.clone();
    // The access token may be valid for some minutes more: without `renew` the sign-in page would return here at once.
    browser.leaveFor(`/login?redirect=${encodeURIComponent(browser.here())}&renew=1`);
    return first;
  };
}

/** The `fetch` of the browser that runs this page. When the session has ended, nothing of the page stays visible. */
export const browserFetch: BrowserFetch = createBrowserFetch({
  fetch: (input, init) => fetch(input, init),
  here: () => location.pathname + location.search,
  leaveFor(url) {
    document.body.replaceChildren();
    location.assign(url);
  },
});
