/** A sample cut off at any place, or with any one of its numbers changed: what a parser must live through. */
import fc from 'fast-check';

/** Short samples are cut everywhere; of long ones this many places are tried. */
const most = 400;

/** Everything that is left when `text` is cut off, without the whole text. */
export function everyCut(text: string): string[] {
  const step = Math.max(1, Math.ceil(text.length / most));
  const ends = Array.from({ length: Math.ceil(text.length / step) }, (_, index) => index * step);
  return [...new Set([...ends, text.length - 1])].map(end => text.slice(0, end));
}

const telling = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 16, 255, 4096, 266240, 397568, 4294967295);

/** `text` with one of its numbers replaced. Throws where it holds none. */
export function otherNumbers(text: string): fc.Arbitrary<string> {
  const places = [...text.matchAll(/\d+/g)];
  if (places.length === 0) throw new Error('the sample holds no number');
  return fc
    .tuple(fc.nat(places.length - 1), fc.oneof(telling, fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 70n })))
    .map(([which, number]) => {
      const at = places[which]?.index ?? 0;
      const length = places[which]?.[0].length ?? 0;
      return `${text.slice(0, at)}${number}${text.slice(at + length)}`;
    });
}

/** Runs `check` on every cut, and on some numbers changed where there are any. */
export async function onMutations(text: string, check: (mutated: string) => unknown) {
  for (const cut of everyCut(text)) await check(cut);
  if (!/\d/.test(text)) return;
  const changed = fc.asyncProperty(otherNumbers(text), async one => {
    await check(one);
  });
  await fc.assert(changed, { numRuns: 150 });
}
