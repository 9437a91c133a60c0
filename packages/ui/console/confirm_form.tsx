import type { Lang } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";

export interface ConfirmFormProps {
  lang: Lang;
  /** Where the form is posted. */
  action: string;
  /** The verb on the button, such as `删除` or `Delete`. */
  label: string;
  /** Names the thing and asks: `删除任务 1a2b3c4d？`. */
  question: string;
  /** Hidden fields. */
  fields?: Readonly<Record<string, string>>;
}

const TEXTS = {
  confirm: { zh: "确认", en: "Yes, " },
};

/** An action that cannot be taken back: the button unfolds the question, the second one posts. Works without script. */
export function ConfirmForm(props: ConfirmFormProps) {
  return (
    <details class="ask">
      <summary class="button button-quiet button-small">{props.label}</summary>
      <form class="ask-form" method="post" action={props.action}>
        <HiddenFields fields={props.fields} />
        <p>{props.question}</p>
        <Button type="submit" kind="danger">{confirmLabel(props)}</Button>
      </form>
    </details>
  );
}

function confirmLabel({ lang, label }: ConfirmFormProps): string {
  return TEXTS.confirm[lang] + (lang === "en" ? label.toLowerCase() : label);
}

/** An action that asks nothing: one button that posts. */
export function ActionForm(
  props: Omit<ConfirmFormProps, "lang" | "question"> & { kind?: "primary" | "quiet" },
) {
  return (
    <form class="action-form" method="post" action={props.action}>
      <HiddenFields fields={props.fields} />
      <Button type="submit" kind={props.kind ?? "quiet"}>{props.label}</Button>
    </form>
  );
}

function HiddenFields({ fields = {} }: { fields: ConfirmFormProps["fields"] | undefined }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
