import type { Child } from "hono/jsx";

/** Shown in place of an empty list: why it is empty, and the next step. */
export function EmptyState(props: { title: string; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children !== undefined && <div class="empty-next">{props.children}</div>}
    </div>
  );
}
