/** What left the school for good by the day, each piece of storage with the proof of how it was made unreadable. */
import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  type Category,
  categoryWords,
  type MethodName,
  methodOf,
  type Result,
  resultWords,
  type Verification,
  verificationWords,
} from '../../../../shared/disposals/methods.ts';
import { placedWords } from '../../../../shared/disposals/placed.ts';
import { amount, dayOf, mostRows, type RecordMaker } from './record.ts';

export const disposals: RecordMaker = {
  permission: 'disposals.read',
  async read(db, { schoolId }, { at }) {
    const found = await db
      .selectFrom('disposal_item')
      .innerJoin('disposal_batch', 'disposal_batch.id', 'disposal_item.batch_id')
      .innerJoin('disposal_contractor', 'disposal_contractor.id', 'disposal_batch.contractor_id')
      .innerJoin('asset', 'asset.id', 'disposal_item.asset_id')
      .leftJoin('disposal_storage', join =>
        join
          .onRef('disposal_storage.item_id', '=', 'disposal_item.id')
          .on('disposal_storage.left_out', 'is', null),
      )
      .leftJoin('sanitisation', join =>
        join
          .onRef('sanitisation.storage_id', '=', 'disposal_storage.id')
          .on('sanitisation.noted_at', '<=', at),
      )
      .leftJoin('disposal_evidence', 'disposal_evidence.id', 'sanitisation.evidence_id')
      .select(['disposal_evidence.serial as names', 'disposal_evidence.serial_key as names_key'])
      .select(['disposal_storage.serial_key', 'matched_how', 'matched_by', 'matched_at', 'matched_why'])
      .select(['disposal_batch.number', 'disposal_contractor.name as contractor', 'asset.tag'])
      .select(['disposal_batch.signed_at', 'disposal_batch.closed_at', 'disposal_item.no_storage'])
      .select([
        'disposal_storage.serial',
        'sanitisation.method',
        'sanitisation.category',
        'sanitisation.result',
      ])
      .select(['sanitisation.standard', 'sanitisation.tool', 'sanitisation.verification'])
      .select(['sanitisation.operator', 'sanitisation.witness', 'sanitisation.done_on'])
      .where('disposal_item.school_id', '=', schoolId)
      .where('disposal_batch.signed_at', '<=', at)
      .orderBy('disposal_batch.number', 'desc')
      .orderBy('asset.tag')
      .orderBy('sanitisation.noted_at')
      .limit(mostRows)
      .execute();
    const things = new Set(found.map(one => `${one.number} ${one.tag}`));
    const unproved = found.filter(one => one.no_storage === null && one.method === null);
    const closed = (one: { closed_at: number | null }) => one.closed_at !== null && one.closed_at <= at;
    const open = new Set(found.filter(one => !closed(one)).map(one => one.number));
    return {
      head: [
        ...[
          'Collection',
          'Contractor',
          'Handed over',
          'Closed',
          'Tag',
          'Storage',
          'How it was made unreadable',
        ],
        ...['Counts as', 'Standard', 'Tool', 'Result', 'Verified', 'Done by', 'Seen by', 'Done on'],
      ],
      rows: found.map(one => [
        ...[
          String(one.number),
          one.contractor,
          dayOf(one.signed_at),
          closed(one) ? dayOf(one.closed_at) : '',
        ],
        ...[one.tag, one.no_storage === null ? (one.serial ?? 'serial not known') : 'no storage in it'],
        one.method === null
          ? one.no_storage === null
            ? 'no proof yet'
            : ''
          : [methodOf(one.method as MethodName).words, ...byHand(one)].join('. '),
        ...[said(categoryWords, one.category as Category | null), one.standard ?? '', one.tool ?? ''],
        said(resultWords, one.result as Result | null),
        said(verificationWords, one.verification as Verification | null),
        ...[one.operator ?? '', one.witness ?? '', one.done_on ?? ''],
      ]),
      summary: `${amount(things.size, 'thing')} handed to a contractor by that day; ${amount(unproved.length, 'piece of storage', 'pieces of storage')} without proof of a wipe; ${amount(open.size, 'collection')} not closed.`,
    };
  },
};

interface Match {
  names: string | null;
  names_key: string | null;
  serial_key: string | null;
  matched_how: string | null;
  matched_by: string | null;
  matched_at: number | null;
  matched_why: string | null;
}

/** That a person, and no serial number, says which storage the record is about. */
function byHand(one: Match): string[] {
  if (one.matched_how !== 'hand') return [];
  const hand = { by: one.matched_by ?? '', at: one.matched_at, why: one.matched_why };
  const same = one.names_key !== null && one.names_key === one.serial_key;
  const placed = { names: one.names_key === null ? null : one.names, same, hand };
  return [
    placedWords(placed, 'the record', one.matched_at === null ? '' : sayDay(dayOf(one.matched_at))),
  ].filter(words => words !== undefined);
}

const said = <K extends string>(words: Record<K, string>, key: K | null) => (key === null ? '' : words[key]);
