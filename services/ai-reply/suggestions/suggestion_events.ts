import { withDeadline } from "packages/platform/deadline.ts";
import type { Lang } from "packages/platform/lang.ts";
import { CUSTOMER_ERRORS } from "services/ai-reply/errors.ts";
import type { SuggestionEnd } from "services/ai-reply/suggestions/suggest_answers.ts";

const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE = ": keep-alive\n\n";
/** At most one event per suggestion in this time, as each event carries the whole text. */
const STEP_MS = 60;

/** Suggestions as server-sent events: the latest text of each while it grows, and its result. */
export interface SuggestionEvents {
  text(index: number, textSoFar: string): void;
  ended(end: SuggestionEnd): void;
  /** Ends the stream after the events that are waiting. */
  close(): void;
  stream(): AsyncGenerator<string>;
}

/** Creates the events of one request. A slow reader gets fewer events, each with the whole text. */
export function createSuggestionEvents(lang: Lang): SuggestionEvents {
  const texts = new Map<number, string>();
  const ends: SuggestionEnd[] = [];
  let isClosed = false;
  let change = Promise.withResolvers<void>();
  const notify = () => change.resolve();

  function* takeEvents(): Generator<string> {
    for (const [index, text] of texts) yield event("suggestion", { index, text });
    texts.clear();
    for (const end of ends.splice(0)) yield endEvent(end, lang);
  }

  return {
    text(index, textSoFar) {
      texts.set(index, textSoFar);
      notify();
    },
    ended(end) {
      texts.delete(end.kind === "done" ? end.suggestion.index : end.index);
      ends.push(end);
      notify();
    },
    close() {
      isClosed = true;
      notify();
    },
    async *stream() {
      yield KEEP_ALIVE;
      for (;;) {
        const hasChanged = isClosed ||
          await withDeadline(change.promise.then(() => true), KEEP_ALIVE_MS, false);
        change = Promise.withResolvers<void>();
        if (!hasChanged) yield KEEP_ALIVE;
        const wasClosed = isClosed;
        yield* takeEvents();
        if (wasClosed) break;
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      }
      yield event("end", {});
    },
  };
}

function endEvent(end: SuggestionEnd, lang: Lang): string {
  if (end.kind === "done") return event("done", { ...end.suggestion });
  const code = failureCode(end.reason);
  return event("error", { index: end.index, code, message: CUSTOMER_ERRORS[code].message[lang] });
}

/** The error code for the reason of a failed suggestion. */
export function failureCode(reason: "refused" | "unavailable") {
  return reason === "refused" ? "ai_content_refused" : "ai_unavailable";
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
