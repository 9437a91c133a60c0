import assert from "node:assert/strict";
import {
  initialScanState,
  reduceScan,
  type ScanEvent,
  type ScanState,
} from "services/auth/pages/scan_state.ts";

function after(...events: ScanEvent[]): ScanState {
  return events.reduce(reduceScan, initialScanState);
}

const CREATED: ScanEvent = { type: "created", qr: "data:image/svg+xml,x", loginUrl: "https://w" };

Deno.test("a login runs from the skeleton over QR and number to signed in", () => {
  assert.equal(after().phase, "loading");
  assert.equal(after(CREATED).phase, "waiting");
  assert.equal(after(CREATED, { type: "status", status: "scanned" }).phase, "scanned");
  const choosing = after(CREATED, { type: "status", status: "confirming", matchNumber: "42" });
  assert.equal(choosing.phase, "choosing");
  assert.equal(choosing.matchNumber, "42");
  assert.equal(reduceScan(choosing, { type: "status", status: "confirmed" }).phase, "signing_in");
  assert.equal(reduceScan(choosing, { type: "signed_in" }).phase, "signed_in");
});

Deno.test("a trouble leaves the QR where it is, and the next answer ends it", () => {
  const troubled = after(CREATED, { type: "trouble", trouble: "offline" });
  assert.equal(troubled.phase, "waiting");
  assert.equal(troubled.qr, "data:image/svg+xml,x");
  assert.equal(troubled.trouble, "offline");
  assert.equal(reduceScan(troubled, { type: "status", status: "pending" }).trouble, undefined);
});

Deno.test("an attempt that ended keeps its QR for the veil and says why", () => {
  const failed = after(CREATED, { type: "status", status: "failed", reason: "out_of_scope" });
  assert.equal(failed.phase, "failed");
  assert.equal(failed.reason, "out_of_scope");
  assert.equal(failed.qr, "data:image/svg+xml,x");
  assert.equal(after(CREATED, { type: "expired" }).phase, "expired");
  assert.equal(reduceScan(failed, { type: "refused" }).reason, undefined);
});

Deno.test("a renewal forgets the old attempt altogether", () => {
  const choosing = after(CREATED, { type: "status", status: "confirming", matchNumber: "42" });
  assert.deepEqual(reduceScan(choosing, { type: "renewing" }), initialScanState);
});
