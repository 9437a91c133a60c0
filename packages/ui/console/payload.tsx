import type { Lang } from "packages/platform/lang.ts";
import { redact } from "packages/platform/redact.ts";

const TEXTS = {
  summary: { zh: "原始内容", en: "Raw content" },
};

/** A JSON value, folded, pretty-printed, without secrets and contact data. */
export function Payload(props: { value: unknown; lang: Lang; summary?: string }) {
  return (
    <details class="payload">
      <summary>{props.summary ?? TEXTS.summary[props.lang]}</summary>
      <pre tabindex={0}><code>{JSON.stringify(redact(props.value), undefined, 2) ?? ""}</code></pre>
    </details>
  );
}
