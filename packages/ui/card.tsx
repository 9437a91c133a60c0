import type { Child } from "hono/jsx";

/** A bordered box. `heading` is the page's `h1`. */
export function Card(props: { heading: Child; lead?: Child; children?: Child }) {
  return (
    <section class="card">
      <header class="card-head">
        <h1>{props.heading}</h1>
        {props.lead !== undefined && <p class="lead">{props.lead}</p>}
      </header>
      {props.children}
    </section>
  );
}
