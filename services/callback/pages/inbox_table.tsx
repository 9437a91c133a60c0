import { Payload } from "packages/ui/console/payload.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { describeKind, INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";
import { previewContent } from "services/callback/pages/preview_content.ts";
import type { InboxItem } from "services/callback/inbox/read_inbox_page.ts";

const { received, sender, kind, content, app, deliveries } = TEXTS;
const ACCOUNT_ID = /^[\da-f-]{36}$/;
const HEADS = [received, sender, kind, content, app, deliveries];

/** Props of {@link InboxTable}. */
export interface InboxTableProps {
  items: readonly InboxItem[];
  /** The id of the row to highlight. */
  marked: string | undefined;
}

/** The messages; each unfolds to its payload. */
export function InboxTable({ items, marked }: InboxTableProps) {
  const lang = useLang();
  return (
    <Table
      caption={TEXTS.title[lang]}
      columns={HEADS.map((head) => head[lang])}
    >
      {items.map((item) => (
        <tr key={item.id} data-key={item.id} class={item.id === marked ? "row-marked" : undefined}>
          <Cell>
            <Time at={item.receivedAt} />
          </Cell>
          <Cell>
            <Sender item={item} />
          </Cell>
          <Cell>{describeKind(item.kind, lang)}</Cell>
          <Cell kind="wide">
            <Payload
              summary={previewContent(item.content) || TEXTS.noContent[lang]}
              value={{
                id: item.id,
                source: item.source,
                sentAt: item.sentAt.toISOString(),
                receivedAt: item.receivedAt.toISOString(),
                content: item.content,
              }}
            />
          </Cell>
          <Cell>
            <AppName item={item} />
            {item.source === "simulated" && (
              <>
                {" "}
                <StateTag tone="quiet">{TEXTS.simulated[lang]}</StateTag>
              </>
            )}
          </Cell>
          <Cell>
            <Deliveries count={item.deliveries} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** The configured app; an account of the upstream as a link to its page. */
function AppName({ item: { app, source } }: { item: InboxItem }) {
  const lang = useLang();
  if (source !== "upstream") return <>{app}</>;
  const tag = <StateTag tone="quiet">{TEXTS.upstream[lang]}</StateTag>;
  if (!ACCOUNT_ID.test(app)) return tag;
  return (
    <span class="row-state">
      {tag} <a href={`/console/accounts/${app}`}>{TEXTS.account[lang]} …{app.slice(-6)}</a>
    </span>
  );
}

function Sender({ item }: { item: InboxItem }) {
  const lang = useLang();
  return item.sender === null
    ? <span class="quiet">{TEXTS.system[lang]}</span>
    : <span class="sender">{item.sender}</span>;
}

/** How often a message was delivered; more than once when the sender missed our response. */
function Deliveries({ count }: { count: number }) {
  return count > 1
    ? <StateTag tone="warn">{`× ${count}`}</StateTag>
    : <span class="delivered-once">{count}</span>;
}
