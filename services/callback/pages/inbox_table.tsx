import type { Lang } from "packages/platform/lang.ts";
import { Payload } from "packages/ui/console/payload.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { describeKind, INBOX_TEXTS as TEXTS } from "services/callback/pages/inbox_texts.ts";
import { previewContent } from "services/callback/pages/preview_content.ts";
import type { InboxItem } from "services/callback/inbox/read_inbox_page.ts";

export interface InboxTableProps {
  lang: Lang;
  items: readonly InboxItem[];
  /** The row to point out. */
  marked: string | undefined;
  now: number;
  timeZone: string;
}

/** The messages, each unfolding to its payload. */
export function InboxTable({ lang, items, marked, now, timeZone }: InboxTableProps) {
  return (
    <Table
      caption={TEXTS.title[lang]}
      stacks
      columns={[
        { label: TEXTS.received[lang] },
        { label: TEXTS.sender[lang] },
        { label: TEXTS.kind[lang] },
        { label: TEXTS.content[lang] },
        { label: TEXTS.app[lang] },
        { label: TEXTS.deliveries[lang] },
      ]}
    >
      {items.map((item) => (
        <tr key={item.id} data-key={item.id} class={item.id === marked ? "row-marked" : undefined}>
          <Cell>
            <Time at={item.receivedAt} now={now} lang={lang} timeZone={timeZone} />
          </Cell>
          <Cell>
            <Sender item={item} lang={lang} />
          </Cell>
          <Cell>{describeKind(item.kind, lang)}</Cell>
          <Cell wide>
            <Payload
              lang={lang}
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
            {item.app}
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

function Sender({ item, lang }: { item: InboxItem; lang: Lang }) {
  return item.sender === null
    ? <span class="quiet">{TEXTS.nobody[lang]}</span>
    : <span class="sender">{item.sender}</span>;
}

/** More than once: WeCom thought that an answer was lost. */
function Deliveries({ count }: { count: number }) {
  return count > 1
    ? <StateTag tone="warn">{`× ${count}`}</StateTag>
    : <span class="delivered-once">{count}</span>;
}
