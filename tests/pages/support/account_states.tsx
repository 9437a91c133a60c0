// The console's accounts in every state, rendered from samples: most states last for seconds only.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Page } from "playwright-core";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { loadAssets } from "packages/ui/assets.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import { AccountPage } from "services/upstream-bridge/pages/account/account_page.tsx";
import {
  accountPath,
  ACCOUNTS_PATH,
  SETTINGS_PATH,
} from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { AccountsPage } from "services/upstream-bridge/pages/accounts/accounts_page.tsx";
import { ContactsPage } from "services/upstream-bridge/pages/contacts/contacts_page.tsx";
import { LogPage } from "services/upstream-bridge/pages/log/log_page.tsx";
import { SendPage } from "services/upstream-bridge/pages/sends/send_page.tsx";
import { SettingsPage } from "services/upstream-bridge/pages/settings/settings_page.tsx";
import {
  account,
  ACCOUNTS,
  EXTERNAL,
  freshAccount,
  INNER,
  LOG,
  qrOf,
  SENDS,
  UPSTREAM,
} from "tests/pages/support/account_samples.ts";
import type { PageState } from "tests/pages/support/page_state.ts";
import { openSession } from "tests/pages/support/sign_in_steps.ts";

const assets = loadAssets({
  service: "upstream-bridge",
  folder: new URL(".build/assets", PROJECT_ROOT).pathname,
});
const ONE = account(1);
const EMPTY_DRAFT = { target: "", name: "", isRoom: false, kfId: "", content: "", key: "k" };
const DAY_AGO = new Date(Date.now() - 86_400_000);

/** Pages of the accounts in every state. */
export const ACCOUNT_STATES: readonly PageState[] = [
  list("list", { accounts: ACCOUNTS }),
  list("add", { accounts: ACCOUNTS }, (page) => page.locator(".ask-add summary").click()),
  list("empty", {
    accounts: [],
    upstream: { ...UPSTREAM, simulatedPhone: "http://localhost:3000/sim/upstream/" },
  }),
  list("no-upstream", {
    accounts: [],
    upstream: { ...UPSTREAM, isConfigured: false, callbacks: "off", callbackUrl: null },
  }),
  list("sending-stopped", {
    accounts: ACCOUNTS.slice(0, 2),
    upstream: { ...UPSTREAM, sendingEnabled: false, callbacks: "unreachable" },
  }),
  list("dry-run", {
    accounts: ACCOUNTS.slice(0, 2),
    upstream: {
      ...UPSTREAM,
      dryRun: true,
      callbacks: "off",
      callbackUrl: null,
      isMonitored: false,
    },
  }),
  one("new", freshAccount(1, { name: "新同事" }), { outcome: "added" }),
  one("qr", waiting("qr_pending", 9.5)),
  one("qr-expired", waiting("qr_pending", -0.1)),
  one("qr-lost", freshAccount(1, { state: "offline", reason: "qr_expired", lastError: null })),
  one("scanned", waiting("qr_scanned", 8)),
  one("code", waiting("code_required", 7)),
  one("code-wrong", { ...waiting("code_required", 6), codeTriesLeft: 2 }, {
    outcome: "codeRefused",
  }),
  one("code-spent", { ...waiting("code_required", 6), codeTriesLeft: 0 }),
  one("signing-in", account(1, { state: "auto_login", stateSince: new Date(), isBusy: true })),
  one("online", ONE),
  one("online-address", ONE, {}, (page) => page.locator("details.payload summary").click()),
  one("online-remove", ONE, {}, (page) => page.locator(".account-columns .ask summary").click()),
  one("reconnecting", ACCOUNTS[2]!),
  one("kicked", { ...ACCOUNTS[4]!, lastError: "-1 账号在其他设备登录" }),
  one("second-verify", account(1, { state: "second_verify", stateSince: new Date() })),
  one(
    "second-verify-qr",
    account(1, {
      state: "second_verify",
      stateSince: new Date(),
      qr: { ...qrOf(9), purpose: "second_verify" },
    }),
  ),
  one(
    "restricted-muted",
    account(1, { restrictedAt: DAY_AGO, mutedUntil: new Date(Date.now() + 900_000) }),
    { upstream: { ...UPSTREAM, callbacks: "off", callbackUrl: null } },
  ),
  sample("send", accountPath(ONE.id, "send"), () => (
    <SendPage
      account={ONE}
      upstream={UPSTREAM}
      draft={{
        ...EMPTY_DRAFT,
        target: "7881300000000001",
        name: "陈女士",
        content: "您好，周六 9:30 的试听课已为您预约。",
      }}
      sends={SENDS}
      sentId={SENDS[0]!.sendId}
    />
  )),
  sample("send-refused", accountPath(ONE.id, "send"), (lang) => (
    <SendPage
      account={account(1, { state: "offline", reason: "kicked" })}
      upstream={{ ...UPSTREAM, sendingEnabled: false }}
      draft={{ ...EMPTY_DRAFT, target: "7881300000000001", content: "您好" }}
      refusal={lang === "zh" ? "账号不在线，不能发送。" : "The account is not online."}
      sends={[]}
    />
  )),
  sample("contacts", accountPath(ONE.id, "contacts"), () => (
    <ContactsPage
      account={ONE}
      upstream={UPSTREAM}
      read={{ kind: "external", page: { items: EXTERNAL, nextCursor: "3" } }}
      isFirst
    />
  )),
  sample("contacts-inner", accountPath(ONE.id, "contacts"), () => (
    <ContactsPage
      account={ONE}
      upstream={UPSTREAM}
      read={{ kind: "inner", page: INNER }}
      isFirst={false}
    />
  )),
  sample("contacts-none-found", accountPath(ONE.id, "contacts"), () => (
    <ContactsPage
      account={ONE}
      upstream={UPSTREAM}
      read={{ kind: "external", page: { items: EXTERNAL, nextCursor: null } }}
      isFirst
    />
  ), (page) => page.locator("#find-rows").fill("zzz")),
  sample("contacts-offline", accountPath(ONE.id, "contacts"), () => (
    <ContactsPage
      account={ACCOUNTS[4]!}
      upstream={UPSTREAM}
      read={{ kind: "external", problem: "not_online" }}
      isFirst
    />
  )),
  sample("contacts-failed", accountPath(ONE.id, "contacts"), (lang) => (
    <ContactsPage
      account={ONE}
      upstream={UPSTREAM}
      read={{
        kind: "inner",
        problem: lang === "zh" ? "上游没有及时回答。" : "The upstream did not answer in time.",
      }}
      isFirst
    />
  )),
  log("log", LOG, {}),
  log("log-unfolded", LOG, {}, (page) => page.locator(".payload summary").first().click()),
  log("log-none-found", [], { level: "error" }),
  log("log-empty", [], {}),
  sample(
    "settings",
    SETTINGS_PATH,
    () => <SettingsPage settings={DEFAULT_SETTINGS} outcome="saved" />,
  ),
  sample(
    "settings-stop",
    SETTINGS_PATH,
    () => <SettingsPage settings={DEFAULT_SETTINGS} />,
    (page) => page.locator(".settings-switch .ask summary").click(),
  ),
  sample(
    "settings-stopped",
    SETTINGS_PATH,
    () => <SettingsPage settings={{ ...DEFAULT_SETTINGS, sendingEnabled: false, dryRun: true }} />,
  ),
];

type Then = (page: Page) => Promise<void>;

function waiting(state: AccountView["state"], minutesLeft: number): AccountView {
  return freshAccount(1, {
    name: "新同事",
    state,
    stateSince: new Date(Date.now() - 20_000),
    uuidPrefix: "88d0e2",
    generation: 1,
    qr: qrOf(minutesLeft),
    callbackRegisteredAt: new Date(Date.now() - 21_000),
  });
}

function list(
  name: string,
  props: Partial<Parameters<typeof AccountsPage>[0]> & { accounts: readonly AccountView[] },
  then?: Then,
): PageState {
  const page = () => <AccountsPage upstream={UPSTREAM} {...props} />;
  return sample(name, ACCOUNTS_PATH, page, then);
}

function one(
  name: string,
  account: AccountView,
  props: Partial<Parameters<typeof AccountPage>[0]> = {},
  then?: Then,
): PageState {
  return sample(name, accountPath(account.id), () => (
    <AccountPage
      account={account}
      upstream={UPSTREAM}
      callbackAddress={account.uuidPrefix === null
        ? null
        : `${UPSTREAM.callbackUrl}/${account.id}.1.${"0123456789abcdef".repeat(2)}`}
      {...props}
    />
  ), then);
}

function log(
  name: string,
  items: typeof LOG,
  filter: Parameters<typeof LogPage>[0]["filter"],
  then?: Then,
): PageState {
  return sample(name, accountPath(ONE.id, "log"), () => (
    <LogPage
      account={ONE}
      upstream={UPSTREAM}
      items={items}
      nextCursor={items.length > 0 ? "2" : null}
      filter={filter}
      stages={["state", "init", "callback", "send_text"]}
      isFirst
    />
  ), then);
}

/** A page that is rendered here and answers in place of the service. */
function sample(
  name: string,
  path: string,
  render: (lang: "zh" | "en") => JSX.Element,
  then: Then = () => Promise.resolve(),
): PageState {
  return {
    name: `accounts-${name}`,
    async show({ stack, visit }) {
      const desktop = await visit();
      const { page } = desktop;
      await openSession(stack, desktop, "zhangsan");
      const lang = await page.evaluate(() => navigator.language) === "zh-CN" ? "zh" : "en";
      const frame = createTestFrame({ lang, here: path, assetUrl: assets.url });
      const { body, headers } = renderInFrame(frame, render(lang));
      const response = { body, headers: { ...headers } };
      await page.route(`**${path}`, (route) => route.fulfill(response));
      await page.goto(stack.url + path);
      await then(page);
      return page;
    },
  };
}
