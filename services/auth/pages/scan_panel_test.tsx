import assert from "node:assert/strict";
import { renderPage } from "packages/ui/render_page.ts";
import { ScanPanel } from "services/auth/pages/scan_panel.tsx";
import { initialScanState, type ScanPhase } from "services/auth/pages/scan_state.ts";

function buttonsIn(phase: ScanPhase): string[] {
  const state = { ...initialScanState, phase, qr: "data:image/svg+xml,x", matchNumber: "42" };
  const { body } = renderPage(<ScanPanel lang="zh" simulated={false} state={state} />);
  return [...body.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map(([, label]) => label!);
}

Deno.test("wherever only a phone could go on, or nobody can, there is one way to another QR", () => {
  for (const phase of ["scanned", "choosing"] as const) {
    assert.deepEqual(buttonsIn(phase), ["换一个二维码"], phase);
  }
  for (const phase of ["denied", "expired", "failed"] as const) {
    assert.equal(buttonsIn(phase).length, 1, phase);
  }
  for (const phase of ["loading", "waiting", "signing_in", "signed_in"] as const) {
    assert.deepEqual(buttonsIn(phase), [], phase);
  }
});
