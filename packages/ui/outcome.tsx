import type { Child } from "hono/jsx";

/** The icon and colour of an outcome. */
export type OutcomeTone = "good" | "warn" | "declined" | "late";

const SHAPES: Readonly<Record<OutcomeTone, string>> = {
  good: "M15 25l6.5 6.5L34 18",
  warn: "M24 14v13M24 33.5v.5",
  declined: "M17 17l14 14M31 17L17 31",
  late: "M24 14v10l7 4",
};

/** A round icon for an outcome. Hidden from screen readers: the text beside it says the same. */
export function OutcomeSign(props: { tone: OutcomeTone }) {
  return (
    <svg class={`sign sign-${props.tone}`} viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r="24" />
      <path
        d={SHAPES[props.tone]}
        fill="none"
        stroke-width="3.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** A card for an outcome: what happened, what to do next, and at most one link to continue. */
export function OutcomeCard(props: { tone: OutcomeTone; heading: string; children: Child }) {
  return (
    <section class="card outcome">
      <OutcomeSign tone={props.tone} />
      <h1>{props.heading}</h1>
      {props.children}
    </section>
  );
}
