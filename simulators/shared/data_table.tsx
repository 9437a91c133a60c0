import type { JSX } from "hono/jsx/jsx-runtime";
import { Cell, Table } from "packages/ui/console/table.tsx";

/** A table of facts. On narrow screens each row becomes a block. */
export function DataTable(
  { caption, columns, rows }: {
    /** What the table lists, for screen readers. */
    caption: string;
    columns: readonly string[];
    /** One cell for each column. After the first column, texts are shown as code. */
    rows: readonly (readonly (string | JSX.Element)[])[];
  },
) {
  return (
    <Table caption={caption} columns={columns}>
      {rows.map((cells, row) => (
        <tr key={row}>
          {cells.map((cell, column) => (
            <Cell key={column} kind="wide">
              {column > 0 && typeof cell === "string" ? <code>{cell}</code> : cell}
            </Cell>
          ))}
        </tr>
      ))}
    </Table>
  );
}
