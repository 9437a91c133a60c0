import type { ScanBrowser } from "services/auth/pages/scan_login.ts";

/** The real browser as a {@link ScanBrowser}. The document's event `scan-renew` requests a new QR. */
export function createBrowser(): ScanBrowser {
  let hidden = new AbortController();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden.abort();
    else hidden = new AbortController();
  });
  return {
    now: () => performance.now(),
    random: () => Math.random(),
    isOnline: () => navigator.onLine,
    hiddenSignal: () => hidden.signal,
    whenVisible: () => whenVisible(),
    whenRenewalAsked: () =>
      new Promise((resolve) =>
        document.addEventListener("scan-renew", () => resolve(), { once: true })
      ),
    renewalSignal: () => {
      const renewal = new AbortController();
      document.addEventListener("scan-renew", () => renewal.abort(), { once: true });
      return renewal.signal;
    },
    pause: (ms) => pause(ms),
    leaveFor: (url) => location.replace(url),
  };
}

function whenVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      document.removeEventListener("scan-renew", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    document.addEventListener("scan-renew", end);
  });
}
