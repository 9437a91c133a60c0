import { useLang } from "packages/ui/page_frame.ts";
import type { Field } from "packages/ui/reference/schema.ts";

const MARKS = {
  required: { zh: "必填", en: "required" },
  optional: { zh: "可选", en: "optional" },
} as const;

/** A list of parameters, or of the fields of a body. Nothing when there are none. */
export function Fields(
  props: {
    title?: string;
    fields: readonly Field[];
    /** Which fields are marked; default `required`. */
    marks?: "required" | "optional";
  },
) {
  const lang = useLang();
  const { marks = "required" } = props;
  if (props.fields.length === 0) return null;
  return (
    <>
      {props.title !== undefined && <h4>{props.title}</h4>}
      <dl class="fields" lang="en">
        {props.fields.map(({ name, type, isRequired, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <span class="field-type">{type}</span>
              {isRequired === (marks === "required") && (
                <span class="field-mark">{MARKS[marks][lang]}</span>
              )}
            </dt>
            {description !== "" && <dd>{inlineCode(description)}</dd>}
          </div>
        ))}
      </dl>
    </>
  );
}

/** A block of code to copy. */
export function Example({ title, text }: { title?: string; text: string }) {
  return (
    <>
      {title !== undefined && <h4>{title}</h4>}
      <pre class="example" tabindex={0} lang="en"><code>{text}</code></pre>
    </>
  );
}

/** Shows the parts of a text between backquotes as code. */
export function inlineCode(text: string) {
  return text.split("`").map((part, at) => at % 2 === 1 ? <code key={at}>{part}</code> : part);
}
