import type { Language, Text } from "simulators/shared/language.ts";
import type { ChatPlace } from "simulators/wecom/routes/chat_places.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";

const texts = {
  title: { zh: "模拟聊天", en: "Simulated chat" },
  chat: { zh: "谁在和谁聊天", en: "Who talks to whom" },
  show: { zh: "切换", en: "Show" },
  refresh: { zh: "刷新消息", en: "Refresh" },
  log: { zh: "消息", en: "Messages" },
  empty: {
    zh: "还没有消息。写一句话，它会作为加密回调发到所配置的地址。",
    en: "No messages yet. Write one: it goes to the configured address as an encrypted callback.",
  },
  message: { zh: "消息内容", en: "Message" },
  send: { zh: "发送", en: "Send" },
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

const ways: Record<ChatEntry["via"], Text> = {
  callback: { zh: "成员在企业微信回复", en: "A member, in WeCom" },
  "message/send": { zh: "message/send", en: "message/send" },
  "kf/send_msg": { zh: "kf/send_msg", en: "kf/send_msg" },
  "kf/send_msg_on_event": { zh: "kf/send_msg_on_event", en: "kf/send_msg_on_event" },
  "passive reply": { zh: "被动回复", en: "Passive reply" },
  stream: { zh: "流式回复", en: "Stream" },
  response_url: { zh: "response_url", en: "response_url" },
};

/** The page title, also for the browser's tab. */
export const chatPageTitle: Text = texts.title;

interface ChatPageProps {
  language: Language;
  publicUrl: string;
  places: readonly ChatPlace[];
  place: ChatPlace;
  entries: readonly ChatEntry[];
}

/** One chat as the person at its other end sees it. */
export function ChatPage(props: ChatPageProps) {
  const { language, publicUrl, place, entries } = props;
  const query = new URLSearchParams({ place: place.id, lang: language });
  return (
    <>
      <section class="card chat">
        <div class="head">
          <h1>{place.name}</h1>
          <p class="quiet">
            {kinds[place.kind][language]} · {place.personName} <code>{place.person}</code>
          </p>
        </div>
        <div
          id="messages"
          class="messages"
          role="log"
          aria-label={texts.log[language]}
          tabindex={0}
          data-source={`${publicUrl}/_chat/messages?${query}`}
        >
          <Messages language={language} entries={entries} />
        </div>
        <Composer {...props} />
        <noscript>
          <a href={`${publicUrl}/_chat?${query}`}>{texts.refresh[language]}</a>
        </noscript>
      </section>
      <section class="card">
        <PlaceForm {...props} />
        <p class="row">
          <a href={`${publicUrl}/_control/deliveries`}>{texts.deliveries[language]}</a>
          <a href={`${publicUrl}/?lang=${language}`}>{texts.home[language]}</a>
        </p>
      </section>
    </>
  );
}

function Composer({ language, publicUrl, place }: ChatPageProps) {
  return (
    <form class="composer" method="post" action={`${publicUrl}/_chat`}>
      <input type="hidden" name="place" value={place.id} />
      <input type="hidden" name="lang" value={language} />
      <input
        name="content"
        aria-label={texts.message[language]}
        required
        autofocus
        autocomplete="off"
        maxlength={2000}
      />
      <button type="submit" class="button main">{texts.send[language]}</button>
      <button type="submit" class="button event" name="content" value="" formnovalidate>
        {texts.opened[language]}
      </button>
    </form>
  );
}

function PlaceForm({ language, publicUrl, places, place }: ChatPageProps) {
  const groups = (["kf", "app", "bot"] as const).map((kind) => ({
    kind,
    places: places.filter((candidate) => candidate.kind === kind),
  }));
  return (
    <form method="get" action={`${publicUrl}/_chat`}>
      <input type="hidden" name="lang" value={language} />
      <label class="field">
        {texts.chat[language]}
        <select id="place" name="place">
          {groups.filter((group) => group.places.length > 0).map((group) => (
            <optgroup label={kinds[group.kind][language]}>
              {group.places.map(({ id, personName, name, person, otherCorp }) => (
                <option value={id} selected={id === place.id}>
                  {`${personName} · ${person} → ${name}${
                    otherCorp === undefined ? "" : ` · ${otherCorp}`
                  }`}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit" class="button">{texts.show[language]}</button>
      </noscript>
    </form>
  );
}

/** The messages alone, which the page's script asks for again and again. */
export function Messages(
  { language, entries }: { language: Language; entries: readonly ChatEntry[] },
) {
  if (entries.length === 0) return <p class="quiet empty">{texts.empty[language]}</p>;
  return (
    <ol>
      {entries.map((entry) => (
        <li class={`from-${entry.from}`}>
          <div class="bubble">
            {entry.stream && entry.stream.thinking !== "" && (
              <details>
                <summary>{texts.thinking[language]}</summary>
                <p>{entry.stream.thinking}</p>
              </details>
            )}
            <Words entry={entry} />
          </div>
          <p class="quiet">
            <time datetime={entry.time}>{showTime(entry.time)}</time>
            {entry.from !== "person" && ` · ${ways[entry.via][language]}`}
            {entry.stream && !entry.stream.finished && ` · ${texts.writing[language]}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

const LINK = /<a href="(https?:[^"]*)">([^<]*)<\/a>/;

/** An app's text may hold links; everywhere else a tag is text. */
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

/** People see Shanghai's time. */
function showTime(time: string): string {
  return new Date(time).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}
