import assert from "node:assert/strict";
import { renderForTest } from "packages/ui/testing/test_frame.ts";
import { LoginPage, type LoginPageProps } from "services/auth/pages/login_page.tsx";

function render(props: Partial<LoginPageProps> = {}): string {
  const given: LoginPageProps = {
    app: "default",
    attempt: undefined,
    isPhone: false,
    redirect: "/deals?open=1&x=2",
    destination: "https://crm.example.com/deals",
    accounts: true,
    simulated: false,
    signedOut: false,
    ...props,
  };
  return renderForTest(<LoginPage {...given} />);
}

Deno.test("the link to WeCom's sign-in page keeps app and destination", () => {
  const link = "/login?flow=hosted&amp;app=default&amp;redirect=%2Fdeals%3Fopen%3D1%26x%3D2";
  assert.equal(render().split(`href="${link}"`).length, 3, "once in noscript, once beside the QR");
});

Deno.test("account form and simulated phone are shown only when they exist", () => {
  assert.match(render(), /id="account-form"/);
  assert.doesNotMatch(render({ accounts: false }), /account-form/);
  assert.doesNotMatch(render(), /模拟手机/);
  assert.match(render({ simulated: true }), /模拟手机/);
});

Deno.test("without an app there is no QR: the page shows the account form, or that sign-in is not set up", () => {
  assert.doesNotMatch(render({ app: undefined }), /id="scan"|flow=hosted/);
  assert.match(render({ app: undefined }), /id="account-form"/);
  assert.match(render({ app: undefined, accounts: false }), /还没有可用的登录方式/);
});

Deno.test("a phone is offered the way without a QR code first, and the QR code for another phone folded", () => {
  const page = render({ isPhone: true });
  const [direct, fold, scan] = ["使用企业微信登录", "<details", 'id="scan"'].map((part) =>
    page.indexOf(part)
  );
  assert.ok(0 < direct! && direct! < fold! && fold! < scan!);
  assert.doesNotMatch(page, /<details[^>]*open/);
});
