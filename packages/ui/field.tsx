export interface FieldProps {
  name: string;
  label: string;
  type?: "text" | "password";
  autocomplete?: string;
  /** Longest value the server takes, in characters. */
  maxLength?: number;
}

/** A labelled input that must not be left empty. */
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
