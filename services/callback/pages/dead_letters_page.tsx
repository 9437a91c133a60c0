import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { Filters, FilterSelect } from "packages/ui/console/filters.tsx";
import { LiveArea } from "packages/ui/console/live_area.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { Payload } from "packages/ui/console/payload.tsx";
import { redactText } from "packages/platform/redact.ts";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { Time } from "packages/ui/console/time.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { JobReplay } from "services/callback/failed_jobs/job_replays.ts";
import type { FailedJob } from "services/callback/failed_jobs/read_failed_jobs.ts";
import { describeFailure } from "services/callback/pages/describe_failure.ts";
import {
  askAbout,
  DEAD_LETTER_TEXTS as TEXTS,
  describeAttempts,
} from "services/callback/pages/inbox_texts.ts";

const PATH = "/console/inbox/dead-letters";

/** The result of a form, shown on the page after it. `gone`: the job was already replayed or removed. */
export type DeadLetterOutcome = "replayed" | "removed" | "gone";

/** Props of {@link DeadLettersPage}. */
export interface DeadLettersPageProps {
  items: readonly FailedJob[];
  nextCursor: string | undefined;
  /** The queue that the list is filtered by. */
  queue: string | undefined;
  /** The names of the queues that have dead letters. */
  queues: readonly string[];
  done: DeadLetterOutcome | undefined;
  /** Whether this is the first page: new rows appear only there. */
  isFirst: boolean;
}

/** `/console/inbox/dead-letters`: jobs that failed after all retries. */
export function DeadLettersPage(props: DeadLettersPageProps) {
  const lang = useLang();
  const { queue, done } = props;
  return (
    <ConsolePage title={TEXTS.title[lang]} lead={TEXTS.lead[lang]} part={PATH}>
      {done !== undefined && (
        <div role="status">
          <Notice tone={done === "gone" ? "warn" : "good"} once="done">{TEXTS[done][lang]}</Notice>
        </div>
      )}
      <Filters action={PATH} isFiltered={queue !== undefined}>
        <FilterSelect
          name="queue"
          label={TEXTS.queue[lang]}
          value={queue}
          options={props.queues}
        />
      </Filters>
      <LiveArea id="dead-letters" isLive={props.isFirst}>
        <DeadLetterList {...props} />
      </LiveArea>
    </ConsolePage>
  );
}

function DeadLetterList(props: DeadLettersPageProps) {
  const lang = useLang();
  const { items, queue, nextCursor } = props;
  if (items.length === 0) {
    return queue === undefined
      ? <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>
      : <EmptyState title={TEXTS.noneFound[lang]} />;
  }
  return (
    <>
      <Table
        caption={TEXTS.title[lang]}
        columns={[TEXTS.failed, TEXTS.queue, TEXTS.attempts, TEXTS.error].map((head) => head[lang])}
        actions={TEXTS.actions[lang]}
      >
        {items.map((item) => <Row key={item.id} item={item} queue={queue} />)}
      </Table>
      <Paging nextCursor={nextCursor} without="done" />
    </>
  );
}

function Row({ item, queue }: { item: FailedJob; queue: string | undefined }) {
  const lang = useLang();
  return (
    <tr data-key={item.id} class="row-tall">
      <Cell>
        <Time at={item.failedAt} />
      </Cell>
      <Cell>
        <code>{item.queue}</code>
      </Cell>
      <Cell>{describeAttempts(item.attempts, lang)}</Cell>
      <Cell kind="wide">
        {item.error === "" ? <p>{TEXTS.noError[lang]}</p> : (
          <>
            <p>{describeFailure(item.error, lang)}</p>
            <blockquote class="row-detail" lang="en">{redactText(item.error)}</blockquote>
          </>
        )}
        {item.replays.map((replay) => <Replay key={replay.at.getTime()} {...replay} />)}
        <Payload value={{ id: item.id, sentAt: item.sentAt, payload: item.payload }} />
      </Cell>
      <Cell kind="actions">
        <div class="row-actions">
          {(["replay", "remove"] as const).map((action) => (
            <ConfirmForm
              key={action}
              action={PATH}
              label={TEXTS[action][lang]}
              question={askAbout(action, item, lang)}
              fields={{ id: item.id, action, ...queue === undefined ? {} : { queue } }}
            />
          ))}
        </div>
      </Cell>
    </tr>
  );
}

/** Who ran the job again, and when: `张三 3 分钟前重新执行过，仍然失败。` */
function Replay({ byName, at }: JobReplay) {
  const lang = useLang();
  const name = redactText(byName);
  return lang === "zh"
    ? (
      <p class="quiet">
        {name} <Time at={at} />重新执行过，仍然失败。
      </p>
    )
    : (
      <p class="quiet">
        {name} ran it again <Time at={at} />. It failed once more.
      </p>
    );
}
