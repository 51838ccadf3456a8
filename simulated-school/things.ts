/** What the school owns: linked to its computers, lent, counted, and in the end given away properly. */
import type { Random } from '../agent/service/controls/fake.ts';
import type { LoanCheck } from '../shared/protocol/api/loans.ts';
import { textOf } from './calendar.ts';
import { disposal } from './disposal.ts';
import { everybody } from './people.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';

export interface Thing {
  id: string;
  tag: string;
  revision: number;
  location: string | null;
  device: { id: string } | null;
}
interface Page<T> {
  items: T[];
  next: string | null;
}

export async function all<T>(school: School, address: string): Promise<T[]> {
  const found: T[] = [];
  let next: string | null = '';
  while (next !== null) {
    const after: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const join = address.includes('?') ? '&' : '?';
    const page: Page<T> = await school.does<Page<T>>('get', `${address}${join}limit=200${after}`);
    found.push(...page.items);
    next = page.next;
  }
  return found;
}

async function link(school: School): Promise<void> {
  interface Suggestion {
    asset: { id: string; revision: number };
    device: { id: string };
  }
  const { items } = await school.does<Page<Suggestion>>('get', '/assets/suggestions');
  for (const { asset, device } of items)
    await school.does('post', `/assets/${asset.id}/link`, { revision: asset.revision, deviceId: device.id });
  if (items.length > 0) await link(school);
}

export function things(school: School, random: Random, on: On): void {
  const { year } = school;
  for (const after of [40, 330]) on(year.schoolDayAfter(after), () => link(school));
  loans(school, random, on);
  stockTake(school, random, on);
  disposal(school, on);
}

const purposes = [
  'Planning at home',
  'Reports in the holidays',
  'Working from home during recovery',
  'Online meetings with the trust',
];

function loans(school: School, random: Random, on: On): void {
  const { year } = school;
  const days = [47, 55, 68, 85, 104, 131, 158, 178, 214, 240, 300, 312, 326, 340];
  const staff = everybody.filter(one => one.kind === 'staff');
  for (const [index, after] of days.entries()) {
    const day = year.schoolDayAfter(after);
    on(day, () =>
      lend(school, index, random, { day, holder: staff[(index * 3 + 2) % staff.length]?.name ?? '', on }),
    );
  }
}

async function lend(
  school: School,
  index: number,
  random: Random,
  { day, holder, on }: { day: number; holder: string; on: On },
): Promise<void> {
  const { year } = school;
  const free = await all<Thing>(school, '/assets?search=LOAN&state=in_stock');
  const [person] = (
    await school.does<Page<{ id: string }>>('get', `/persons?search=${encodeURIComponent(holder)}`)
  ).items;
  const [approver] = (
    await school.does<Page<{ id: string }>>(
      'get',
      `/persons?search=${encodeURIComponent(school.staff.head.name)}`,
    )
  ).items;
  const [agreement] = (await school.does<Page<{ id: string }>>('get', '/loans/agreements')).items;
  if (free.length === 0 || person === undefined || approver === undefined || agreement === undefined) return;
  const may = { assetIds: free.map(one => one.id), holderId: person.id, offSite: true };
  const { items: checked } = await school.does<LoanCheck>('post', '/loans/check', may);
  const thing = checked.find(one => one.problem === null);
  if (thing === undefined) return;
  const lasts = index >= 10 ? 80 + index * 3 : 30 + Math.floor(random() * 25);
  // The first of this term's is late.
  const due = index === 10 ? year.lastSchoolDay(year.last - 6) : day + lasts;
  const made = await school.does<{ id: string; items: { id: string }[] }>('post', '/loans', {
    holderId: person.id,
    purpose: purposes[index % purposes.length],
    offSite: true,
    dueOn: textOf(due),
    items: [{ assetId: thing.assetId, condition: 'good', accessories: ['Charger', 'Case'] }],
    approval: { how: 'in_writing', approverId: approver.id, words: `E-mail of ${textOf(day)}` },
    signature: { agreementId: agreement.id, signedName: holder, personalUse: { use: 'none', words: '' } },
  });
  if (index >= 10) return;
  on(year.nextSchoolDay(due - 2), async () => {
    const items = made.items.map(item => ({
      ...{
        itemId: item.id,
        outcome: 'returned',
        condition: index === 4 ? 'damaged' : 'good',
        location: 'ICT store',
      },
      ...{ damage: index === 4 ? 'A key is missing' : '', missing: index === 2 ? ['Case'] : [] },
      checklist: { dataRemoved: true, reset: true, ready: true },
    }));
    await school.does('post', `/loans/${made.id}/return`, { items });
  });
}

function stockTake(school: School, random: Random, on: On): void {
  const { year } = school;
  const day = year.schoolDayAfter(205);
  on(day, async () => {
    const take = await school.does<{ id: string }>('post', '/stock-takes', {
      ...{ name: `Summer ${textOf(day).slice(0, 4)}`, places: [] },
    });
    for (const thing of await all<Thing>(school, '/assets')) {
      if (thing.location === null || random() < 0.015) continue;
      const place = random() < 0.02 ? 'ICT store' : thing.location;
      await school.does('post', `/stock-takes/${take.id}/scan`, { code: thing.tag, place });
      school.clock.pass(9_000);
    }
    const note = 'Two cameras were found in the music cupboard; the rest is being looked for.';
    await school.does('post', `/stock-takes/${take.id}/finish`, { note });
    await school.headDoes('post', `/stock-takes/${take.id}/sign`);
  });
}
