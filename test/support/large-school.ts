/** A school of thousands, written straight into the tables: for what is measured, not for how it came about. */
import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '../../console/server/database/index.ts';
import { ensureGroup } from '../../console/server/groups/index.ts';
import { aContext } from './console-context.ts';

const atOnce = 250;
const models = ['ThinkPad L14', 'Latitude 3320', 'ProBook 445', 'MacBook Air'];
const names = ['Ash', 'Birch', 'Cedar', 'Dale', 'Elm', 'Fern', 'Gorse', 'Hazel'];
const of = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
const padded = (at: number) => String(at).padStart(5, '0');

/** As many assets as devices, a third as many people and titles, and a tenth as many loans of three things. */
export async function aLargeSchool(db: Db, devices: number) {
  const context = await aContext(db);
  const school_id = context.schoolId;
  const group_id = (await ensureGroup(db, school_id, context.now())).id;
  const base = (at: number) => ({ id: randomUUIDv7(), school_id, created_at: context.now() + at });
  const many = <T>(count: number, make: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => make(at));

  const device = many(devices, at => {
    const name = `Trolley ${of(names, at)} ${at}`;
    const model = of(models, at);
    return {
      id: randomUUIDv7(),
      school_id,
      group_id,
      status: 'approved',
      name,
      name_order: name.toLowerCase().replace(/\d+/g, digits => digits.padStart(8, '0')),
      search_text: `${name} windows 11 education ${model} pf${padded(at)}x`.toLowerCase(),
      public_key: randomUUIDv7(),
      enrolled_at: context.now(),
      platform: 'windows',
      system: 'Windows 11 Education',
      model,
    };
  });
  const asset = many(devices, at => ({
    ...base(at),
    revision: 1,
    secure_location: 0,
    staff_only: 0,
    tag: `GP-${padded(at)}`,
    tag_key: `GP${padded(at)}`,
    tag_order: `gp-${padded(at)}`,
    kind: 'laptop',
    model: of(models, at),
    location: `Room ${at % 40}`,
    state: 'in_service',
    state_at: context.now(),
    search_text: `gp-${padded(at)} ${of(models, at)} pf${padded(at)}x room ${at % 40}`.toLowerCase(),
    created_by: 'a test',
    updated_at: context.now(),
  }));
  const person = many(Math.ceil(devices / 3), at => ({
    ...base(at),
    kind: 'staff',
    name: `${of(['Ann', 'Ben', 'Cleo', 'Dan', 'Eve'], at)} ${of(names, at)} ${at}`,
    email: null,
    group_name: `Year ${at % 7}`,
  }));
  const loan = many(Math.ceil(devices / 10), at => ({
    ...base(at),
    number: at + 1,
    status: at % 3 === 0 ? 'out' : 'ended',
    holder_id: of(person, at).id,
    holder_name: of(person, at).name,
    purpose: 'Planning at home',
    off_site: 1,
    due_on: '2026-12-18',
    created_by: 'a test',
    created_by_id: 'a test',
  }));
  const item = loan.flatMap((of_, at) =>
    many(3, part => ({
      id: randomUUIDv7(),
      school_id,
      loan_id: of_.id,
      asset_id: of(asset, at * 3 + part).id,
      tag: of(asset, at * 3 + part).tag,
      condition_out: 'good',
      accessories: '[]',
    })),
  );
  const software = many(Math.ceil(devices / 3), at => ({
    id: randomUUIDv7(),
    school_id,
    source: 'registry',
    name: `${of(['Reader', 'Office', 'Scratch', 'Browser'], at)} ${at}`,
    publisher: of(['Mozilla', 'A maker'], at),
  }));
  const title = software.map(({ id, ...rest }, at) => ({
    ...rest,
    software_id: id,
    name_order: rest.name.toLowerCase(),
    search_text: `${rest.name} ${rest.publisher}`.toLowerCase(),
    devices: at + 1,
    first_seen_at: context.now(),
  }));

  for (let from = 0; from < devices; from += atOnce) {
    const slice = <T>(rows: T[]) => rows.slice(from, from + atOnce);
    await db.insertInto('device').values(slice(device)).execute();
    await db.insertInto('asset').values(slice(asset)).execute();
    if (slice(person).length > 0) await db.insertInto('person').values(slice(person)).execute();
    if (slice(loan).length > 0) await db.insertInto('loan').values(slice(loan)).execute();
    if (slice(item).length > 0) await db.insertInto('loan_item').values(slice(item)).execute();
    if (slice(software).length > 0) await db.insertInto('software').values(slice(software)).execute();
    if (slice(title).length > 0) await db.insertInto('catalogue_title').values(slice(title)).execute();
  }
  return context;
}
