import { Hono } from "hono";
import { parseLang, pickLang } from "packages/platform/lang.ts";
import { chatScript } from "simulators/wecom/pages/chat_script.ts";
import { ChatPage, chatPageTitle, Messages } from "simulators/wecom/pages/chat_page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import { startPush } from "simulators/wecom/push/push.ts";
import { pushSchema } from "simulators/wecom/push/push_schema.ts";
import { type ChatPlace, findPlace, listPlaces } from "simulators/wecom/chat_places.ts";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/**
 * `/_chat?place=<corpid>/<channel>/<person>[/<chatid>]`: a person's phone. Their messages are sent as callbacks, and the page
 * shows the chat as their client does.
 */
export function createChatPages(state: WecomState, publicUrl: string): Hono {
  const app = new Hono();
  const entriesOf = ({ corpId, channel, person, chatId }: ChatPlace) =>
    // All members of a group see its messages.
    state.chats.list({ corpId, channel, ...chatId === undefined ? { person } : { chatId } })
      .filter((entry) => entry.outcome === "shown" && entry.chatId === chatId);
  app.get("/_chat", (c) => {
    const places = listPlaces(state.corps);
    const wanted = c.req.query("place");
    const place = wanted === undefined ? places[0] : findPlace(places, wanted);
    if (!place) throw noSuchPlace();
    const content = (
      <ChatPage
        lang={pickLang(c.req.raw)}
        publicUrl={publicUrl}
        places={places}
        place={place}
        entries={entriesOf(place)}
      />
    );
    return renderPage(c, { publicUrl, title: chatPageTitle, content, script: "chat.js" });
  });
  app.get("/_chat/messages", (c) => {
    const place = findPlace(listPlaces(state.corps), c.req.query("place") ?? "");
    if (!place) return c.notFound();
    c.header("cache-control", "no-store");
    return c.html(<Messages lang={pickLang(c.req.raw)} entries={entriesOf(place)} />);
  });
  app.post("/_chat", async (c) => {
    const form = await c.req.parseBody();
    const origin = c.req.header("origin");
    const place = findPlace(listPlaces(state.corps), String(form.place ?? ""));
    if (!place || (origin && origin !== new URL(publicUrl).origin)) throw noSuchPlace();
    const content = String(form.content ?? "").trim();
    const last = form.quotes === "last" ? entriesOf(place).at(-1) : undefined;
    const message = content === ""
      ? { kind: "event", event: place.openingEvent }
      : { kind: "text", content, ...last && { quotes: quoteOf(last) } };
    const request = pushSchema.parse({
      corpId: place.corpId,
      ...place.target,
      chatId: place.chatId,
      fromUser: place.person,
      message,
    });
    startPush(state, request, publicUrl);
    const lang = parseLang(String(form.lang ?? "")) ?? "zh";
    const query = new URLSearchParams({ place: place.id, lang });
    return c.redirect(`${publicUrl}/_chat?${query}`, 303);
  });
  app.get("/_assets/chat.js", (c) => {
    c.header("cache-control", "no-cache");
    return c.body(chatScript, 200, { "content-type": "text/javascript; charset=utf-8" });
  });
  return app;
}

/** A quote as WeCom sends it: the words of a message without what it quotes itself, or its kind. */
function quoteOf({ from, msgtype, text, content }: ChatEntry): object {
  if (from === "person" && /^(?:image|video|file)$/.test(msgtype)) return { kind: msgtype };
  const own = from === "person" && typeof content.content === "string" ? content.content : text;
  return { kind: "text", content: own };
}

function noSuchPlace(): PageError {
  return new PageError({
    zh: "没有这个会话，请从模拟器首页进入。",
    en: "This chat does not exist. Open one from the simulator's home page.",
  });
}
