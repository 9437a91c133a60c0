import { redact } from "packages/platform/redact.ts";
import { useLang } from "packages/ui/page_frame.ts";

const TEXTS = {
  summary: { zh: "原始内容", en: "Raw content" },
};

/** A JSON value, folded, pretty-printed, without secrets and contact data. */
export function Payload(props: { value: unknown; summary?: string }) {
  const lang = useLang();
  return (
    <details class="payload">
      <summary>{props.summary ?? TEXTS.summary[lang]}</summary>
      <pre tabindex={0}><code>{JSON.stringify(redact(props.value), undefined, 2) ?? ""}</code></pre>
    </details>
  );
}
