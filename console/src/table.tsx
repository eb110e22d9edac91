import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface Column<T> {
  head: string;
  cell: (row: T) => ComponentChildren;
  /** What the column sorts by; none makes it unsortable. */
  by?: (row: T) => string | number;
  number?: boolean;
}

interface Properties<T> {
  caption: string;
  rows: T[];
  columns: Column<T>[];
  id: (row: T) => string;
  empty: string;
}

const page = 100;

/** A table with headers that sort, a filter when it is long, and cards instead of rows on a phone. */
export function Table<T>({ caption, rows, columns, id, empty }: Properties<T>) {
  const [sorted, setSorted] = useState<{ column: number; down: boolean }>();
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState(page);
  const matching = filter ? rows.filter((row) => matches(row, columns, filter)) : rows;
  const by = sorted && columns[sorted.column]?.by;
  const ordered = by ? [...matching].sort((a, b) => compare(by(a), by(b)) * (sorted.down ? -1 : 1)) : matching;
  const sort = (column: number) =>
    setSorted((now) => ({ column, down: now?.column === column ? !now.down : false }));
  return (
    <section>
      <div class="tablehead">
        <h2>
          {caption} <span class="count">{rows.length}</span>
        </h2>
        {rows.length > 10 && (
          <input
            type="search"
            placeholder="Filter"
            aria-label={`Filter ${caption}`}
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column.head}
                  scope="col"
                  class={column.number ? "number" : ""}
                  aria-sort={sorted?.column !== index ? undefined : sorted.down ? "descending" : "ascending"}
                >
                  {column.by ? (
                    <button type="button" onClick={() => sort(index)}>
                      {column.head}
                    </button>
                  ) : (
                    column.head
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered.slice(0, shown).map((row) => (
              <tr key={id(row)}>
                {columns.map((column) => (
                  <td key={column.head} data-head={column.head} class={column.number ? "number" : ""}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ordered.length > shown && (
        <button type="button" class="more" onClick={() => setShown(shown + page)}>
          Show {Math.min(page, ordered.length - shown)} more of {ordered.length}
        </button>
      )}
    </section>
  );
}

function matches<T>(row: T, columns: Column<T>[], filter: string): boolean {
  const wanted = filter.toLowerCase();
  return columns.some((column) => column.by && String(column.by(row)).toLowerCase().includes(wanted));
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}
