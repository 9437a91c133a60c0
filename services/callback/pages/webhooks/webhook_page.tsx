import { redact, redactText } from "packages/platform/redact.ts";
import { ActionForm, ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import {
  STATE_TEXTS,
  STATE_TONES,
  WEBHOOK_TEXTS as TEXTS,
} from "services/callback/pages/webhooks/webhook_texts.ts";
import { WEBHOOKS_PATH } from "services/callback/pages/webhooks/webhooks_page.tsx";
import type { DeliveryDetail } from "services/callback/webhooks/read_deliveries.ts";

const REFRESH_SECONDS = 2;

/** Props of {@link WebhookPage}. */
export interface WebhookPageProps {
  /** Undefined: the test event that was just sent is not recorded yet. */
  item: DeliveryDetail | undefined;
  done: "replayed" | "test" | undefined;
  /** Whether there is a receiver. */
  canSend: boolean;
}

/** `/console/webhooks/{id}`: one event, its data and its attempts. */
export function WebhookPage({ item, done, canSend }: WebhookPageProps) {
  const lang = useLang();
  return (
    <ConsolePage
      title={item?.type ?? "webhook.test"}
      part={WEBHOOKS_PATH}
      actions={<a class="back" href={WEBHOOKS_PATH}>{TEXTS.back[lang]}</a>}
    >
      {done !== undefined && (
        <div role="status">
          <Notice tone="good" once="done">{TEXTS[done][lang]}</Notice>
        </div>
      )}
      <LiveArea id="webhook" everySeconds={REFRESH_SECONDS} isLive>
        {item === undefined ? <p class="quiet">{TEXTS.notRecordedYet[lang]}</p> : (
          <>
            <Facts item={item} />
            {canSend && <SendAgain item={item} />}
            <Attempts item={item} />
            <section class="webhook-part" aria-label={TEXTS.data[lang]}>
              <h2>{TEXTS.data[lang]}</h2>
              <pre class="box" tabindex={0}><code>{describeBody(item)}</code></pre>
            </section>
          </>
        )}
      </LiveArea>
    </ConsolePage>
  );
}

function describeBody({ id, type, timestamp, data }: DeliveryDetail): string {
  return JSON.stringify({ id, type, timestamp, data: redact(data) }, undefined, 2);
}

function Facts({ item }: { item: DeliveryDetail }) {
  const lang = useLang();
  const { state, nextAttemptAt, endedAt } = item;
  return (
    <dl class="box webhook-facts">
      <div>
        <dt>{TEXTS.state[lang]}</dt>
        <dd>
          <StateTag tone={STATE_TONES[state]}>{STATE_TEXTS[state][lang]}</StateTag>
        </dd>
      </div>
      <div>
        <dt>{TEXTS.id[lang]}</dt>
        <dd>
          <ShortId id={item.id} />
        </dd>
      </div>
      <Fact label={TEXTS.happened[lang]} at={item.timestamp} />
      {nextAttemptAt !== null && <Fact label={TEXTS.nextAttempt[lang]} at={nextAttemptAt} />}
      {endedAt !== null && <Fact label={TEXTS.ended[lang]} at={endedAt} />}
    </dl>
  );
}

function Fact({ label, at }: { label: string; at: Date }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Time at={at} />
      </dd>
    </div>
  );
}

/** A delivered event is sent again only after a question: its receiver has it already. */
function SendAgain({ item: { id, state } }: { item: DeliveryDetail }) {
  const lang = useLang();
  const form = { action: WEBHOOKS_PATH, fields: { action: "replay", id } };
  if (state === "delivered") {
    return <ConfirmForm {...form} label={TEXTS.replay[lang]} question={TEXTS.askReplay[lang]} />;
  }
  const label = state === "waiting" ? TEXTS.tryNow[lang] : TEXTS.replay[lang];
  return <ActionForm {...form} label={label} />;
}

function Attempts({ item: { lastAttempts } }: { item: DeliveryDetail }) {
  const lang = useLang();
  const heads = [TEXTS.time, TEXTS.answered, TEXTS.duration, TEXTS.result];
  return (
    <section class="webhook-part">
      <h2>{TEXTS.history[lang]}</h2>
      <p class="quiet">
        {lastAttempts.length === 0 ? TEXTS.notTried[lang] : TEXTS.historyNote[lang]}
      </p>
      {lastAttempts.length > 0 && (
        <Table
          caption={TEXTS.history[lang]}
          columns={heads.map((head) => head[lang])}
        >
          {lastAttempts.map(({ number, at, durationMs, status, error }) => (
            <tr key={number} data-key={String(number)}>
              <Cell>
                <Time at={at} />
              </Cell>
              <Cell>{status ?? TEXTS.noAnswer[lang]}</Cell>
              <Cell>{durationMs} ms</Cell>
              <Cell kind="wide">
                {error === null ? TEXTS.ok[lang] : <span lang="en">{redactText(error)}</span>}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
