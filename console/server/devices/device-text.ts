/** What a device wrote, made fit to keep, sort and log. Escaping is the page's part. */

/** Control characters, and the marks by which a text can turn another around on screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
const unwanted = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** At most `length` characters, none of them invisible, in well-formed Unicode. May be empty. */
export function clean(text: string, length: number): string {
  const readable = text.toWellFormed().replace(unwanted, ' ').replace(/ {2,}/g, ' ').trim();
  return readable.slice(0, length).toWellFormed();
}

export function cleanOrNull(text: string | null | undefined, length: number): string | null {
  const cleaned = clean(text ?? '', length);
  return cleaned === '' ? null : cleaned;
}

/** Lower case, numbers padded: `Trolley 2` before `Trolley 10`, whatever the engine's own order. */
export function nameOrder(name: string): string {
  return name.toLowerCase().replace(/\d{1,12}/g, digits => digits.padStart(12, '0'));
}

export function searchText(parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter(part => part)
    .join(' · ')
    .toLowerCase();
}
