/** The chain of custody as a PDF, for whoever is given the thing or has to judge what was found on it. */
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import type { CustodyEntry } from '../../../shared/protocol/api/custody.ts';
import { findAsset, readAssetRows, sayWhat } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { factTable, listTable, makePaper, momentsIn, part } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { readChain } from './chain.ts';

/** Throws `asset.not_found`, `pdf.not_made`. */
export async function custodyPaper(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const { tag } = await findAsset(context.db, by.schoolId, id);
  const asset = (await readAssetRows(context.db, by.schoolId, [id])).get(id);
  if (asset === undefined) throw notFound('asset');
  const school = await readSchool(context.db, by.schoolId);
  const chain = await readChain(context.db, by.schoolId, id);
  const moment = momentsIn(school.timeZone);
  const bytes = await makePaper({
    title: `Chain of custody, ${tag}`,
    school: school.name,
    lead: `As written down by ${moment(context.now())}. Entries are added and never changed.`,
    content: [
      factTable([
        ['What', `${kinds[asset.kind as AssetKind].words}: ${sayWhat(asset)}`],
        ['Serial number', asset.serial],
        ['State now', school.stateWords[asset.state]],
      ]),
      part('Who had it'),
      chain.length === 0
        ? 'It was never quarantined.'
        : tableOf(chain, moment, school.stateWords.quarantined),
    ],
  });
  await context.db
    .transaction()
    .execute(tx => context.audit.record(tx, by, 'asset.custody_printed', { subject: id, facts: { tag } }));
  return { name: `custody-${tag.replace(/[^\w-]+/g, '-')}.pdf`, type: 'application/pdf', bytes };
}

const tableOf = (chain: readonly CustodyEntry[], moment: (at: number) => string, quarantined: string) =>
  listTable(
    [
      { name: 'When', width: 92 },
      { name: 'Who has it', width: 100 },
      { name: 'Where, and which seal', width: 120 },
      { name: 'Why', width: '*' },
      { name: 'Written by', width: 92 },
    ],
    chain.map(one => [
      moment(one.happenedAt),
      one.heldBy ?? (one.what === 'begun' ? quarantined : 'Let go'),
      [one.place, one.what === 'held' ? (one.seal === null ? 'no seal' : `seal ${one.seal}`) : null]
        .filter(words => words !== null)
        .join(', '),
      one.note ?? '',
      one.what === 'held' ? `${one.notedBy}, ${moment(one.notedAt)}` : one.notedBy,
    ]),
  );
