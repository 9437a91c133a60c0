import type { Child } from "hono/jsx";
import { useLang } from "packages/ui/page_frame.ts";

const TEXTS = {
  live: { zh: "自动更新", en: "Updates automatically" },
  paused: { zh: "正在查看，暂停更新", en: "paused while you read" },
  lost: { zh: "连接中断，正在重试", en: "Connection lost, trying again" },
};

/** Props of {@link LiveArea}. */
export interface LiveAreaProps {
  /** Unique on the page. */
  id: string;
  /** How often it is fetched again; default 10. */
  everySeconds?: number;
  /** Whether it updates; if not, only the content is shown. For lists: only the first page gets new rows. */
  isLive: boolean;
  children: Child;
}

/**
 * A part of a page that updates in place. The console's script GETs the page again and takes this part from it, while
 * the page is visible and no one uses the part (focus in a field, something unfolded, text selected). The scroll
 * position stays: the first visible element with `data-key` keeps its place, and a reader at the end of the page stays
 * at the end.
 */
export function LiveArea(props: LiveAreaProps) {
  const lang = useLang();
  if (!props.isLive) return <>{props.children}</>;
  return (
    <section class="live" id={props.id} data-live={String(props.everySeconds ?? 10)}>
      <p
        class="live-mark needs-script"
        data-lost={TEXTS.lost[lang]}
        data-paused={TEXTS.paused[lang]}
      >
        {TEXTS.live[lang]}
      </p>
      {props.children}
    </section>
  );
}
