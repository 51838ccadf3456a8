/** What this computer reports, as pupils read it: a picture and a sentence for each thing. The whole of it is folded below. */
import type { Face, Profile } from '../../../shared/protocol/tray/face.ts';
import type { Reported } from '../../../shared/protocol/tray/told.ts';
import { element } from './element.ts';
import { type PictureName, picture } from './pictures.ts';
import { reportWords } from './words/report-en.ts';
import type { PupilSentences } from './words/report-pupil-en.ts';

type Report = Extract<Reported, { part: 'findings' }>;
const { pupil: words } = reportWords;

/** Undefined: there is no service to ask. */
export function pupilReport(
  report: Report | undefined,
  profile: Exclude<Profile, 'adult'>,
  help: string,
): HTMLElement[] {
  const said = (shape: PictureName, { [profile]: lines }: PupilSentences, kept = '') =>
    element(
      'div',
      { class: 'said' },
      picture(shape),
      element(
        'div',
        {},
        // What stands beside the help picture is not said twice.
        ...lines
          .filter(line => line !== `${help}.`)
          .map(line => element('p', {}, line.replace('{kept}', kept))),
      ),
    );
  const asks = element('p', { class: 'help' }, picture('adult'), help);
  if (report === undefined) return [said('question', words.nothing), asks];
  const { about, connected } = report;
  const kept = about?.kept.reports;
  const screen = about?.looks.some(({ what }) => what === 'screen');
  return [
    said('letter', connected === null ? words.tellsNobody : words.tells),
    stands(report, said),
    said('lock', words.never),
    ...(connected === null ? [] : [said('look', words.who)]),
    ...(screen === undefined ? [] : [said('window', screen ? words.looked : words.notLooked)]),
    ...(kept === undefined ? [] : [said('wait', words.kept, reportWords.kept.span(kept))]),
    asks,
  ];
}

function stands(
  { findings }: Report,
  said: (shape: PictureName, lines: PupilSentences) => HTMLElement,
): HTMLElement {
  const is = (one: string) => findings.some(({ state }) => state === one);
  if (is('not_met')) return said('question', words.wrong);
  return is('unknown') || !is('met') ? said('question', words.unknown) : said('tick', words.well);
}

export const isPupil = (face: Face): face is Face & { profile: Exclude<Profile, 'adult'> } =>
  face.profile !== 'adult';
