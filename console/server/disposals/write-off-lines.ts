/** What the second person reads before they agree that something is written off. */
import type * as z from 'zod';
import { kinds } from '../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import { type Ask, oldCaution, oldFrom } from '../../../shared/disposals/ways.ts';
import type { AssetRow } from '../../../shared/protocol/api/assets.ts';
import type { writeOffInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { sayWhat } from '../assets/index.ts';
import type { Tx } from '../database/index.ts';
import { seatsOf } from '../licences/index.ts';
import type { WriteOffRecord } from './governors.ts';

type Input = z.output<typeof writeOffInput>;

interface Around {
  /** Titles of the licence seats that each thing has. */
  seats: Map<string, string[]>;
  /** The day of purchase of each, `2026-11-22`; absent where it is not known. */
  bought: Map<string, string>;
}

export async function readBeside(tx: Tx, schoolId: string, ids: readonly string[]): Promise<Around> {
  const rows = await tx.selectFrom('asset').select(['id', 'purchase_date']).where('id', 'in', ids).execute();
  return {
    seats: await seatsOf(tx, schoolId, ids),
    bought: new Map(rows.flatMap(row => (row.purchase_date === null ? [] : [[row.id, row.purchase_date]]))),
  };
}

export const things = (count: number) => (count === 1 ? 'One thing' : `${count} things`);

/** By its kind, too: that decides what has to be proved. */
function sayKind(asset: AssetRow): string {
  const kind = kinds[asset.kind].words.toLowerCase();
  const what = sayWhat(asset);
  return what.toLowerCase() === kind ? kind : `${kind}, ${what}`;
}

const mostNamed = 10;

function named(some: readonly string[]): string {
  const rest = some.length - mostNamed;
  return `${some.slice(0, mostNamed).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function licenceLine(assets: readonly AssetRow[], { seats }: Around): string {
  const held = assets.flatMap(({ id, tag }) => (seats.get(id) ?? []).map(title => `${title} on ${tag}`));
  return held.length === 0
    ? 'No licence seat is written down for any of it.'
    : `Licence seats to be given back: ${named(held)}.`;
}

/** Of what is to be used again; waste is treated as what it is. */
function ageLine(way: Ask, assets: readonly AssetRow[], { bought }: Around): string[] {
  if (way !== 'sold' && way !== 'given') return [];
  const old = assets.filter(({ id }) => (bought.get(id) ?? oldFrom) < oldFrom).map(({ tag }) => tag);
  const unknown = assets.filter(({ id }) => !bought.has(id)).map(({ tag }) => tag);
  return [
    ...(old.length === 0 ? [] : [`Bought before 2009: ${named(old)}. ${oldCaution}`]),
    ...(unknown.length === 0 ? [] : [`When it was bought is not known of ${named(unknown)}. ${oldCaution}`]),
  ];
}

const dataWords: Record<string, string> = {
  yes: 'Personal data is likely to be on them.',
  no: 'No personal data is expected on them.',
  unknown: 'Nobody knows whether personal data is on them.',
};

function leavesWords({ way, items }: Input): string {
  const price = items.reduce((sum, item) => sum + (item.price ?? 0), 0);
  if (way === 'sold')
    return `They would be sold, for ${sayMoney(price)} together at least, or else go as waste.`;
  if (way === 'gone')
    return 'Nobody knows what became of the storage in them, and nothing proves that it was erased. Whether that is a breach of personal data is decided with the incident.';
  if (way === 'given') return 'They would be given away, or go to another school, or else go as waste.';
  return 'A company would collect them as waste. They cannot be sold or given away without another write-off.';
}

/** Everything that the second person reads before they agree. */
export function linesOf(
  row: WriteOffRecord,
  assets: readonly AssetRow[],
  input: Input,
  around: Around,
): string[] {
  const shown = assets.slice(0, 20).map(asset => {
    const item = input.items.find(one => one.assetId === asset.id);
    const price = input.way === 'sold' ? `, for ${sayMoney(item?.price ?? 0)}` : '';
    return `${asset.tag}, ${sayKind(asset)}: ${item?.condition ?? ''}${price}.`;
  });
  const rest = assets.length - shown.length;
  const unvalued = row.unvalued === 0 ? '' : ` The value of ${row.unvalued} is not known.`;
  return [
    `${things(assets.length)} would ${input.way === 'gone' ? 'come off the books as lost or stolen' : 'leave the school for good'}, with a book value of ${sayMoney(row.value)} together.${unvalued}`,
    leavesWords(input),
    ...shown,
    ...(rest > 0 ? [`And ${rest} more, which the page of the write-off lists.`] : []),
    dataWords[row.personal_data] ?? '',
    licenceLine(assets, around),
    ...ageLine(input.way, assets, around),
    ...(row.governors === 1
      ? [
          `${row.governors_why} Nothing ${input.way === 'gone' ? 'comes off the books' : 'leaves'} before the governors have agreed and somebody else than who asks has entered their minute.`,
        ]
      : []),
    input.way === 'gone'
      ? 'A yes takes them off the books. They stay lost or stolen in the register, their computers stay locked as lost, and what turns up again goes back in stock.'
      : 'A yes writes them off. Their storage has to be wiped or destroyed before they are collected, and until they are collected they can be kept after all.',
  ];
}
