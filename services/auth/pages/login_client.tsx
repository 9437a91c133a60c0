// The script of the sign-in page. Bundled for browsers by `deno task build`.
import { render, useEffect, useReducer } from "hono/jsx/dom";
import { parseLang } from "packages/platform/lang.ts";
import { forgetNotices } from "packages/ui/forget_notices.ts";
import { enhanceAccountForm } from "services/auth/pages/account_submit.ts";
import { createBrowser } from "services/auth/pages/browser.ts";
import { watchOtherTabs } from "services/auth/pages/other_tabs.ts";
import { type CreatedAttempt, createScanApi, parseCreated } from "services/auth/pages/scan_api.ts";
import { ScanLogin } from "services/auth/pages/scan_login.ts";
import { ScanPanel } from "services/auth/pages/scan_panel.tsx";
import { initialScanState, reduceScan, scanStateOf } from "services/auth/pages/scan_state.ts";

const otherTabs = watchOtherTabs();

function LiveScan({ root }: { root: HTMLElement }) {
  const { lang, app = "", redirect = "/", simulated } = root.dataset;
  const first = readFirstAttempt(root.dataset);
  const [state, show] = useReducer(reduceScan, first ? scanStateOf(first) : initialScanState);
  useEffect(() => {
    const api = createScanApi({ app, redirect, fetch: (input, init) => fetch(input, init) });
    const login = new ScanLogin(api, createBrowser(), (event) => {
      show(event);
      if (event.type === "signed_in") otherTabs.announceSignIn();
    });
    login.run(first);
  }, []);
  return (
    <ScanPanel
      lang={parseLang(lang ?? "") ?? "zh"}
      state={state}
      simulated={simulated === "yes"}
      onRenew={() => {
        // The button disappears; for keyboard users the focus moves to the state text.
        document.getElementById("scan-state")?.focus();
        document.dispatchEvent(new Event("scan-renew"));
      }}
    />
  );
}

/** The attempt of the first HTML, if it has one. */
function readFirstAttempt({ attempt, now }: DOMStringMap): CreatedAttempt | undefined {
  return attempt === undefined ? undefined : parseCreated(JSON.parse(attempt), Number(now));
}

const scan = document.getElementById("scan");
if (scan) {
  const start = () => render(<LiveScan root={scan} />, scan);
  // On a phone the QR code is folded, and its attempt begins when it is unfolded.
  const fold = scan.closest("details");
  if (fold === null || fold.open) start();
  else fold.addEventListener("toggle", start, { once: true });
}

// Inside WeCom the page without `signed_out` signs in at once.
if (!/\bwxwork\//i.test(navigator.userAgent)) forgetNotices();

const accountForm = document.getElementById("account-form");
if (accountForm instanceof HTMLFormElement) {
  enhanceAccountForm(accountForm, () => otherTabs.announceSignIn());
}

// When the back button restores the page from the browser's cache, its attempt may have ended.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
