import assert from "node:assert/strict";
import { renderForTest } from "packages/ui/testing/test_frame.ts";
import { ScanPanel } from "services/auth/pages/scan_panel.tsx";
import { initialScanState, type ScanPhase } from "services/auth/pages/scan_state.ts";

function buttonsIn(phase: ScanPhase): string[] {
  const state = { ...initialScanState, phase, qr: "data:image/svg+xml,x", matchNumber: "42" };
  const html = renderForTest(<ScanPanel lang="zh" simulated={false} state={state} />);
  return [...html.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map(([, label]) => label!);
}

Deno.test("one button gets a new QR while the phone must act next, and after the attempt has ended", () => {
  for (const phase of ["scanned", "choosing"] as const) {
    assert.deepEqual(buttonsIn(phase), ["刷新二维码"], phase);
  }
  for (const phase of ["denied", "expired", "failed"] as const) {
    assert.equal(buttonsIn(phase).length, 1, phase);
  }
  for (const phase of ["loading", "waiting", "signing_in", "signed_in"] as const) {
    assert.deepEqual(buttonsIn(phase), [], phase);
  }
});
