/** Formatters of moments, made once each: to make one takes longer than hundreds of uses of it. */

const made = new Map<string, Intl.DateTimeFormat>();

/** Throws `RangeError` for a time zone that there is not. */
export function momentFormat(
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale = 'en-GB',
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  made.set(key, format);
  return format;
}

/** The civil day there, `2026-11-22`. */
export const dayAt = (at: number, timeZone: string): string =>
  momentFormat(timeZone, { dateStyle: 'short' }, 'en-CA').format(at);
