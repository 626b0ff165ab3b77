/** Text for people: tables and numbers. */

/** Columns aligned: the first and those in `left` to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[], left: readonly number[] = []): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || left.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A metric in [0, 1] with three decimals, or a dash where it does not exist. */
export function metric(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** `1 image`, `2 images`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Writes a line of results to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** One CSV cell, quoted where it must be (RFC 4180). */
export function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
