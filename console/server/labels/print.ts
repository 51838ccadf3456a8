/** Makes sheets: for things in the register, or with tags that nothing has yet and nothing else will get. */
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { tagsFrom } from '../../../shared/assets/labels.ts';
import { closedStates } from '../../../shared/assets/states.ts';
import { type LabelInput, mostLabels } from '../../../shared/protocol/api/labels.ts';
import { markLabelled, tagKey } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { makePdf } from '../pdf/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { labelPages } from './page.ts';

interface Found {
  tags: string[];
  /** Empty for tags that nothing has yet. */
  assetIds: string[];
}

/** Throws 400 by field, `labels.none`, `labels.taken`. */
export async function printLabels(context: Context, by: Caller, input: LabelInput) {
  const { which, layout, start } = input;
  const { name } = await readSchool(context.db, by.schoolId);
  const found =
    which.kind === 'new'
      ? await newTags(context.db, by.schoolId, which)
      : await tagsOf(context.db, by.schoolId, which);
  if (found.tags.length === 0)
    throw conflict('labels.none', 'There is nothing to print: every one of these has its label.');
  const { definition, pages } = labelPages(layout, layout === 'tape24' ? 1 : start, found.tags, name);
  const bytes = await makePdf({ definition });
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if (which.kind === 'new') await reserve(tx, by, found.tags, context.now());
    else await markLabelled(tx, found.assetIds, context.now());
    await context.audit.record(tx, by, 'label.printed', {
      facts: { count: found.tags.length, first: found.tags[0] ?? '', last: found.tags.at(-1) ?? '' },
    });
  });
  context.events.nudge(by.schoolId, ['assets']);
  const first = (found.tags[0] ?? '').replace(/[^\w-]+/g, '-');
  return {
    name: `labels-${first}.pdf`,
    labels: found.tags.length,
    pages,
    base64: bytes.toString('base64'),
  };
}

type Registered = Exclude<LabelInput['which'], { kind: 'new' }>;

async function tagsOf(db: Tx, schoolId: string, which: Registered): Promise<Found> {
  const rows = await db
    .selectFrom('asset')
    .select(['id', 'tag'])
    .where('school_id', '=', schoolId)
    .where('state', 'not in', [...closedStates])
    .$if(which.kind === 'without', q => q.where('label_printed_at', 'is', null))
    .$if(which.kind === 'place', q => q.where('location', '=', which.kind === 'place' ? which.place : ''))
    .$if(which.kind === 'assets', q => q.where('id', 'in', which.kind === 'assets' ? which.ids : []))
    .orderBy('tag_order')
    .orderBy('id')
    .limit(mostLabels)
    .execute();
  return { tags: rows.map(row => row.tag), assetIds: rows.map(row => row.id) };
}

type New = Extract<LabelInput['which'], { kind: 'new' }>;

async function newTags(db: Tx, schoolId: string, { prefix, first, digits, count }: New): Promise<Found> {
  const tags = tagsFrom(prefix, first, digits, count);
  if (tags.some(tag => tag.length > 60)) throw invalid('The tags are too long.', { prefix: 'Too long' });
  await refuseTaken(db, schoolId, tags);
  return { tags, assetIds: [] };
}

async function refuseTaken(db: Tx, schoolId: string, tags: readonly string[]): Promise<void> {
  const keys = tags.map(tagKey);
  const inUse = await db
    .selectFrom('asset')
    .select('tag')
    .where('school_id', '=', schoolId)
    .where('tag_key', 'in', keys)
    .limit(1)
    .executeTakeFirst();
  const printed = await db
    .selectFrom('label_tag')
    .select('tag')
    .where('school_id', '=', schoolId)
    .where('tag_key', 'in', keys)
    .limit(1)
    .executeTakeFirst();
  const taken = inUse ?? printed;
  if (taken === undefined) return;
  const why = inUse === undefined ? 'was printed already' : 'is in the register';
  throw conflict('labels.taken', `“${taken.tag}” ${why}. Begin with a higher number.`, {
    'which.first': `“${taken.tag}” ${why}`,
  });
}

async function reserve(tx: Tx, by: Caller, tags: readonly string[], at: number): Promise<void> {
  await refuseTaken(tx, by.schoolId, tags);
  const rows = tags.map(tag => ({
    id: randomUUIDv7(),
    school_id: by.schoolId,
    tag,
    tag_key: tagKey(tag),
    printed_at: at,
    printed_by: by.name,
  }));
  await tx.insertInto('label_tag').values(rows).execute();
}

/** What there is to print, and from which number to go on. */
export async function readChoices(db: Tx, schoolId: string) {
  const open = db
    .selectFrom('asset')
    .where('school_id', '=', schoolId)
    .where('state', 'not in', [...closedStates]);
  const without = sql<number>`coalesce(sum(case when label_printed_at is null then 1 else 0 end), 0)`;
  const all = await open.select(without.as('without')).executeTakeFirstOrThrow();
  const places = await open
    .select(['location', without.as('without')])
    .select(eb => eb.fn.countAll<number>().as('things'))
    .where('location', 'is not', null)
    .groupBy('location')
    .orderBy('location')
    .limit(300)
    .execute();
  return {
    without: Number(all.without),
    places: places.map(row => ({
      place: row.location ?? '',
      things: Number(row.things),
      without: Number(row.without),
    })),
    fresh: await nextNumber(db, schoolId),
  };
}

/** After the last tag in the order of tags, printed or in the register. */
async function nextNumber(db: Tx, schoolId: string) {
  const used = await db
    .selectFrom('asset')
    .select('tag')
    .where('school_id', '=', schoolId)
    .orderBy('tag_order', 'desc')
    .limit(50)
    .execute();
  const printed = await db
    .selectFrom('label_tag')
    .select('tag')
    .where('school_id', '=', schoolId)
    .orderBy('printed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  const found = [...printed, ...used].flatMap(({ tag }) => {
    const parts = /^(.*?)(\d{1,7})$/.exec(tag);
    return parts === null
      ? []
      : [{ prefix: parts[1] ?? '', digits: (parts[2] ?? '').length, number: Number(parts[2]) }];
  });
  const [newest] = found;
  if (newest === undefined) return { prefix: 'A-', first: 1, digits: 4 };
  const same = found.filter(one => one.prefix === newest.prefix);
  return {
    prefix: newest.prefix,
    first: Math.max(...same.map(one => one.number)) + 1,
    digits: Math.min(8, newest.digits),
  };
}

/** What a code that was read belongs to. */
export async function readTag(db: Tx, schoolId: string, tag: string) {
  const key = tagKey(tag);
  const asset = await db
    .selectFrom('asset')
    .select(['id', 'tag'])
    .where('school_id', '=', schoolId)
    .where('tag_key', '=', key)
    .executeTakeFirst();
  const label = await db
    .selectFrom('label_tag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('tag_key', '=', key)
    .executeTakeFirst();
  return {
    tag: asset?.tag ?? label?.tag ?? tag.trim(),
    assetId: asset?.id ?? null,
    printed: label === undefined ? null : { at: label.printed_at, by: label.printed_by },
  };
}
