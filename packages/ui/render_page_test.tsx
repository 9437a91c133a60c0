import assert from "node:assert/strict";
import { Hono } from "hono";
import type { HttpEnv } from "packages/platform/http/request_context.ts";
import { ErrorPage } from "packages/ui/error_page.tsx";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import { createPageRenderer, renderInFrame } from "packages/ui/render_page.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";

function renderError(title: string) {
  const page = <ErrorPage title={title} message="What to do" code="not_found" />;
  return renderInFrame(createTestFrame({ lang: "en" }), page);
}

Deno.test("a page is a whole document in its language, without inline code that the policy forbids", () => {
  const { body, headers } = renderError("Not here");
  assert.match(body, /^<!doctype html><html lang="en">/);
  assert.match(body, /<link rel="stylesheet" href="\/assets\/test\/styles\.css"\/>/);
  assert.doesNotMatch(body, / style=|<style| on[a-z]+=|<script>/);
  assert.match(headers["content-security-policy"]!, /^default-src 'none'; .*script-src 'self'; /);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["referrer-policy"], "no-referrer");
});

Deno.test("props of a page are shown as text, never as markup", () => {
  assert.match(renderError("<img src=x>").body, /<h1>&lt;img src=x&gt;<\/h1>/);
});

Deno.test("components at any depth read the frame, and each render has its own", () => {
  const Leaf = () => <i>{useLang()}</i>;
  const Branch = () => <p>{[1, 2].map((key) => <Leaf key={key} />)}</p>;
  const render = (lang: "zh" | "en") => renderInFrame(createTestFrame({ lang }), <Branch />).body;
  assert.equal(render("zh"), "<!doctype html><p><i>zh</i><i>zh</i></p>");
  assert.equal(render("en"), "<!doctype html><p><i>en</i><i>en</i></p>");
});

Deno.test("after a component throws, the next page has its own frame", () => {
  const Broken = () => {
    throw new Error(usePage().here);
  };
  assert.throws(() => renderInFrame(createTestFrame({ here: "/a" }), <Broken />), /^Error: \/a$/);
  const Here = () => <i>{usePage().here}</i>;
  const { body } = renderInFrame(createTestFrame({ here: "/b" }), <Here />);
  assert.equal(body, "<!doctype html><i>/b</i>");
});

Deno.test("a component outside a frame, and an async component, fail with an error that says why", () => {
  const Leaf = () => <i>{useLang()}</i>;
  assert.throws(() => String(<Leaf />), /Cannot read the page frame/);
  const Late = async () => await Promise.resolve(<i>late</i>);
  assert.throws(() => renderInFrame(createTestFrame(), <Late />), /a component is async/);
});

Deno.test("a route answers with a page in the frame of its request, and keeps the headers set before", async () => {
  const Seen = () => {
    const { here, member, requestId } = usePage();
    return <p>{[here, member?.name, requestId].join(" ")}</p>;
  };
  const renderPage = createPageRenderer((request, about) => {
    const { pathname, search } = new URL(request.url);
    return createTestFrame({ here: pathname + search, ...about });
  });
  const app = new Hono<HttpEnv>();
  app.get("/seen", (c) => {
    c.set("principal", { subject: "local/li", name: "li", roles: ["staff"] });
    c.header("set-cookie", "lang=en");
    return renderPage(c, <Seen />, { status: 403, referrerPolicy: "strict-origin" });
  });
  const response = await app.request("/seen?a=1", {}, { requestId: "r-1" });
  assert.equal(response.status, 403);
  assert.equal(response.headers.get("referrer-policy"), "strict-origin");
  assert.equal(response.headers.get("set-cookie"), "lang=en");
  assert.equal(await response.text(), "<!doctype html><p>/seen?a=1 li r-1</p>");
});
