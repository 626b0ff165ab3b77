/** Numbers as people read them, in the language of the page. */

let separator: string | null = null;

/** The decimal separator of the page's language. Asking Intl takes some 50 ms when a page opens: for English it is known. */
function decimalSeparator(): string {
  const lang = typeof document === 'undefined' ? '' : document.documentElement.lang;
  if (lang === '' || lang.startsWith('en')) return '.';
  const parts = new Intl.NumberFormat(lang).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** A number with a fixed count of decimals. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  separator ??= decimalSeparator();
  return value.toFixed(digits).replace('.', separator);
}

/** Three significant digits or so, never an exponent: 0.0213, 0.165, 8.25, 52.3, 417. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return fixed(value, 0);
  if (size >= 10) return fixed(value, 1);
  if (size >= 1) return fixed(value, 2);
  if (size >= 0.1 || size === 0) return fixed(value, 3);
  if (size >= 0.001) return fixed(value, 4);
  return fixed(value, 5);
}

/** A normalised score or a multiple: two decimals below 10, one below 100, none above. */
export function multiple(value: number): string {
  const size = Math.abs(value);
  return fixed(value, size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** A fraction in [0, 1] as per cent without its sign; small ones keep a second decimal. */
export function percent(fraction: number): string {
  const value = fraction * 100;
  return fixed(value, value !== 0 && Math.abs(value) < 1 ? 2 : 1);
}
