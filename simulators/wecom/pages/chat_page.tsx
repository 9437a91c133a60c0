import type { Lang, Text } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import type { ChatPlace } from "simulators/wecom/chat_places.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";

const TEXTS = {
  title: { zh: "模拟聊天", en: "Simulated chat" },
  chat: { zh: "选择会话", en: "Choose a chat" },
  show: { zh: "打开", en: "Open" },
  refresh: { zh: "刷新消息", en: "Refresh" },
  log: { zh: "消息", en: "Messages" },
  empty: {
    zh: "还没有消息。发一条试试，它会以加密回调的形式发送到已配置的地址。",
    en: "No messages yet. Write one: it goes to the configured address as an encrypted callback.",
  },
  message: { zh: "消息内容", en: "Message" },
  send: { zh: "发送", en: "Send" },
  quote: { zh: "引用上一条消息", en: "Quote the last message" },
  group: { zh: "群聊", en: "group" },
  mention: {
    zh: "群消息会自动 @ 机器人：企业微信只把 @ 机器人的消息发给它。",
    en: "A message to the group mentions the bot: WeCom sends it no others.",
  },
  opened: { zh: "进入会话（事件）", en: "Open the chat (event)" },
  thinking: { zh: "思考过程", en: "Reasoning" },
  writing: { zh: "正在输入…", en: "still writing…" },
  deliveries: { zh: "回调投递记录", en: "Deliveries" },
  home: { zh: "返回模拟器首页", en: "Back to the simulator" },
} as const satisfies Record<string, Text>;

const kinds: Record<ChatPlace["kind"], Text> = {
  kf: { zh: "微信客服", en: "Customer service (kf)" },
  app: { zh: "应用会话", en: "App chats" },
  bot: { zh: "智能机器人", en: "AI bots" },
};

/** How a message came; WeCom's calls are shown by their name. */
const ways: Partial<Record<ChatEntry["via"], Text>> = {
  callback: { zh: "成员在企业微信中回复", en: "A member in WeCom" },
  "passive reply": { zh: "被动回复", en: "Passive reply" },
  stream: { zh: "流式回复", en: "Stream" },
};

/** The page's title. */
export const chatPageTitle: Text = TEXTS.title;

interface ChatPageProps {
  lang: Lang;
  publicUrl: string;
  places: readonly ChatPlace[];
  place: ChatPlace;
  entries: readonly ChatEntry[];
}

/** One chat as the member or customer sees it. */
export function ChatPage(props: ChatPageProps) {
  const { lang, publicUrl, place, entries } = props;
  const query = new URLSearchParams({ place: place.id, lang });
  return (
    <>
      <section class="card">
        <header>
          <h1>{place.name}</h1>
          <p class="row-detail">
            {kinds[place.kind][lang]}
            {place.chatId !== undefined && ` · ${TEXTS.group[lang]}`} · {place.personName}{" "}
            <code>{place.person}</code>
          </p>
        </header>
        <div
          id="messages"
          class="messages"
          role="log"
          aria-label={TEXTS.log[lang]}
          tabindex={0}
          data-source={`${publicUrl}/_chat/messages?${query}`}
        >
          <Messages lang={lang} entries={entries} />
        </div>
        <Composer {...props} />
        <noscript>
          <a href={`${publicUrl}/_chat?${query}`}>{TEXTS.refresh[lang]}</a>
        </noscript>
      </section>
      <section class="card">
        <PlaceForm {...props} />
        <p class="links">
          <a href={`${publicUrl}/_control/deliveries`}>{TEXTS.deliveries[lang]}</a>
          <a href={`${publicUrl}/?lang=${lang}`}>{TEXTS.home[lang]}</a>
        </p>
      </section>
    </>
  );
}

function Composer({ lang, publicUrl, place }: ChatPageProps) {
  return (
    <form class="composer" method="post" action={`${publicUrl}/_chat`}>
      <input type="hidden" name="place" value={place.id} />
      <input type="hidden" name="lang" value={lang} />
      <input
        class="input"
        name="content"
        aria-label={TEXTS.message[lang]}
        required
        autofocus
        autocomplete="off"
        maxlength={2000}
      />
      <Button type="submit">{TEXTS.send[lang]}</Button>
      <button type="submit" class="button button-quiet" name="content" value="" formnovalidate>
        {TEXTS.opened[lang]}
      </button>
      {place.kind === "bot" && (
        <label class="choice">
          <input type="checkbox" name="quotes" value="last" /> {TEXTS.quote[lang]}
        </label>
      )}
      {place.chatId !== undefined && <p class="row-detail">{TEXTS.mention[lang]}</p>}
    </form>
  );
}

function PlaceForm({ lang, publicUrl, places, place }: ChatPageProps) {
  const groups = (["kf", "app", "bot"] as const).map((kind) => ({
    kind,
    places: places.filter((candidate) => candidate.kind === kind),
  }));
  return (
    <form method="get" action={`${publicUrl}/_chat`}>
      <input type="hidden" name="lang" value={lang} />
      <label class="field">
        <span class="field-label">{TEXTS.chat[lang]}</span>
        <select class="input" id="place" name="place">
          {groups.filter((group) => group.places.length > 0).map((group) => (
            <optgroup label={kinds[group.kind][lang]}>
              {group.places.map(({ id, personName, name, person, otherCorp, chatId }) => (
                <option value={id} selected={id === place.id}>
                  {[
                    personName,
                    `${person} → ${name}`,
                    ...chatId === undefined ? [] : [TEXTS.group[lang]],
                    ...otherCorp === undefined ? [] : [otherCorp],
                  ].join(" · ")}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <noscript>
        <Button type="submit" kind="quiet">{TEXTS.show[lang]}</Button>
      </noscript>
    </form>
  );
}

/** The messages alone, which the page's script fetches every second. */
export function Messages(
  { lang, entries }: { lang: Lang; entries: readonly ChatEntry[] },
) {
  if (entries.length === 0) return <p class="row-detail">{TEXTS.empty[lang]}</p>;
  return (
    <ol>
      {entries.map((entry) => (
        <li class={`from-${entry.from}`}>
          <div class="bubble">
            {entry.stream && entry.stream.thinking !== "" && (
              <details>
                <summary>{TEXTS.thinking[lang]}</summary>
                <p>{entry.stream.thinking}</p>
              </details>
            )}
            <Words entry={entry} />
          </div>
          <p class="row-detail">
            <time datetime={entry.time}>{showTime(entry.time)}</time>
            {entry.from === "person" && entry.chatId !== undefined && ` · ${entry.person}`}
            {entry.from !== "person" && ` · ${ways[entry.via]?.[lang] ?? entry.via}`}
            {entry.stream && !entry.stream.finished && ` · ${TEXTS.writing[lang]}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

const LINK = /<a href="(https?:[^"]*)">([^<]*)<\/a>/;

/** Only the text of an app may contain links; in other messages a tag is text. */
function Words({ entry: { text, channel, from } }: { entry: ChatEntry }) {
  if (from !== "system" || !channel.startsWith("app/")) return <p>{text}</p>;
  const [before, ...links] = text.split(LINK);
  return (
    <p>
      {before}
      {links.map((piece, at) =>
        at % 3 === 0
          ? <a key={at} href={piece} rel="noreferrer" target="_blank">{links[at + 1]}</a>
          : at % 3 === 2 && piece
      )}
    </p>
  );
}

/** Time of day in Shanghai. */
function showTime(time: string): string {
  return new Date(time).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}
