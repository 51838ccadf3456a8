/** Debian's order of versions, as `dpkg --compare-versions` has it (deb-version(7)). */

interface Parts {
  epoch: number;
  upstream: string;
  revision: string;
}

/** Undefined for a text that is no Debian version: it begins with a digit after an optional epoch. */
function parts(version: string): Parts | undefined {
  const [, epoch = '0', rest = ''] = /^(?:(\d{1,9}):)?(\d[A-Za-z0-9.+~:-]*)$/.exec(version.trim()) ?? [];
  if (rest === '') return undefined;
  const dash = rest.lastIndexOf('-');
  const upstream = dash < 0 ? rest : rest.slice(0, dash);
  const revision = dash < 0 ? '' : rest.slice(dash + 1);
  if (upstream === '' || (dash >= 0 && revision === '') || revision.includes(':')) return undefined;
  return { epoch: Number(epoch), upstream, revision };
}

/** `~` before the end of the text, the end before letters, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined || /\d/.test(character)) return 0;
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

/** Digits as numbers of any length, what stands between them by weight. */
function compareText(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const [left, right] = [digitsFrom(a, i), digitsFrom(b, j)];
    const difference = compareDigits(left, right);
    if (difference !== 0) return difference;
    i += left.length;
    j += right.length;
  }
  return 0;
}

const isDigit = (text: string, at: number) => /\d/.test(text[at] ?? '');
const digitsFrom = (text: string, at: number) => /^\d*/.exec(text.slice(at))?.[0] ?? '';

export function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Negative when `a` is older; undefined where either is no Debian version. */
export function dpkgOrder(a: string, b: string): number | undefined {
  const [left, right] = [parts(a), parts(b)];
  if (left === undefined || right === undefined) return undefined;
  return (
    left.epoch - right.epoch ||
    compareText(left.upstream, right.upstream) ||
    compareText(left.revision, right.revision)
  );
}
