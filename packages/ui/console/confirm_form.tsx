import { Button } from "packages/ui/button.tsx";
import { useLang } from "packages/ui/page_frame.ts";

/** Props of {@link ActionForm}. */
export interface ActionFormProps {
  /** Where the form is posted. */
  action: string;
  /** The verb on the button, such as `删除` or `Delete`. */
  label: string;
  /** Hidden fields. */
  fields?: Readonly<Record<string, string>>;
}

/** Props of {@link ConfirmForm}. */
export interface ConfirmFormProps extends ActionFormProps {
  /** Names the thing and asks: `删除任务 1a2b3c4d？`. */
  question: string;
}

const TEXTS = {
  confirm: { zh: "确认", en: "Yes, " },
};

/** An action that cannot be undone: the button unfolds the question, the second button posts. Works without script. */
export function ConfirmForm(props: ConfirmFormProps) {
  const lang = useLang();
  const label = lang === "en" ? props.label.toLowerCase() : props.label;
  return (
    <details class="ask">
      <summary class="button button-quiet button-small">{props.label}</summary>
      <form class="ask-form" method="post" action={props.action}>
        <HiddenFields fields={props.fields} />
        <p>{props.question}</p>
        <Button type="submit" kind="danger">{TEXTS.confirm[lang] + label}</Button>
      </form>
    </details>
  );
}

/** An action that needs no question: one button that posts. */
export function ActionForm(props: ActionFormProps & { kind?: "primary" | "quiet" }) {
  return (
    <form class="action-form" method="post" action={props.action}>
      <HiddenFields fields={props.fields} />
      <Button type="submit" kind={props.kind ?? "quiet"}>{props.label}</Button>
    </form>
  );
}

/** The hidden fields of a form. */
export function HiddenFields({ fields = {} }: { fields: ActionFormProps["fields"] | undefined }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
