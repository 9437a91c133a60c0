import { browserFetch } from "packages/ui/browser_fetch.ts";

const LOOK_EVERY_MS = 10_000;

/**
 * Looks whether the session of the page is still alive, while the page is visible. When it has ended, `browserFetch`
 * removes the page's data and goes to the sign-in page.
 */
export function watchSession(): void {
  let busy = false;
  async function look(): Promise<void> {
    if (busy || document.hidden) return;
    busy = true;
    await browserFetch("/api/auth/me").catch(() => undefined); // without a network the page stays as it is
    busy = false;
  }
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  // A page that the back button restores from the browser's cache may be of an ended session.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
