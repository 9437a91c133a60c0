import { redactText } from "packages/platform/redact.ts";
import { ActionForm } from "packages/ui/console/confirm_form.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterSelect } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { WEBHOOK_EVENTS } from "packages/webhooks/webhook_events.ts";
import { describeAttempts } from "services/callback/pages/inbox_texts.ts";
import {
  STATE_TEXTS,
  STATE_TONES,
  WEBHOOK_TEXTS as TEXTS,
} from "services/callback/pages/webhooks/webhook_texts.ts";
import {
  DELIVERY_STATES,
  type DeliveryFilter,
  type DeliveryItem,
} from "services/callback/webhooks/read_deliveries.ts";

/** The path of the list. */
export const WEBHOOKS_PATH = "/console/webhooks";
const REFRESH_SECONDS = 4;
const MAKE_SECRET = 'echo "whsec_$(openssl rand -base64 32)"';

/** Props of {@link WebhooksPage}. */
export interface WebhooksPageProps {
  items: readonly DeliveryItem[];
  nextCursor: string | null;
  filter: DeliveryFilter;
  /** Whether this is the first page: new rows appear only there. */
  isFirst: boolean;
  /** Where events are sent to, without the query; undefined: nothing is sent. */
  address: string | undefined;
}

/** `/console/webhooks`: the events for the company's own system. */
export function WebhooksPage(props: WebhooksPageProps) {
  const lang = useLang();
  const { address, items, filter, isFirst } = props;
  const isFiltered = filter.state !== undefined || filter.type !== undefined;
  const isUnused = items.length === 0 && !isFiltered && isFirst;
  return (
    <ConsolePage
      title={TEXTS.title[lang]}
      lead={TEXTS.lead[lang]}
      part={WEBHOOKS_PATH}
      actions={address !== undefined && (
        <ActionForm
          action={WEBHOOKS_PATH}
          label={TEXTS.sendTest[lang]}
          fields={{ action: "test" }}
        />
      )}
    >
      {address !== undefined && (
        <p class="box webhook-receiver">
          <span class="quiet">{TEXTS.receiver[lang]}</span> <code>{address}</code>
        </p>
      )}
      {address === undefined && !isUnused && <Notice tone="warn">{TEXTS.offNotice[lang]}</Notice>}
      {address === undefined && isUnused ? <HowToConfigure /> : (
        <>
          <WebhookFilters filter={filter} isFiltered={isFiltered} />
          <LiveArea id="webhooks" everySeconds={REFRESH_SECONDS} isLive={isFirst}>
            {items.length > 0
              ? <WebhookTable items={items} />
              : isUnused
              ? <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>
              : <EmptyState title={TEXTS.noneFound[lang]}>{TEXTS.noneFoundNext[lang]}</EmptyState>}
            <Paging nextCursor={props.nextCursor} />
          </LiveArea>
        </>
      )}
    </ConsolePage>
  );
}

function HowToConfigure() {
  const lang = useLang();
  return (
    <EmptyState title={TEXTS.off[lang]}>
      <ol class="steps">
        <li>{TEXTS.stepReceiver[lang]}</li>
        <li>
          {TEXTS.stepSecret[lang]} <code>{MAKE_SECRET}</code>
        </li>
        <li>{TEXTS.stepConfigure[lang]}</li>
      </ol>
    </EmptyState>
  );
}

function WebhookFilters({ filter, isFiltered }: { filter: DeliveryFilter; isFiltered: boolean }) {
  const lang = useLang();
  const types = Object.keys(WEBHOOK_EVENTS);
  const chosen = filter.type === undefined || types.includes(filter.type) ? [] : [filter.type];
  return (
    <Filters action={WEBHOOKS_PATH} isFiltered={isFiltered}>
      <FilterSelect
        name="state"
        label={TEXTS.state[lang]}
        value={filter.state}
        options={DELIVERY_STATES.map((value) => ({ value, label: STATE_TEXTS[value][lang] }))}
      />
      <FilterSelect
        name="type"
        label={TEXTS.type[lang]}
        value={filter.type}
        options={[...types, ...chosen]}
      />
    </Filters>
  );
}

function WebhookTable({ items }: { items: readonly DeliveryItem[] }) {
  const lang = useLang();
  const heads = [TEXTS.time, TEXTS.type, TEXTS.state, TEXTS.attempts, TEXTS.lastAttempt];
  return (
    <Table caption={TEXTS.title[lang]} columns={heads.map((head) => head[lang])}>
      {items.map((item) => (
        <tr key={item.id} data-key={item.id}>
          <Cell>
            <Time at={item.timestamp} />
          </Cell>
          <Cell>
            <a href={`${WEBHOOKS_PATH}/${item.id}`}>{item.type}</a>
          </Cell>
          <Cell>
            <StateTag tone={STATE_TONES[item.state]}>{STATE_TEXTS[item.state][lang]}</StateTag>
          </Cell>
          <Cell>{describeAttempts(item.attempts, lang)}</Cell>
          <Cell kind="wide">
            <LastResult item={item} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function LastResult({ item }: { item: DeliveryItem }) {
  const lang = useLang();
  const { attempts, lastStatus, lastError, nextAttemptAt } = item;
  return (
    <>
      {attempts === 0
        ? <span class="quiet">{TEXTS.notTried[lang]}</span>
        : lastError === null
        ? <span class="quiet">{lastStatus}</span>
        : <span lang="en">{redactText(lastError)}</span>}
      {attempts > 0 && nextAttemptAt !== null && (
        <span class="quiet webhook-next">
          {TEXTS.nextAttempt[lang]} <Time at={nextAttemptAt} />
        </span>
      )}
    </>
  );
}
