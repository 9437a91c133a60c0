import { type Context, Hono } from "hono";
import { parseLang, pickLang, type Text } from "packages/platform/lang.ts";
import { addStylesheet, renderSimulatorPage } from "simulators/shared/page.tsx";
import { LivePart, PhonePage, phonePageTitle } from "simulators/upstream/pages/phone_page.tsx";
import { phoneScript } from "simulators/upstream/pages/phone_script.ts";
import styles from "simulators/upstream/pages/styles.css" with { type: "text" };
import {
  type PhoneActionName,
  phoneActions,
  possibleActions,
} from "simulators/upstream/phone/phone_actions.ts";
import { receiveMessages } from "simulators/upstream/phone/receive.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import { refOf } from "simulators/upstream/pages/ref.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { qrText } from "simulators/upstream/wire/describe_qr.ts";
import { drawQrImage } from "simulators/upstream/wire/qr_image.ts";

const notice: Text = {
  zh: "这是非官方上游服务的模拟器，账号、联系人和消息都是虚构的。",
  en: "This simulates the unofficial upstream service. Its accounts, contacts and messages are " +
    "invented.",
};

/** `/`: the simulated phones of the accounts. `?qr=<key>` is the content of a QR code, `?instance=` chooses one. */
export function createPhonePages(state: UpstreamState): Hono {
  const { publicUrl } = state;
  const app = new Hono();
  app.get("/", (c) => {
    state.timers.runDue();
    const content = (
      <PhonePage
        lang={pickLang(c.req.raw)}
        state={state}
        selected={findInstance(state, c)}
        isQrUnknown={c.req.query("qr") !== undefined && findByKey(state, c) === undefined}
        failure={c.req.query("failure")}
      />
    );
    const page = { publicUrl, title: phonePageTitle, notice, width: "wide", content } as const;
    return renderSimulatorPage(c, { ...page, script: "phone.js" });
  });
  app.get("/_phone/live", (c) => {
    state.timers.runDue();
    c.header("cache-control", "no-store");
    const selected = findInstance(state, c);
    return c.html(<LivePart lang={pickLang(c.req.raw)} state={state} selected={selected} />);
  });
  app.post("/_phone/act", async (c) => {
    const form = await readForm(c, publicUrl);
    const instance = form && findByRef(state, form.instance);
    const done = instance !== undefined && act(state, instance, form?.action, form?.vid);
    return back(c, publicUrl, form, done ? undefined : "action");
  });
  app.post("/_phone/send", async (c) => {
    const form = await readForm(c, publicUrl);
    const account = state.accounts.find(form?.vid ?? "");
    const content = form?.content?.trim() ?? "";
    if (account === undefined || content === "") return back(c, publicUrl, form, "message");
    const place = { room: form?.place === "room", kf: form?.place === "kf" };
    receiveMessages(state, account, { content, from: form?.from, ...place });
    return back(c, publicUrl, form, undefined);
  });
  app.get("/_assets/phone.js", (c) => {
    c.header("cache-control", "no-cache");
    return c.body(phoneScript, 200, { "content-type": "text/javascript; charset=utf-8" });
  });
  addStylesheet(app, styles);
  addQrPictures(app, state);
  return app;
}

/** A QR code's picture, as `getQrCode` names it. A person who opens its address gets the phone that scans it. */
function addQrPictures(app: Hono, state: UpstreamState): void {
  app.get("/:file{[0-9a-f-]{36}\\.png}", (c) => {
    const fileName = c.req.param("file").replace(/\.png$/, "");
    const qr = state.instances.live().find((instance) => instance.qr?.fileName === fileName)?.qr;
    if (qr === undefined) return c.notFound();
    const text = qrText(state.publicUrl, qr);
    if (c.req.header("accept")?.includes("text/html")) return c.redirect(text);
    c.header("cache-control", "no-store");
    return c.body(drawQrImage(text), 200, { "content-type": "image/jpeg" });
  });
}

/** The fields of a form from this simulator's own page; undefined when another site sent it. */
async function readForm(
  c: Context,
  publicUrl: string,
): Promise<Record<string, string> | undefined> {
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== new URL(publicUrl).origin) return undefined;
  const form = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function act(
  state: UpstreamState,
  instance: Instance,
  name: string | undefined,
  vid: string | undefined,
): boolean {
  const possible = possibleActions(instance).find((candidate) => candidate === name);
  if (possible === undefined) return false;
  phoneActions[possible as PhoneActionName].run(state, instance, vid || undefined);
  return true;
}

function back(
  c: Context,
  publicUrl: string,
  form: Record<string, string> | undefined,
  failure: "action" | "message" | undefined,
): Response {
  const query = new URLSearchParams({
    instance: form?.instance ?? "",
    lang: parseLang(form?.lang ?? "") ?? "zh",
    ...failure !== undefined && { failure },
  });
  return c.redirect(`${publicUrl}/?${query}`, 303);
}

/** The instance that the address names, else the newest one. */
function findInstance(state: UpstreamState, c: Context): Instance | undefined {
  return findByKey(state, c) ?? findByRef(state, c.req.query("instance")) ??
    state.instances.live().at(-1);
}

function findByKey({ instances }: UpstreamState, c: Context): Instance | undefined {
  const key = c.req.query("qr");
  return key === undefined ? undefined : instances.live().find(({ qr }) => qr?.key === key);
}

function findByRef({ instances }: UpstreamState, ref: string | undefined): Instance | undefined {
  return ref ? instances.list().find((instance) => refOf(instance) === ref) : undefined;
}
