/** What did not go as it should and what was done about it, in one list for whoever was not there. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type PaperKind, paperWords } from '../../../shared/disposals/keep-until.ts';
import { methodOf, resultWords } from '../../../shared/disposals/methods.ts';
import { placedWords } from '../../../shared/disposals/placed.ts';
import type { Manifest, ManifestItem } from './manifest.ts';
import { strangerWords } from './pack-papers.ts';
import { moment } from './pack-parts.ts';

type Storage = ManifestItem['storage'][number];
type Done = Storage['records'][number];

/** Each a sentence or two, by thing, then by paper. What runs again later stands on the cover by itself. */
export const troubles = (manifest: Manifest): string[] => [
  ...manifest.items.flatMap(item => item.storage.flatMap(one => ofStorage(manifest, item.tag, one))),
  ...manifest.certificates.flatMap(({ number, issuer, unmatched, withdrawn, weak }) => {
    const name = `Certificate ${number} of ${issuer}`;
    return [
      ...(withdrawn == null ? [] : [`${name} was withdrawn by ${withdrawn.by}: ${withdrawn.because}.`]),
      ...(weak ? [`${name} names no serial number.`] : []),
      ...unmatched.map(one => `${name} also names ${strangerWords(one)}.`),
    ];
  }),
  ...manifest.wastePapers.flatMap(({ kind, number, doesNotFit, accepted }) =>
    doesNotFit == null
      ? []
      : [
          `${paperWords[kind as PaperKind]} ${number} ${doesNotFit}. ${
            accepted == null
              ? 'Nobody has accepted that.'
              : `Accepted by ${accepted.by}, because: ${accepted.because}.`
          }`,
        ],
  ),
];

function ofStorage(manifest: Manifest, tag: string, storage: Storage): string[] {
  const { records, serial, notInside } = storage;
  const name = serial ?? storage.name;
  const said: string[] = [];
  if (notInside !== null) said.push(`${tag}: ${name} stood on its list and was not in it: ${notInside}.`);
  else if (serial === null)
    said.push(`${tag}: the serial number of ${name} could not be read. ${followed(records.at(-1))}`);
  records.forEach((one, at) => {
    const { result, trouble } = one;
    if (result !== 'passed')
      said.push(
        `${tag}: ${name}, ${methodOf(one.method).words.toLowerCase()} on ${sayDay(one.doneOn)}: ${resultWords[result].toLowerCase()}${trouble === '' ? '' : ` (${trouble})`}. ${followed(records[at + 1])}`,
      );
  });
  for (const { number, issuer, provesNothing } of storage.certificates)
    if (provesNothing != null)
      said.push(`${tag}: ${name}: certificate ${number} of ${issuer} proves nothing: it ${provesNothing}.`);
  for (const one of [...records, ...storage.certificates]) {
    const match = one.readFrom;
    if (match?.matchedByHand == null) continue;
    const { by, at, because } = match.matchedByHand;
    const hand = { by, at: at === null ? null : Date.parse(at), why: because };
    const what = 'number' in one ? `certificate ${one.number}` : 'the record';
    said.push(
      `${tag}: ${name}. ${placedWords({ names: match.serial, same: match.sameSerial, hand }, what, moment(manifest, at))}.`,
    );
  }
  return said;
}

/** "Then: crushed on 23 Nov 2026 by Terry, seen by Hazel: passed." */
function followed(next: Done | undefined): string {
  if (next === undefined) return 'Nothing was done after it here.';
  const by = next.witness === null ? next.operator : `${next.operator}, seen by ${next.witness}`;
  return `Then: ${methodOf(next.method).words.toLowerCase()} on ${sayDay(next.doneOn)} by ${by}: ${resultWords[next.result].toLowerCase()}.`;
}
