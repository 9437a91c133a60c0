import type { Lang } from "packages/platform/lang.ts";
import { CUSTOMER_ERRORS } from "services/ai-reply/errors.ts";
import type { SuggestionEnd } from "services/ai-reply/suggest_answers.ts";

const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE = ": keep-alive\n\n";
/** Text that grows faster than this is sent in larger steps: each event carries all of it. */
const STEP_MS = 60;

/** Suggestions as server-sent events: the latest text of each while it grows, and how each ended. */
export interface SuggestionEvents {
  text(index: number, textSoFar: string): void;
  ended(end: SuggestionEnd): void;
  /** No more will come. */
  close(): void;
  stream(): AsyncGenerator<string>;
}

/** Makes the events of one answer in a language; a slow reader gets fewer of them, and all of the text. */
export function createSuggestionEvents(lang: Lang): SuggestionEvents {
  const texts = new Map<number, string>();
  const ends: SuggestionEnd[] = [];
  let isClosed = false;
  let news = Promise.withResolvers<void>();
  const tell = () => news.resolve();

  function* takeEvents(): Generator<string> {
    for (const [index, text] of texts) yield event("suggestion", { index, text });
    texts.clear();
    for (const end of ends.splice(0)) yield endEvent(end, lang);
  }

  return {
    text(index, textSoFar) {
      texts.set(index, textSoFar);
      tell();
    },
    ended(end) {
      texts.delete(end.kind === "done" ? end.suggestion.index : end.index);
      ends.push(end);
      tell();
    },
    close() {
      isClosed = true;
      tell();
    },
    async *stream() {
      yield KEEP_ALIVE;
      for (;;) {
        const hasNews = isClosed || await within(news.promise, KEEP_ALIVE_MS);
        news = Promise.withResolvers<void>();
        if (!hasNews) yield KEEP_ALIVE;
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

/** The error's code for why a suggestion failed. */
export function failureCode(reason: "refused" | "unavailable") {
  return reason === "refused" ? "ai_content_refused" : "ai_unavailable";
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Whether it comes true within the time. */
async function within(promise: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([promise.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
