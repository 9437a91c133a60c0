import type { Lang } from "packages/platform/lang.ts";
import { redactText } from "packages/platform/redact.ts";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { clipText } from "services/ai-reply/domain/clip_text.ts";
import {
  CHANNELS,
  CONVERSATION_TEXTS as TEXTS,
  describeContentType,
  describeLeft,
  describeUnanswered,
  describeWaiting,
  TROUBLES,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import type { ConversationItem } from "services/ai-reply/conversations/list_conversations.ts";

const CHARACTERS_MAX = 120;
const HEADS = [TEXTS.who, TEXTS.when, TEXTS.said, TEXTS.state, TEXTS.mode, TEXTS.channel];

/** The conversations, each a link. */
export function ConversationTable({ items }: { items: readonly ConversationItem[] }) {
  const lang = useLang();
  return (
    <Table
      caption={TEXTS.title[lang]}
      columns={HEADS.map((head) => head[lang])}
    >
      {items.map((item) => (
        <tr key={item.id} data-key={item.id}>
          <Cell>
            <a class="row-link" href={`/console/conversations/${item.id}#latest`}>
              {item.name ?? item.person}
            </a>
          </Cell>
          <Cell>
            <Time at={item.lastMessageAt} />
          </Cell>
          <Cell kind="wide">{lastWords(item, lang)}</Cell>
          <Cell>
            <State item={item} />
          </Cell>
          <Cell>
            <Mode mode={item.mode} />
          </Cell>
          <Cell>{CHANNELS[item.channel][lang]}</Cell>
        </tr>
      ))}
    </Table>
  );
}

/** Who replies: the AI or colleagues. */
export function Mode({ mode }: { mode: "bot" | "human" }) {
  const lang = useLang();
  return mode === "human"
    ? <StateTag tone="warn">{TEXTS.byHuman[lang]}</StateTag>
    : <StateTag tone="quiet">{TEXTS.byBot[lang]}</StateTag>;
}

/** The state of a conversation: what went wrong, and who the customer waits for. */
function State({ item }: { item: ConversationItem }) {
  const lang = useLang();
  const { trouble, waitingSince, staffAwaitedSince, lastReplyAt } = item;
  if (trouble === null && waitingSince === null && staffAwaitedSince === null) {
    return (
      <span class="quiet">
        {(lastReplyAt === null ? TEXTS.neverAnswered : TEXTS.answered)[lang]}
      </span>
    );
  }
  return (
    <span class="row-state">
      {trouble !== null && (
        <StateTag tone={trouble === "uncertain" ? "warn" : "bad"}>
          {TROUBLES[trouble][lang]}
        </StateTag>
      )} <Waiting item={item} />
    </span>
  );
}

/** Who the customer waits for, and since when; nothing when they do not wait. */
export function Waiting({ item }: { item: ConversationItem }) {
  const lang = useLang();
  const { mode, staffAwaitedSince, waitingSince, waiting, leftToStaff } = item;
  // After a hand-back the AI may answer newer messages first.
  const isForBot = staffAwaitedSince === null || mode === "bot" && waitingSince !== null;
  const since = isForBot ? waitingSince : staffAwaitedSince;
  if (since === null) return null;
  const describeStaff = mode === "human" ? describeLeft : describeUnanswered;
  return (
    <>
      {isForBot
        ? <StateTag tone="quiet">{describeWaiting(waiting, lang)}</StateTag>
        : <StateTag tone="warn">{describeStaff(leftToStaff, lang)}</StateTag>}{" "}
      <span>
        <Happened verb="asked" at={since} />
      </span>
    </>
  );
}

/** What happened and when, in the order of the language: `3 分钟前切换`, `changed 3 minutes ago`. */
export function Happened({ verb, at }: { verb: "asked" | "changed"; at: Date }) {
  const lang = useLang();
  const word = TEXTS[verb][lang];
  return lang === "zh"
    ? (
      <>
        <Time at={at} />
        {word}
      </>
    )
    : (
      <>
        {word} <Time at={at} />
      </>
    );
}

function lastWords({ lastContent }: ConversationItem, lang: Lang) {
  if (lastContent === null) return "";
  const { type, name, text } = lastContent;
  const words = typeof text === "string" ? clipText(redactText(text), CHARACTERS_MAX) : "";
  if (type === "text" && words !== "") return words;
  const kind = describeContentType(String(type === "other" ? name : type), lang);
  return (
    <>
      <span class="quiet">[{kind}]</span> {words}
    </>
  );
}
