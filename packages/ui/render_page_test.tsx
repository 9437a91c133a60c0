import assert from "node:assert/strict";
import { ErrorPage } from "packages/ui/error_page.tsx";
import { type RenderOptions, renderPage } from "packages/ui/render_page.ts";

function render(title: string, options?: RenderOptions) {
  return renderPage(
    <ErrorPage
      lang="en"
      stylesheet="/assets/auth/styles.1.css"
      title={title}
      message="What to do"
      code="not_found"
      requestId="r-1"
    />,
    options,
  );
}

Deno.test("a page is a whole document in its language, without anything inline that the policy forbids", () => {
  const { body, headers } = render("Not here");
  assert.match(body, /^<!doctype html><html lang="en">/);
  assert.doesNotMatch(body, / style=|<style| on[a-z]+=|<script>/);
  assert.match(headers["content-security-policy"]!, /^default-src 'none'; .*script-src 'self'; /);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["referrer-policy"], "no-referrer");
});

Deno.test("what a page is given is text, never markup", () => {
  assert.match(render("<img src=x>").body, /<h1>&lt;img src=x&gt;<\/h1>/);
});
