/** Props of {@link Field}. */
export interface FieldProps {
  name: string;
  label: string;
  type?: "text" | "password";
  autocomplete?: string;
  /** The maximum length that the server accepts, in characters. */
  maxLength?: number;
}

/** A labelled, required input. */
export function Field(props: FieldProps) {
  return (
    <label class="field">
      <span class="field-label">{props.label}</span>
      <input
        class="input"
        name={props.name}
        type={props.type ?? "text"}
        autocomplete={props.autocomplete}
        maxlength={props.maxLength}
        autocapitalize="none"
        spellcheck={false}
        required
      />
    </label>
  );
}
