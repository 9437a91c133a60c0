import { Button } from "packages/ui/button.tsx";
import { type ActionFormProps, HiddenFields } from "packages/ui/console/confirm_form.tsx";

/** One answer to the question of a {@link ChoiceForm}. */
export interface Choice {
  value: string;
  label: string;
  /** What happens then, in one line. */
  detail?: string;
}

/** Props of {@link ChoiceForm}. */
export interface ChoiceFormProps extends ActionFormProps {
  /** What must be decided, in one sentence. */
  question: string;
  /** The field of the answer. */
  name: string;
  /** The first one is chosen at first. */
  choices: readonly Choice[];
}

/** An action with one question: the button unfolds it, the second button posts. Works without script. */
export function ChoiceForm(props: ChoiceFormProps) {
  return (
    <details class="ask ask-choice">
      <summary class="button button-primary">{props.label}</summary>
      <form class="ask-form" method="post" action={props.action}>
        <HiddenFields fields={props.fields} />
        <fieldset class="choices">
          <legend>{props.question}</legend>
          {props.choices.map(({ value, label, detail }, at) => (
            <label key={value} class="choice">
              <input type="radio" name={props.name} value={value} checked={at === 0} />
              <span>
                {label}
                {detail !== undefined && <span class="choice-detail">{detail}</span>}
              </span>
            </label>
          ))}
        </fieldset>
        <Button type="submit" kind="primary">{props.label}</Button>
      </form>
    </details>
  );
}
