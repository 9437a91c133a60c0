import type { Child } from "hono/jsx";

/** What stands where a list would: why there is nothing, and the next step. */
export function EmptyState(props: { title: string; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children !== undefined && <div class="empty-next">{props.children}</div>}
    </div>
  );
}
