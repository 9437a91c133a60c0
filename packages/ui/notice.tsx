import type { Child } from "hono/jsx";

/** A highlighted sentence: what happened, and what to do. */
export function Notice(props: { tone: "info" | "good" | "warn"; children: Child }) {
  return <p class={`notice notice-${props.tone}`}>{props.children}</p>;
}
