import type { Lang } from "packages/platform/lang.ts";
import type { Trouble } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import type { Problem } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { SIDEBAR_TEXTS as T, troubleText } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";

/** A small button inside a card. */
export function SmallButton(
  props: {
    label: string;
    kind?: "primary" | "quiet" | "plain";
    type?: "button" | "submit";
    disabled?: boolean | undefined;
    /** What the label refers to, for screen readers. */
    of?: string;
    onClick?: (() => void) | undefined;
  },
) {
  return (
    <button
      type={props.type ?? "button"}
      class={`button button-${props.kind ?? "quiet"}`}
      disabled={props.disabled}
      aria-label={props.of === undefined ? undefined : `${props.label} ${props.of}`}
      {...(props.onClick && { onClick: props.onClick })}
    >
      {props.label}
    </button>
  );
}

/** An error in a sentence, what to do about it, and the code for support. */
export function TroubleNote(
  { lang, trouble, onRetry }: { lang: Lang; trouble: Trouble; onRetry?: (() => void) | undefined },
) {
  return (
    <div class="notice notice-warn side-trouble" role="alert">
      <p>{troubleText(trouble, lang)}</p>
      {trouble.code !== undefined && <code>{trouble.code}</code>}
      {onRetry && <SmallButton label={T.retry[lang]} onClick={onRetry} />}
    </div>
  );
}

/** An error of WeCom's client. */
export function ProblemNote({ lang, problem }: { lang: Lang; problem: Problem }) {
  return (
    <div class="notice notice-warn side-trouble" role="alert">
      <p>{problem.sentence[lang]}</p>
      {problem.detail !== "" && <code>{problem.detail}</code>}
    </div>
  );
}

/** Placeholder lines for text that is loading. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="side-skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => <span key={line}></span>)}
    </div>
  );
}
