/** Words of a language that nobody speaks; runs in a page. */
const letters: Record<string, string> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter, at) => [
    letter,
    [...'âƀçďêƒĝĥîĵķŀɱñôþɋřšŧûṽŵẋŷž'][at] ?? letter,
  ]),
);

/** A third of the letters twice; what is filled in stays. */
function text(said: string): string {
  let count = 0;
  const parts = said.split(/(\{\w+\})/).map(part =>
    part.startsWith('{')
      ? part
      : part.replace(/[a-z]/gi, letter => {
          const other = letters[letter.toLowerCase()] ?? letter;
          count += 1;
          return count % 5 < 2 ? other + other : other;
        }),
  );
  return parts.join('');
}

/** The same shape, with every text in that language; `language` stays one that a browser knows. */
export function pseudo<T>(given: T, name = ''): T {
  if (typeof given === 'string') return (name === 'language' ? 'cy' : text(given)) as T;
  if (typeof given === 'function')
    return ((...asked: unknown[]) => pseudo((given as (...asked: unknown[]) => unknown)(...asked))) as T;
  if (Array.isArray(given)) return given.map(one => pseudo(one)) as T;
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, pseudo(value, key)])) as T;
}
