// The script of the sign-in page. Bundled for browsers by `deno task build`.
import { render, useEffect, useReducer } from "hono/jsx/dom";
import { parseLang } from "packages/platform/lang.ts";
import { enhanceAccountForm } from "services/auth/pages/account_submit.ts";
import { createBrowser } from "services/auth/pages/browser.ts";
import { createScanApi } from "services/auth/pages/scan_api.ts";
import { ScanLogin } from "services/auth/pages/scan_login.ts";
import { ScanPanel } from "services/auth/pages/scan_panel.tsx";
import { initialScanState, reduceScan } from "services/auth/pages/scan_state.ts";

function LiveScan({ root }: { root: HTMLElement }) {
  const [state, show] = useReducer(reduceScan, initialScanState);
  const { lang, app = "", redirect = "/", simulated } = root.dataset;
  useEffect(() => {
    const api = createScanApi({ app, redirect, fetch: (input, init) => fetch(input, init) });
    const login = new ScanLogin(api, createBrowser(), show);
    login.run();
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

const scan = document.getElementById("scan");
if (scan) render(<LiveScan root={scan} />, scan);

const accountForm = document.getElementById("account-form");
if (accountForm instanceof HTMLFormElement) enhanceAccountForm(accountForm);

// When the back button restores the page from the browser's cache, its attempt has ended.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
