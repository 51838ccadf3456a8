/** How old somebody has to be to read a sentence with ease: Flesch and Kincaid’s school year and five. */
import { syllable } from 'syllable';

/** Names, numbers and what a school wrote itself are read as one short word each: they are not ours to put otherwise. */
const neutral = (text: string) => text.replaceAll(/“[^”]*”/g, 'it').replaceAll(/\d[\d,.:]*\d|\d/g, 'ten');

/** Sentences by themselves; a colon or semicolon ends one, as it does for the reader, and each of a list of amounts is one. */
export const sentencesIn = (text: string): string[] =>
  neutral(text)
    .split(/(?<=[.!?:;])\s+|\s*[()]\s*|, (?=ten )/)
    .map(one => one.trim())
    .filter(one => /[a-z]/i.test(one));

export function readingAge(sentence: string): number {
  const words = sentence.match(/[a-z’'-]+/gi) ?? [];
  const parts = words.reduce((sum, word) => sum + Math.max(1, syllable(word.replaceAll('’', "'"))), 0);
  return 0.39 * words.length + (11.8 * parts) / Math.max(1, words.length) - 15.59 + 5;
}

/** Words of whoever looks after computers. "Check" and "policy" are known to everybody at a school. */
export const technical =
  /\b(?:devices?|autorun|removable media|firewalls?|disk encryption|encrypt\w*|policy versions?|versions? of the policy|findings?|endpoints?|enrol\w*|antivirus|controls?|posture|probes?|agents?|configur\w*|enforc\w*|complian\w*|administrators?|directory|roll-?outs?|baselines?|consoles?|credentials?|authenti\w*|API|CSV|JSON)\b/i;
