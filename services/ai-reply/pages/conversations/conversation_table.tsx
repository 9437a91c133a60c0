import type { Lang } from "packages/platform/lang.ts";
import { redactText } from "packages/platform/redact.ts";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time, type TimeProps } from "packages/ui/console/time.tsx";
import { clipText } from "services/ai-reply/domain/clip_text.ts";
import {
  CONVERSATION_TEXTS as TEXTS,
  describeChannel,
  describeContentType,
  describeLeft,
  describeTrouble,
  describeWaiting,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import type { ConversationItem } from "services/ai-reply/stores/list_conversations.ts";

const CHARACTERS_MAX = 120;

export interface ConversationTableProps {
  lang: Lang;
  items: readonly ConversationItem[];
  now: number;
  timeZone: string;
}

/** The conversations, each a link. */
export function ConversationTable({ lang, items, now, timeZone }: ConversationTableProps) {
  return (
    <Table
      caption={TEXTS.title[lang]}
      stacks
      columns={[
        { label: TEXTS.who[lang] },
        { label: TEXTS.when[lang] },
        { label: TEXTS.said[lang] },
        { label: TEXTS.state[lang] },
        { label: TEXTS.mode[lang] },
        { label: TEXTS.channel[lang] },
      ]}
    >
      {items.map((item) => (
        <tr key={item.id} data-key={item.id}>
          <Cell>
            <a class="row-link" href={`/console/conversations/${item.id}#latest`}>
              {item.name ?? item.person}
            </a>
          </Cell>
          <Cell>
            <Time at={item.lastMessageAt} now={now} lang={lang} timeZone={timeZone} />
          </Cell>
          <Cell wide>{lastWords(item, lang)}</Cell>
          <Cell>
            <State item={item} lang={lang} now={now} timeZone={timeZone} />
          </Cell>
          <Cell>
            <Mode mode={item.mode} lang={lang} />
          </Cell>
          <Cell>{describeChannel(item.channel, lang)}</Cell>
        </tr>
      ))}
    </Table>
  );
}

/** Who answers. */
export function Mode({ mode, lang }: { mode: "bot" | "human"; lang: Lang }) {
  return mode === "human"
    ? <StateTag tone="warn">{TEXTS.byHuman[lang]}</StateTag>
    : <StateTag tone="quiet">{TEXTS.byBot[lang]}</StateTag>;
}

/** What an operator has to know first: what went wrong, and who waits. */
function State(props: StateProps) {
  const { item: { trouble, waitingSince, staffAwaitedSince, lastReplyAt }, lang } = props;
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
          {describeTrouble(trouble, lang)}
        </StateTag>
      )} <Waiting {...props} />
    </span>
  );
}

interface StateProps extends Omit<ConversationTableProps, "items"> {
  readonly item: ConversationItem;
}

/** For whom the customer waits, and how long already; nothing when they do not. */
export function Waiting({ item, lang, now, timeZone }: StateProps) {
  const { staffAwaitedSince, waitingSince } = item;
  const since = staffAwaitedSince ?? waitingSince;
  if (since === null) return null;
  return (
    <>
      {staffAwaitedSince === null
        ? <StateTag tone="quiet">{describeWaiting(item.waiting, lang)}</StateTag>
        : <StateTag tone="warn">{describeLeft(item.leftToStaff, lang)}</StateTag>}{" "}
      <span>
        <Happened verb="asked" at={since} now={now} lang={lang} timeZone={timeZone} />
      </span>
    </>
  );
}

/** What happened and when, in the order of the language: `3 分钟前切换`, `changed 3 minutes ago`. */
export function Happened({ verb, ...time }: TimeProps & { verb: "asked" | "changed" }) {
  const word = TEXTS[verb][time.lang];
  return time.lang === "zh"
    ? (
      <>
        <Time {...time} />
        {word}
      </>
    )
    : (
      <>
        {word} <Time {...time} />
      </>
    );
}

function lastWords({ lastContent }: ConversationItem, lang: Lang) {
  if (lastContent === null) return "";
  const { type, text } = lastContent;
  if (typeof text === "string") return clipText(redactText(text), CHARACTERS_MAX);
  return <span class="quiet">[{describeContentType(String(type), lang)}]</span>;
}
