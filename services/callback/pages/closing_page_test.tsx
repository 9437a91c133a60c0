import assert from "node:assert/strict";
import { renderForTest } from "packages/ui/testing/test_frame.ts";
import { type ClosingOutcome, ClosingPage } from "services/callback/pages/closing_page.tsx";

function render(outcome: ClosingOutcome): string {
  return renderForTest(<ClosingPage outcome={outcome} />);
}

Deno.test("the phone shows codes for support after a failure, and none after a decision of the person", () => {
  const html = render("app_misconfigured");
  assert.match(html, /<code>login_app_misconfigured<\/code><code>request-1<\/code>/);
  for (const outcome of ["signed_in", "confirmed", "late", "denied", "wrong_number"] as const) {
    assert.doesNotMatch(render(outcome), /request-1|class="support"/, outcome);
  }
});
