import type { Lang } from "packages/platform/lang.ts";
import type { DeadLetter } from "packages/storage/jobs/job_queue.ts";
import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
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
import { describeFailure } from "services/callback/pages/describe_failure.ts";
import {
  askAbout,
  DEAD_LETTER_TEXTS as TEXTS,
  describeAttempts,
} from "services/callback/pages/inbox_texts.ts";

const PATH = "/console/inbox/dead-letters";

/** What has just been done, as the page after a form says it. */
export type DeadLetterOutcome = "replayed" | "removed" | "gone";

export interface DeadLettersPageProps {
  frame: ConsoleFrame;
  items: readonly DeadLetter[];
  nextCursor: string | undefined;
  queue: string | undefined;
  /** The queues that have dead letters. */
  queues: readonly string[];
  done: DeadLetterOutcome | undefined;
  isFirst: boolean;
  now: number;
  timeZone: string;
}

/** `/console/inbox/dead-letters`: jobs that have failed for good. */
export function DeadLettersPage(props: DeadLettersPageProps) {
  const { frame, queue, done } = props;
  const { lang } = frame;
  return (
    <ConsolePage {...frame} title={TEXTS.title[lang]} lead={TEXTS.lead[lang]} part={PATH}>
      {done !== undefined && (
        <div role="status">
          <Notice tone={done === "gone" ? "warn" : "good"}>{TEXTS[done][lang]}</Notice>
        </div>
      )}
      <Filters lang={lang} action={PATH} isFiltered={queue !== undefined}>
        <FilterSelect
          lang={lang}
          name="queue"
          label={TEXTS.queue[lang]}
          value={queue}
          options={props.queues.map((name) => ({ value: name, label: name }))}
        />
      </Filters>
      {props.isFirst
        ? (
          <LiveArea lang={lang} id="dead-letters">
            <DeadLetterList {...props} />
          </LiveArea>
        )
        : <DeadLetterList {...props} />}
    </ConsolePage>
  );
}

function DeadLetterList(props: DeadLettersPageProps) {
  const { frame: { lang, here }, items, queue, nextCursor } = props;
  if (items.length === 0) {
    return queue === undefined
      ? <EmptyState title={TEXTS.none[lang]}>{TEXTS.noneNext[lang]}</EmptyState>
      : <EmptyState title={TEXTS.noneFound[lang]} />;
  }
  return (
    <>
      <Table
        caption={TEXTS.title[lang]}
        stacks
        columns={[
          { label: TEXTS.failed[lang] },
          { label: TEXTS.queue[lang] },
          { label: TEXTS.attempts[lang] },
          { label: TEXTS.error[lang] },
          { label: TEXTS.actions[lang], kind: "actions" },
        ]}
      >
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            lang={lang}
            queue={queue}
            now={props.now}
            timeZone={props.timeZone}
          />
        ))}
      </Table>
      <Paging lang={lang} here={withoutDone(here)} nextCursor={nextCursor} />
    </>
  );
}

function Row(
  { item, lang, queue, now, timeZone }:
    & { item: DeadLetter; lang: Lang }
    & Pick<DeadLettersPageProps, "queue" | "now" | "timeZone">,
) {
  return (
    <tr data-key={item.id} class="row-tall">
      <Cell>
        <Time at={item.failedAt} now={now} lang={lang} timeZone={timeZone} />
      </Cell>
      <Cell>
        <code>{item.queue}</code>
      </Cell>
      <Cell>{describeAttempts(item.attempts, lang)}</Cell>
      <Cell wide>
        {item.error === "" ? <p>{TEXTS.noError[lang]}</p> : (
          <>
            <p>{describeFailure(item.error, lang)}</p>
            <blockquote lang="en">{redactText(item.error)}</blockquote>
          </>
        )}
        <Payload lang={lang} value={{ id: item.id, sentAt: item.sentAt, payload: item.payload }} />
      </Cell>
      <Cell kind="actions">
        <div class="row-actions">
          {(["replay", "remove"] as const).map((action) => (
            <ConfirmForm
              key={action}
              lang={lang}
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

/** What was done is said once. */
function withoutDone(here: string): string {
  const url = new URL(here, "http://page.invalid");
  url.searchParams.delete("done");
  return url.pathname + url.search;
}
