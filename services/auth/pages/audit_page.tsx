import { AUDIT_ACTIONS } from "packages/events/audit_event.ts";
import { redactText } from "packages/platform/redact.ts";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { FilterDay, Filters, FilterSelect, FilterText } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import type { AuditItem } from "services/auth/audit/audit_store.ts";
import {
  AUDIT_TEXTS as TEXTS,
  describeAction,
  describeDetail,
  describeThing,
} from "services/auth/pages/audit_texts.ts";

const PATH = "/console/audit";
/** Accounts of the upstream; local accounts have names. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The filter as the form shows it; days are `YYYY-MM-DD`. */
export interface ShownAuditFilter {
  person?: string | undefined;
  action?: string | undefined;
  thing?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Props of {@link AuditPage}. */
export interface AuditPageProps {
  items: readonly AuditItem[];
  nextCursor: string | null;
  filter: ShownAuditFilter;
  /** Whether this is the first page: new rows appear only there. */
  isFirst: boolean;
}

/** `/console/audit`: what people did. */
export function AuditPage(props: AuditPageProps) {
  const lang = useLang();
  return (
    <ConsolePage title={TEXTS.title[lang]} lead={TEXTS.lead[lang]} part={PATH}>
      <AuditFilters filter={props.filter} />
      <LiveArea id="audit" isLive={props.isFirst}>
        {props.items.length === 0 ? <NoActs filter={props.filter} /> : <Acts {...props} />}
      </LiveArea>
    </ConsolePage>
  );
}

function isFiltered(filter: ShownAuditFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

function AuditFilters({ filter }: { filter: ShownAuditFilter }) {
  const lang = useLang();
  const actions = Object.entries(AUDIT_ACTIONS)
    .map(([value, label]) => ({ value, label: label[lang] }));
  return (
    <Filters action={PATH} isFiltered={isFiltered(filter)}>
      <FilterText name="person" label={TEXTS.who[lang]} value={filter.person} />
      <FilterSelect
        name="action"
        label={TEXTS.action[lang]}
        value={filter.action}
        options={actions}
      />
      <FilterText name="thing" label={TEXTS.thing[lang]} value={filter.thing} />
      <FilterDay name="from" label={TEXTS.from[lang]} value={filter.from} />
      <FilterDay name="to" label={TEXTS.to[lang]} value={filter.to} />
    </Filters>
  );
}

function NoActs({ filter }: { filter: ShownAuditFilter }) {
  const lang = useLang();
  return isFiltered(filter)
    ? <EmptyState title={TEXTS.noneFound[lang]}>{TEXTS.noneFoundNext[lang]}</EmptyState>
    : <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>;
}

function Acts({ items, nextCursor }: AuditPageProps) {
  const lang = useLang();
  return (
    <>
      <Table
        caption={TEXTS.title[lang]}
        columns={[TEXTS.when, TEXTS.who, TEXTS.action, TEXTS.thing].map((head) => head[lang])}
      >
        {items.map((item) => <Row key={item.id} item={item} />)}
      </Table>
      <Paging nextCursor={nextCursor} />
    </>
  );
}

function Row({ item }: { item: AuditItem }) {
  const lang = useLang();
  const detail = describeDetail(item, lang);
  return (
    <tr data-key={item.id}>
      <Cell>
        <Time at={item.at} />
      </Cell>
      <Cell>
        <span title={item.actor}>{redactText(item.actorName)}</span>
      </Cell>
      <Cell kind="wide">
        {describeAction(item.action, lang)}
        {detail !== "" && (
          <span class="quiet">{lang === "zh" ? `（${detail}）` : ` (${detail})`}</span>
        )}
      </Cell>
      <Cell>
        <Thing thing={item.thing} />
      </Cell>
    </tr>
  );
}

/** The kind and the id, a link where the console has a page of the thing. */
function Thing({ thing }: { thing: string }) {
  const { lang, components } = usePage();
  const [kind = "", ...rest] = thing.split("/");
  const id = rest.join("/");
  const label = describeThing(kind, lang);
  const href = kind === "conversation" && components.includes("ai-reply")
    ? `/console/conversations/${id}#latest`
    : kind === "account" && UUID.test(id) && components.includes("upstream-bridge")
    ? `/console/accounts/${id}`
    : undefined;
  return (
    <span class="together">
      {href === undefined ? label : <a href={href}>{label}</a>} <ShortId id={id} />
    </span>
  );
}
