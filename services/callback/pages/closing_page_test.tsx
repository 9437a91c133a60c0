import assert from "node:assert/strict";
import { renderPage } from "packages/ui/render_page.ts";
import { type ClosingOutcome, ClosingPage } from "services/callback/pages/closing_page.tsx";

function render(outcome: ClosingOutcome): string {
  return renderPage(
    <ClosingPage
      lang="zh"
      stylesheet="/assets/callback/styles.1.css"
      site="crm.example.com"
      outcome={outcome}
      requestId="request-1"
    />,
  ).body;
}

Deno.test("a failure shows the phone what support can look up; what a person decided does not", () => {
  const html = render("app_misconfigured");
  assert.match(html, /<code>login_app_misconfigured<\/code><code>request-1<\/code>/);
  for (const outcome of ["confirmed", "denied", "wrong_number"] as const) {
    assert.doesNotMatch(render(outcome), /request-1|class="support"/, outcome);
  }
});
