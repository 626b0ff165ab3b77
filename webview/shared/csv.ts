/** A header and rows of cells, as the tables show them and the clipboard gets them. */
export interface Table {
  header: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** RFC 4180 with line feeds; numbers keep their full precision and a decimal point in every language. */
export function toCsv(table: Table): string {
  return [table.header, ...table.rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

function cell(value: string | number): string {
  const plain = String(value);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
