/** Numbers as people read them, in the language of the page. */

const formats = new Map<number, Intl.NumberFormat>();

function pageLocale(): string | undefined {
  const lang = typeof document === 'undefined' ? '' : document.documentElement.lang;
  return lang === '' ? undefined : lang;
}

/** A number with a fixed count of decimals. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat(pageLocale(), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    });
    formats.set(digits, format);
  }
  return format.format(value);
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
