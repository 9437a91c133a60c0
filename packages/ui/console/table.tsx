import type { Child } from "hono/jsx";

/** Props of {@link Table}. */
export interface TableProps {
  /** What the table lists, for screen readers. */
  caption: string;
  /** The heads of the columns. */
  columns: readonly string[];
  /** The head of the last column, the buttons; only screen readers get it. */
  actions?: string;
  /** One `<tr>` with one {@link Cell} for each column. */
  children: Child;
}

/**
 * A dense list: sticky head, rows of at least 40 px. Below 1240 px each row becomes a block: `wide` cells take a line
 * each, the others flow.
 */
export function Table(props: TableProps) {
  return (
    <div
      class="box table-frame table-stacks"
      role="region"
      aria-label={props.caption}
      tabindex={0}
    >
      <table class="table">
        <caption class="hidden-text">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((head) => <th key={head} scope="col">{head}</th>)}
            {props.actions && (
              <th scope="col" class="cell-actions">
                <span class="hidden-text">{props.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

/** A cell of a row; `actions` for a cell of an `actions` column. Text wraps only in `wide` cells. */
export function Cell(props: { kind?: "wide" | "actions"; children?: Child }) {
  return <td class={props.kind && `cell-${props.kind}`}>{props.children}</td>;
}
