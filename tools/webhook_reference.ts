// The list of events in docs/webhooks.md and its Chinese twin, from the schemas of packages/webhooks.
import type { Lang } from "packages/platform/lang.ts";
import { jsonSchemaOf, type WebhookEvent } from "packages/webhooks/webhook_event.ts";
import { WEBHOOK_EVENTS } from "packages/webhooks/webhook_events.ts";

const MARK = "<!-- events: written by `deno task docs` -->\n";

const WORDS = {
  en: { example: "Example of `data`:", schema: "JSON schema of `data`" },
  zh: { example: "`data` 的例子：", schema: "`data` 的 JSON Schema" },
};

/**
 * The document with the present list of events behind its mark.
 * @throws Error when the mark is missing
 */
export function renderWebhookEvents(document: string, lang: Lang): string {
  const [start, ...rest] = document.split(MARK);
  if (rest.length === 0) {
    throw new Error("Cannot write the events into docs/webhooks*.md: the mark is missing");
  }
  const events = Object.entries(WEBHOOK_EVENTS).map(([type, event]) =>
    renderEvent(type, event, lang)
  );
  return `${start}${MARK}\n${events.join("\n")}`;
}

function renderEvent(type: string, event: WebhookEvent, lang: Lang): string {
  const words = WORDS[lang];
  return [
    `### ${type}`,
    "",
    event.text[lang],
    "",
    words.example,
    "",
    ...jsonBlock(event.example),
    "",
    `<details><summary>${renderInlineCode(words.schema)}</summary>`,
    "",
    ...jsonBlock(jsonSchemaOf(event)),
    "",
    "</details>",
    "",
  ].join("\n");
}

function jsonBlock(value: unknown): string[] {
  return ["```json", JSON.stringify(value, undefined, 2), "```"];
}

/** HTML does not know the backquotes of Markdown. */
function renderInlineCode(text: string): string {
  return text.replaceAll(/`([^`]*)`/g, "<code>$1</code>");
}
