import type { Child } from "hono/jsx";

/** Props of {@link Notice}. */
export interface NoticeProps {
  tone: "info" | "good" | "warn";
  /**
   * The query parameter that caused the notice. The page's script removes it from the address, so that the notice does
   * not come back when the page is reloaded.
   */
  once?: string;
  children: Child;
}

/** A highlighted sentence: what happened, and what to do. */
export function Notice({ tone, once, children }: NoticeProps) {
  return (
    <p class={`notice notice-${tone}`} {...once !== undefined && { "data-once": once }}>
      {children}
    </p>
  );
}
