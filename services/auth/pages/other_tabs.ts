/** Tells the other tabs of this browser about a sign-in, and learns of theirs. */
export interface OtherTabs {
  announceSignIn(): void;
}

/**
 * Reloads the page as soon as the browser is signed in elsewhere; the server then redirects it. A tab with our script says
 * so at once. A sign-in without it, such as on WeCom's page, is noticed when the person comes back to this tab.
 */
export function watchOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel("wecom-stack:sign-in");
  channel.addEventListener("message", () => location.reload());
  let busy = false;
  async function look(): Promise<void> {
    if (busy || document.hidden) return;
    busy = true;
    if (await isSignedIn().catch(() => false)) location.reload();
    busy = false;
  }
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  return { announceSignIn: () => channel.postMessage("signed in") };
}

/** The sign-in page redirects a browser that is signed in. HEAD starts no login attempt. */
async function isSignedIn(): Promise<boolean> {
  const page = await fetch(location.href, { method: "HEAD", redirect: "manual" });
  return page.type === "opaqueredirect";
}
