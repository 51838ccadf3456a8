/** The report of a stock-take as a PDF: the answer, who counted and signed, then the lists, missing first. */
import type { StateWords } from '../../../shared/assets/state-words.ts';
import {
  type ItemOutcome,
  itemOutcomeWords,
  type StockTakeItem,
  stockTakeStatusWords,
} from '../../../shared/protocol/api/stock-takes.ts';
import type { Context } from '../context.ts';
import { factTable, listTable, makePaper, momentsIn, type PaperNode, part } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { listItems, readTake } from './read.ts';

const order: readonly ItemOutcome[] = ['missing', 'pending', 'moved', 'unexpected', 'found'];

/** Throws `stock_take.not_found`, `pdf.not_made`. */
export async function takeReport(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const { db } = context;
  const take = await readTake(context, db, by, id);
  const school = await readSchool(db, by.schoolId);
  const moment = momentsIn(school.timeZone);
  const items: StockTakeItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listItems(db, by.schoolId, id, { limit: 200, cursor } as never);
    items.push(...page.items);
    if (page.next === null) break;
    cursor = page.next;
  }
  const { counts } = take;
  const who = (name: string | null, at: number | null, none: string) =>
    name === null || at === null ? none : `${name}, ${moment(at)}`;
  const places = take.places.length === 0 ? 'everything' : take.places.join(', ');
  const bytes = await makePaper({
    title: `Stock-take: ${take.name}`,
    school: school.name,
    lead: `${counts.found + counts.moved} of ${counts.expected} things were found; ${counts.missing === 0 ? 'nothing is missing' : `${counts.missing} missing`}${counts.pending === 0 ? '' : `, ${counts.pending} not seen yet`}.`,
    content: [
      factTable([
        ['State', stockTakeStatusWords[take.status]],
        ['Places', places],
        ['Begun by', who(take.startedBy, take.startedAt, '')],
        ['Counted by', take.people.map(one => `${one.name} (${one.things})`).join(', ') || 'nobody'],
        ['Finished by', who(take.finishedBy, take.finishedAt, 'not finished')],
        ['Signed by', who(take.signedBy, take.signedAt, 'not signed yet')],
        ['Note', take.note],
      ]),
      ...order.flatMap(outcome => listOf(outcome, items, moment, school.stateWords)),
      ...(take.unknown.length === 0
        ? []
        : [
            part('Codes that nothing in the register has'),
            listTable(
              [
                { name: 'Code', width: 120 },
                { name: 'Where', width: '*' },
                { name: 'Read by', width: 200 },
              ],
              take.unknown.map(one => [one.code, one.place ?? '–', `${one.by}, ${moment(one.at)}`]),
            ),
          ]),
    ],
  });
  await db.transaction().execute(tx =>
    context.audit.record(tx, by, 'list.exported', {
      facts: { list: `stock-take “${take.name}”`, narrowed: '' },
    }),
  );
  return {
    name: `stock-take-${take.name.replace(/[^\w-]+/g, '-')}.pdf`,
    type: 'application/pdf',
    bytes,
  };
}

function listOf(
  outcome: ItemOutcome,
  items: readonly StockTakeItem[],
  moment: (at: number) => string,
  words: StateWords,
): PaperNode[] {
  const some = items.filter(item => item.outcome === outcome);
  if (some.length === 0) return [];
  return [
    part(`${itemOutcomeWords[outcome]} (${some.length})`),
    listTable(
      [
        { name: 'Tag', width: 65 },
        { name: 'What', width: '*' },
        { name: 'Serial number', width: 90 },
        { name: 'State', width: 60 },
        { name: 'Place', width: 80 },
        { name: 'Evidence', width: 110 },
      ],
      some.map(item => [
        item.tag,
        item.what,
        item.serial ?? '–',
        words[item.state],
        [item.placeBefore ?? '–', item.placeFound !== item.placeBefore ? item.placeFound : null]
          .filter(one => one !== null)
          .join(' → '),
        evidenceOf(item, moment),
      ]),
    ),
  ];
}

/** What an agent said is weaker than what somebody saw, and says so. */
function evidenceOf(item: StockTakeItem, moment: (at: number) => string): string {
  const { note, photos } = item;
  return [
    seenOf(item, moment),
    ...(note === null ? [] : [`Note: ${note}`]),
    ...photos.map(({ name }) => `Photo: ${name}`),
  ].join('. ');
}

function seenOf(item: StockTakeItem, moment: (at: number) => string): string {
  if (item.seenAt !== null)
    return `${item.how === 'scan' ? 'Scanned' : 'Seen'} by ${item.seenBy ?? 'somebody'}, ${moment(item.seenAt)}`;
  if (item.agentSeenAt !== null) return `Seen by nobody; its agent was heard ${moment(item.agentSeenAt)}`;
  return 'Seen by nobody';
}
