import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterSelect } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { Payload } from "packages/ui/console/payload.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { AccountShell } from "services/upstream-bridge/pages/account/account_shell.tsx";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import {
  describeStage,
  LEVELS,
  LOG_TEXTS as TEXTS,
} from "services/upstream-bridge/pages/texts/log_texts.ts";

/** An entry of the log. */
export interface LogView {
  readonly id: string;
  readonly stage: string;
  readonly eventType: string;
  readonly level: "info" | "warn" | "error";
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** Props of {@link LogPage}. */
export interface LogPageProps {
  account: AccountView;
  upstream: UpstreamView;
  items: readonly LogView[];
  nextCursor: string | null;
  filter: { stage?: string | undefined; level?: "info" | "warn" | "error" | undefined };
  /** The steps that the account's log contains. */
  stages: readonly string[];
  isFirst: boolean;
}

/** `/console/accounts/{id}/log`: what happened, the latest first. */
export function LogPage(props: LogPageProps) {
  const lang = useLang();
  const { account, filter } = props;
  const own = accountPath(account.id, "log");
  const isFiltered = filter.stage !== undefined || filter.level !== undefined;
  return (
    <AccountShell account={account} upstream={props.upstream} tab="log">
      <Filters action={own} isFiltered={isFiltered}>
        <FilterSelect
          name="stage"
          label={TEXTS.stage[lang]}
          value={filter.stage}
          options={props.stages.map((value) => ({ value, label: describeStage(value, lang) }))}
        />
        <FilterSelect
          name="level"
          label={TEXTS.level[lang]}
          value={filter.level}
          options={Object.entries(LEVELS).map(([value, { label }]) => ({
            value,
            label: label[lang],
          }))}
        />
      </Filters>
      <LiveArea id="log" isLive={props.isFirst}>
        {props.items.length === 0
          ? isFiltered
            ? <EmptyState title={TEXTS.noneFound[lang]} />
            : <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>
          : <Entries {...props} />}
      </LiveArea>
    </AccountShell>
  );
}

function Entries({ items, nextCursor }: LogPageProps) {
  const lang = useLang();
  const heads = [TEXTS.when, TEXTS.level, TEXTS.stage, TEXTS.what, TEXTS.details];
  return (
    <>
      <Table caption={TEXTS.title[lang]} columns={heads.map((head) => head[lang])}>
        {items.map((entry) => (
          <tr key={entry.id} data-key={entry.id}>
            <Cell>
              <Time at={entry.createdAt} />
            </Cell>
            <Cell>
              <StateTag tone={LEVELS[entry.level].tone}>{LEVELS[entry.level].label[lang]}</StateTag>
            </Cell>
            <Cell>{describeStage(entry.stage, lang)}</Cell>
            <Cell>
              <code>{entry.eventType}</code>
            </Cell>
            <Cell kind="wide">
              {Object.keys(entry.payload).length > 0 && (
                <Payload
                  value={entry.payload}
                  summary={summarize(entry.payload, TEXTS.details[lang])}
                />
              )}
            </Cell>
          </tr>
        ))}
      </Table>
      <Paging nextCursor={nextCursor} />
    </>
  );
}

const SUMMARY_MAX = 80;

/** The sentence of an entry if it has one: the fold shows what matters. */
function summarize(payload: LogView["payload"], otherwise: string): string {
  const text = payload["message"] ?? payload["reason"] ?? payload["errmsg"];
  if (typeof text !== "string" || text === "") return otherwise;
  return text.length <= SUMMARY_MAX ? text : `${text.slice(0, SUMMARY_MAX)}…`;
}
