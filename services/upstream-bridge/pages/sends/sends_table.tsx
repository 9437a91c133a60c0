import { redactText } from "packages/platform/redact.ts";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import {
  describeFailure,
  SEND_STATUSES,
  SEND_TEXTS as TEXTS,
} from "services/upstream-bridge/pages/texts/send_texts.ts";

const CHARACTERS_MAX = 160;

/** A send with its outcome, as the console shows it. */
export interface SendView {
  readonly sendId: string;
  readonly target: string;
  readonly isRoom: boolean;
  readonly content: string;
  readonly status: string;
  readonly error: string | null;
  readonly errcode: string | null;
  readonly errmsg: string | null;
  readonly createdAt: Date;
}

/** The sends, each with its outcome; the one of the posted form is marked. */
export function SendsTable(props: { sends: readonly SendView[]; sentId?: string | undefined }) {
  const lang = useLang();
  return (
    <Table
      caption={TEXTS.sends[lang]}
      columns={[TEXTS.when, TEXTS.target, TEXTS.outcome, TEXTS.content].map((head) => head[lang])}
    >
      {props.sends.map((send) => (
        <Row key={send.sendId} send={send} isNew={send.sendId === props.sentId} />
      ))}
    </Table>
  );
}

function Row({ send, isNew }: { send: SendView; isNew: boolean }) {
  const lang = useLang();
  const { label, tone } = SEND_STATUSES[send.status] ?? SEND_STATUSES["queued"]!;
  const failure = describeFailure(send, lang);
  return (
    <tr data-key={send.sendId} class={isNew ? "row-new" : undefined}>
      <Cell>
        <Time at={send.createdAt} />
      </Cell>
      <Cell>
        <ShortId id={send.target} />
        {send.isRoom && <span class="quiet room-mark">{TEXTS.isRoom[lang]}</span>}
      </Cell>
      <Cell>
        <span {...isNew && { "data-announce": `${label[lang]}. ${failure}` }}>
          <StateTag tone={tone}>{label[lang]}</StateTag>
        </span>
      </Cell>
      <Cell kind="wide">
        <span class="send-text">{clip(redactText(send.content))}</span>
        {failure !== "" && <span class="row-detail send-failure">{redactText(failure)}</span>}
      </Cell>
    </tr>
  );
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= CHARACTERS_MAX
    ? text
    : `${characters.slice(0, CHARACTERS_MAX).join("")}…`;
}
