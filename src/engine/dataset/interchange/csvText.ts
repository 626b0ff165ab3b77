/** Tables as text (RFC 4180). */

const SEPARATORS = [',', ';', '\t'];

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

function quoted(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The rows of a table that are not empty; its cells are parted by whichever of comma, semicolon and tab comes first in the header. */
export function csvRows(text: string): string[][] {
  const separator = firstSeparator(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'g');
  for (const [, inQuotes, plain, end] of text.matchAll(cells)) {
    row.push(inQuotes?.replaceAll('""', '"') ?? plain ?? '');
    if (end === separator) continue;
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

function firstSeparator(text: string): string {
  const header = text.split(/\r?\n/, 1)[0]!;
  const found = SEPARATORS.filter((separator) => header.includes(separator));
  return found.sort((a, b) => header.indexOf(a) - header.indexOf(b))[0] ?? ',';
}
