/** What somebody typed into a search box, as patterns for `like … escape '!'`: every word must be found. */
export function searchPatterns(text: string | undefined): string[] {
  const words = (text ?? '').toLowerCase().split(/\s+/);
  return words.filter(word => word !== '').map(word => `%${likeText(word)}%`);
}

/** `!` is not special to either engine, unlike the backslash. */
export const likeText = (text: string) => text.replace(/[!%_]/g, '!$&');
