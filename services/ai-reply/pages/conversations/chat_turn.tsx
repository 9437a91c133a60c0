import type { Lang } from "packages/platform/lang.ts";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { redactText } from "packages/platform/redact.ts";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import {
  CONVERSATION_TEXTS as TEXTS,
  DELIVERIES,
} from "services/ai-reply/pages/conversations/conversation_texts.ts";
import type { HistoryDelivery, HistoryTurn } from "services/ai-reply/conversations/read_history.ts";

const TONES: Readonly<Record<HistoryDelivery["status"], string>> = {
  recorded: "quiet",
  sending: "quiet",
  sent: "quiet",
  uncertain: "warn",
  refused: "bad",
};

/** Props of {@link ChatTurn}. */
export interface ChatTurnProps {
  conversationId: string;
  turn: HistoryTurn;
  /** Whether it is the last turn: only that one can be tried again. */
  isNewest: boolean;
}

/** One answer: its parts and how each was delivered, its sources, and the button to try again. */
export function ChatTurn(props: ChatTurnProps) {
  const lang = useLang();
  const { turn } = props;
  return (
    <li class="chat-entry chat-ours" data-key={turn.id}>
      <p class="chat-meta">
        AI · <Time at={turn.answeredAt ?? turn.startedAt} />
        {describeWork(turn, lang)}
      </p>
      {turn.deliveries.map((delivery) => <Part key={delivery.part} delivery={delivery} />)}
      <TurnState {...props} />
      {turn.sources.length > 0 && (
        <p class="chat-meta">
          {TEXTS.sources[lang]}
          {turn.sources.map(({ title, path }) => (
            <span key={path} class="tag" title={path}>{title}</span>
          ))}
        </p>
      )}
    </li>
  );
}

function Part({ delivery }: { delivery: HistoryDelivery }) {
  const lang = useLang();
  const { status, endedAt, error } = delivery;
  return (
    <>
      <div class={`bubble bubble-ours bubble-${status}`}>
        {delivery.part === 0 && <span class="bubble-label">{TEXTS.apology[lang]}</span>}
        <Words text={redactText(delivery.text)} />
      </div>
      <p class={`chat-meta part-${TONES[status]}`}>
        {DELIVERIES[status][lang]}
        {error !== null && (lang === "zh" ? `：${redactText(error)}` : `: ${redactText(error)}`)}
        {endedAt !== null && (
          <>
            {" · "}
            <Time at={endedAt} />
          </>
        )}
      </p>
    </>
  );
}

/** A link in a message to a member: a tag made by text/plain_text.ts. Shown as a link, as WeCom does. */
const LINK = /<a href="(https?:[^"]*)">([^<]*)<\/a>/;

function Words({ text }: { text: string }) {
  const [before, ...links] = text.split(LINK);
  return (
    <p class="words">
      {before}
      {links.map((piece, at) =>
        at % 3 === 0
          ? (
            <a key={at} href={piece} rel="noreferrer noopener nofollow" target="_blank">
              {links[at + 1]}
            </a>
          )
          : at % 3 === 2 && piece
      )}
    </p>
  );
}

/** Shown for a turn that has no parts yet, or will have none. */
function TurnState({ conversationId, turn, isNewest }: ChatTurnProps) {
  const lang = useLang();
  if (turn.status === "thinking") {
    return <p class="bubble bubble-thinking">{TEXTS.thinking[lang]}</p>;
  }
  if (turn.status === "dropped") return <p class="chat-note">{TEXTS.dropped[lang]}</p>;
  if (turn.status !== "failed") return null;
  return (
    <div class="chat-note chat-failed">
      <p>{TEXTS.failed[lang]}</p>
      {isNewest && (
        <ActionForm
          action="/console/conversations"
          label={TEXTS.retry[lang]}
          fields={{ id: conversationId, action: "retry", turn: turn.id }}
        />
      )}
    </div>
  );
}

/** The model, and how long it took: ` · gpt-4o · took 3 s`. */
function describeWork({ model, startedAt, answeredAt }: HistoryTurn, lang: Lang): string {
  const seconds = answeredAt === null
    ? undefined
    : Math.max(1, Math.round((answeredAt.getTime() - startedAt.getTime()) / 1000));
  const took = seconds === undefined
    ? ""
    : lang === "zh"
    ? `${TEXTS.took.zh} ${seconds} 秒`
    : `${TEXTS.took.en} ${seconds} s`;
  return [model ?? "", took].filter((part) => part !== "").map((part) => ` · ${part}`).join("");
}
