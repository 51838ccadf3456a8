/** The papers of the waste, and every certificate with what it says and what it names. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type PaperKind, paperWords } from '../../../shared/disposals/keep-until.ts';
import { categoryWords } from '../../../shared/disposals/methods.ts';
import type { Manifest } from './manifest.ts';
import { facts, heading, moment, type Node, papersSection, part, text } from './pack-parts.ts';

export function papersPage(manifest: Manifest): Node[] {
  const first = heading('Waste papers and certificates', papersSection);
  if (manifest.way !== undefined && manifest.way !== 'collected')
    return [first, text('None belongs to it: it was handed over to be used again, not as waste.')];
  if (manifest.wastePapers.length === 0)
    return [first, text('None is here yet.', { style: 'warning' }), ...certificatePart(manifest)];
  return [
    first,
    ...manifest.wastePapers.flatMap(paper => [
      part(`${paperWords[paper.kind as PaperKind]} ${paper.number}`),
      facts([
        ['Dated', sayDay(paper.dated)],
        ['Waste codes', paper.wasteCodes],
        ['Hazardous', paper.hazardous ? 'yes' : 'no'],
        ['Persistent organic pollutants', paper.persistentOrganicPollutants ? 'yes' : 'no'],
        ['Quantity', paper.quantity],
        ['Taken to', paper.destination],
        ['Digital waste tracking', paper.digitalTracking],
        ['Keep until', sayDay(paper.keepUntil)],
        ['Does not fit', paper.doesNotFit == null ? null : `it ${paper.doesNotFit}`],
        [
          'Accepted',
          paper.accepted == null
            ? null
            : `by ${paper.accepted.by}, ${moment(manifest, paper.accepted.at)}, because: ${paper.accepted.because}`,
        ],
        ['File', paper.fileId === null ? 'only on paper' : 'on the next page'],
      ]),
    ]),
    ...certificatePart(manifest),
  ];
}

/** One that was wrong stays to be read, and proves nothing. */
const certificatePart = (manifest: Manifest): Node[] =>
  manifest.certificates.flatMap(({ withdrawn, ...one }) => [
    part(`Certificate ${one.number} of ${one.issuer}`),
    facts([
      ['Dated', sayDay(one.dated)],
      ['Says', `${one.method.toLowerCase()}, which counts as ${categoryWords[one.category]}`],
      ['By the standard', one.standard],
      [
        'Names',
        one.matched.map(({ serial, storage }) => serial ?? storage ?? 'a drive without a number').join(', '),
      ],
      ['Names also', one.unmatched.map(strangerWords).join('; ')],
      ['Weak', one.weak ? 'it names no serial number' : null],
      [
        'Withdrawn',
        withdrawn == null
          ? null
          : `by ${withdrawn.by}, ${moment(manifest, withdrawn.at)}, because: ${withdrawn.because}`,
      ],
    ]),
  ]);

/** A serial number of nothing that was collected here. */
export const strangerWords = ({ serial, setAside }: { serial: string | null; setAside: string | null }) =>
  `${serial ?? 'something without a number'}, which was not in this collection${setAside === null ? '' : ` (put aside: ${setAside})`}`;
