/** A table. `lines` are all its lines as written. */
export interface Table {
  readonly kind: "table";
  readonly lines: readonly string[];
  readonly header: readonly string[];
  /** A row may have more or fewer cells than the header. */
  readonly rows: readonly (readonly string[])[];
}

const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Whether the two lines are the header of a table and the row of dashes below it. */
export function isTableStart(line: string, next: string | undefined): boolean {
  if (!line.includes("|") || next === undefined || !next.includes("|")) return false;
  return DELIMITERS.test(next) && readCells(line).length === readCells(next).length;
}

/** Reads the table that begins with the first line: see {@link isTableStart}. */
export function readTable(lines: readonly string[]): Table {
  const end = lines.findIndex((line, index) => index > 1 && !line.includes("|"));
  const own = lines.slice(0, end === -1 ? undefined : end);
  const [header = "", , ...rows] = own;
  return { kind: "table", lines: own, header: readCells(header), rows: rows.map(readCells) };
}

/** Splits a row at its `|`, but not within code. `\|` is a sign of the cell. */
function readCells(row: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (const [part] of row.matchAll(/`[^`]*`|\\\||\||[^`\\|]+|[^]/g)) {
    if (part !== "|") {
      cell += part === "\\|" ? "|" : part;
      continue;
    }
    cells.push(cell.trim());
    cell = "";
  }
  cells.push(cell.trim());
  // The marks at both ends of a row have no cell outside.
  if (cells[0] === "" && cells.length > 1) cells.shift();
  if (cells.at(-1) === "" && cells.length > 1) cells.pop();
  return cells;
}
