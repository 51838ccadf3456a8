import { expect } from 'chai';
import { mediaReasons } from '../../../../shared/protocol/tray/asks.ts';
import { type Profile, profiles } from '../../../../shared/protocol/tray/face.ts';
import { allowedWords } from './allowed.ts';
import { en } from './en.ts';
import { pupilReport } from './report-pupil-en.ts';
import { sentenceKeys } from './words.ts';

const pupils: Profile[] = ['plain', 'symbols', 'early_years'];
const most: Record<Profile, number> = { adult: 20, plain: 12, symbols: 8, early_years: 8 };

/** As somebody reads it, with the longest that can stand in each place. */
const filled = (line: string) =>
  line
    .replace('{time}', '15:45')
    .replace('{waited}', '12 minutes')
    .replace('{times}', '2')
    .replace('{kept}', '13 months');

const wordsOf = (line: string) => filled(line).match(/[A-Za-z’]+|[\d:]+/g) ?? [];

/** Numbers are read from the clock and the bar beside the sentence: one for each part. */
function syllables(word: string): number {
  if (/\d/.test(word)) return word.split(':').length;
  const spoken = word.toLowerCase().replace(/^(some|home)(?=\w)/, first => first.slice(0, -1));
  const plain = spoken.replace(/(?:[^laeiouy]es|[^tdaeiouy]ed|[^l]e)$/, end => end[0] ?? '');
  return Math.max(1, plain.match(/[aeiouy]+/g)?.length ?? 1);
}

/** Flesch and Kincaid’s school year. */
function grade(line: string): number {
  const words = wordsOf(line);
  const parts = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * words.length + (11.8 * parts) / words.length - 15.59;
}

const onReport = Object.values(pupilReport).filter(one => typeof one !== 'string');
/** One of a list is chosen by what it says. */
const choices = [en.reasons, en.problems].flatMap(words => Object.values(words));
/** A word or four, of which a school year says nothing: only their words and their length are held. */
const labels = [en.buttons, en.menu].flatMap(words => Object.values(words));
const linesFor = (profile: Profile) => [
  ...sentenceKeys.flatMap(key => en.sentences[key][profile]),
  ...(profile === 'adult' ? [] : onReport.flatMap(({ [profile]: lines }) => lines)),
];

describe('the words of the tray', () => {
  it('are there for everything in every profile, three sentences at most', () => {
    for (const key of sentenceKeys)
      for (const profile of profiles) expect(en.sentences[key][profile], key).to.have.length.within(1, 3);
    for (const said of onReport)
      for (const lines of Object.values(said)) expect(lines).to.have.length.within(1, 3);
  });

  it('count syllables as people do', () => {
    const counted = ['memory', 'stopped', 'asked', 'minutes', 'does', 'use', 'time', 'computer', 'homework'];
    expect(counted.map(syllables)).to.deep.equal([3, 1, 1, 2, 1, 1, 1, 3, 2]);
    expect(grade('The school computer was investigated thoroughly.')).to.be.above(10);
  });

  for (const profile of pupils) {
    it(`are read with ease by pupils: ${profile}`, () => {
      const hard = [...linesFor(profile), ...choices].filter(line => grade(line) > 3.5);
      expect(hard.map(line => `${line} ${grade(line).toFixed(1)}`)).to.deep.equal([]);
      const all = [...linesFor(profile), ...choices, ...labels];
      const long = all.filter(line => wordsOf(line).length > most[profile]);
      expect(long).to.deep.equal([]);
    });

    it(`are only those that a teacher has read: ${profile}`, () => {
      const said = [...linesFor(profile), ...choices, ...labels, en.help, en.name, pupilReport.more];
      const used = said.flatMap(wordsOf).filter(word => !/\d/.test(word));
      const others = new Set(
        used.map(word => word.toLowerCase()).filter(word => !allowedWords.includes(word)),
      );
      expect([...others]).to.deep.equal([]);
    });
  }

  it('blame, shout and plead in no profile, and are whole sentences', () => {
    for (const profile of profiles) {
      for (const line of linesFor(profile)) {
        expect(line).to.match(/^[A-Z{].*[.?]$/);
        expect(line).not.to.match(/!|please|oops|sorry|illegal|forbidden|violat|unauthor/i);
        expect(wordsOf(line).length, line).to.be.at.most(most[profile]);
      }
    }
  });

  it('offer two buttons’ worth of words, the same everywhere, and the school’s own reasons', () => {
    expect(Object.values(en.buttons)).to.deep.equal([...new Set(Object.values(en.buttons))]);
    expect(en.reasons).to.deep.equal(mediaReasons);
  });
});
