import type { Child } from "hono/jsx";

/** A column's head. */
export interface Column {
  readonly label: string;
  /** `minor` goes below 1240 px; `number` is right-aligned; `actions` shows no label, readers hear it. */
  readonly kind?: "minor" | "number" | "actions";
}

export interface TableProps {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly Column[];
  /** Below 1240 px each row becomes a block instead: `wide` cells take lines of their own, the others flow. */
  stacks?: boolean;
  /** One `<tr>` with one {@link Cell} for each column. */
  children: Child;
}

/** A dense list: sticky head, rows of at least 40 px; on narrow screens it scrolls sideways by itself. */
export function Table(props: TableProps) {
  return (
    <div
      class={props.stacks ? "table-frame table-stacks" : "table-frame"}
      role="region"
      aria-label={props.caption}
      tabindex={0}
    >
      <table class="table">
        <caption class="hidden-text">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map(({ label, kind }) => (
              <th key={label} scope="col" class={cellClass(kind)}>
                {kind === "actions" ? <span class="hidden-text">{label}</span> : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

/** A cell; give it the `kind` of its column. `wide` texts may wrap, all others stay on one line. */
export function Cell(props: { kind?: Column["kind"]; wide?: boolean; children?: Child }) {
  const wide = props.wide ? "cell-wide" : undefined;
  return (
    <td class={[cellClass(props.kind), wide].filter((name) => name).join(" ") || undefined}>
      {props.children}
    </td>
  );
}

function cellClass(kind: Column["kind"]): string | undefined {
  return kind === undefined ? undefined : `cell-${kind}`;
}
