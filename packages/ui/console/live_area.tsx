import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";

const TEXTS = {
  live: { zh: "自动更新", en: "Updates by itself" },
  paused: { zh: "正在查看，暂停更新", en: "paused while you read" },
  lost: { zh: "连接中断，正在重试", en: "Connection lost, trying again" },
};

export interface LiveAreaProps {
  lang: Lang;
  /** Unique on the page. */
  id: string;
  /** How often it is asked for again; 10 unless said. */
  everySeconds?: number;
  children: Child;
}

/**
 * A part that updates in place: the console's script GETs the page anew and takes this part from it, while the page is
 * visible and nobody is in the middle of something inside (focus in a field, something unfolded, text selected). What
 * is being read stays where it is: of elements with `data-key` the first visible one keeps its place, and who is at the
 * end of the page stays there.
 */
export function LiveArea(props: LiveAreaProps) {
  return (
    <section class="live" id={props.id} data-live={String(props.everySeconds ?? 10)}>
      <p
        class="live-mark needs-script"
        data-lost={TEXTS.lost[props.lang]}
        data-paused={TEXTS.paused[props.lang]}
      >
        {TEXTS.live[props.lang]}
      </p>
      {props.children}
    </section>
  );
}
