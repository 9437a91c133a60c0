import type { Child } from "hono/jsx";

/** Props of {@link Button}. */
export interface ButtonProps {
  children: Child;
  /** `danger`: the action cannot be undone. */
  kind?: "primary" | "quiet" | "danger";
  type?: "button" | "submit";
  /** With `value`: what a submitted form contains about the pressed button. */
  name?: string;
  value?: string;
  /** Browser code only. */
  onClick?: () => void;
}

/** A button; its label is a verb. */
export function Button(props: ButtonProps) {
  return (
    <button
      class={`button button-${props.kind ?? "primary"}`}
      type={props.type ?? "button"}
      name={props.name}
      value={props.value}
      {...(props.onClick && { onClick: props.onClick })}
    >
      {props.children}
    </button>
  );
}

/** A link that looks like a {@link Button}: for navigation, not for actions. */
export function ButtonLink(props: { href: string; kind?: "primary" | "quiet"; children: Child }) {
  return (
    <a class={`button button-${props.kind ?? "primary"}`} href={props.href}>{props.children}</a>
  );
}
