import type { Child } from "hono/jsx";
import { Cell, Table } from "packages/ui/console/table.tsx";

/** A table of facts. On narrow screens each row becomes a block. */
export function DataTable(
  { caption, columns, rows }: {
    /** What the table lists, for screen readers. */
    caption: string;
    columns: readonly string[];
    /** One cell for each column. */
    rows: readonly (readonly Child[])[];
  },
) {
  return (
    <Table caption={caption} columns={columns.map((label) => ({ label }))} stacks>
      {rows.map((cells) => <tr>{cells.map((cell) => <Cell wide>{cell}</Cell>)}</tr>)}
    </Table>
  );
}
