/** What the school owns: the register, its papers and checks, suppliers, licences, labels and stock-takes. */
import { aPdf, aPicture } from '../disposal-world.ts';
import type { Computers } from './devices.ts';
import type { Walk } from './walk.ts';

// biome-ignore lint/suspicious/noExplicitAny: an asset, as the API answers it.
type Asset = any;

export async function belongings(walk: Walk, { ids }: Computers): Promise<void> {
  const { id } = await anAsset(walk, 'GP-0042', {
    make: 'Lenovo',
    model: 'ThinkPad L14',
    location: 'Room 4',
  });
  const params = { id };
  await walk.call('patch /assets/{id}', { params, body: { revision: 1, location: 'Room 5' } });
  const linked: Asset = await walk.call('post /assets/{id}/link', {
    params,
    body: { revision: 2, deviceId: ids[0] },
  });
  await walk.call('get /assets/{id}/machine', { params });
  const loose: Asset = await walk.call('post /assets/{id}/unlink', {
    params,
    body: { revision: linked.revision },
  });
  await walk.call('post /assets/{id}/state', {
    params,
    body: { revision: loose.revision, to: 'in_repair', note: 'The hinge is broken' },
  });
  const { items: files } = await walk.call('post /assets/{id}/files', {
    params: { id, what: 'invoice', name: 'invoice.pdf', caption: 'Of 2024' },
    body: aPdf('Invoice'),
  });
  await walk.call('get /assets/{id}/files', { params });
  await walk.call('get /asset-files/{id}', { params: { id: files[0].id } });
  await walk.call('delete /asset-files/{id}', { params: { id: files[0].id } });
  await walk.call('post /asset-checks', {
    body: {
      ...{ tags: ['GP-0042'], kind: 'pat', doneOn: '2026-11-20', result: 'passed', doneBy: 'Ann of PAT Ltd' },
      nextOn: '2027-11-20',
    },
  });
  const { items } = await walk.call('get /assets/{id}/checks', { params });
  await walk.call('post /asset-checks/{id}/withdraw', {
    params: { id: items[0].id },
    body: { why: 'It was another laptop' },
  });
  const held: Asset = await anAsset(walk, 'GP-0043', { kind: 'phone' });
  const evidence = { id: held.id };
  await walk.call('post /assets/{id}/state', {
    params: evidence,
    body: { revision: held.revision, to: 'quarantined', note: 'Found with pictures on it' },
  });
  await walk.call('post /assets/{id}/custody', {
    params: evidence,
    body: {
      happenedAt: walk.console.context.now(),
      heldBy: 'Hazel Head',
      place: 'Safe in the office',
      seal: 'A-1042',
    },
  });
  await walk.call('get /assets/{id}/custody', { params: evidence });
  walk.meanwhile('get /assets/{id}/custody/paper', { params: evidence });
  await walk.call('get /assets/{id}', { params });
  for (const part of ['', '/export']) await walk.call(`get /assets/{id}/history${part}`, { params });
  await walk.call('get /labels/{tag}', { params: { tag: 'GP-0042' } });
  walk.meanwhile('post /labels', { body: { layout: 'L7162', which: { kind: 'assets', ids: [id] } } });
  await mistaken(walk);
  await spreadsheet(walk);
}

async function mistaken(walk: Walk): Promise<void> {
  const { id } = await anAsset(walk, 'GP-0044');
  const params = { id };
  await walk.call('get /assets/{id}/mistake', { params });
  const because = 'It is GP-0042 again';
  await walk.call('post /assets/{id}/mistake', { params, body: { revision: 1, because } });
  await walk.call('get /assets/mistakes');
  await walk.call('post /assets/mistakes/{id}/put-back', { params });
  await walk.call('post /assets/{id}/mistake', { params, body: { revision: 2, because } });
}

export const anAsset = (walk: Walk, tag: string, more: object = {}): Promise<Asset> =>
  walk.call('post /assets', { body: { tag, kind: 'laptop', ...more } });

async function spreadsheet(walk: Walk): Promise<void> {
  const body = Buffer.from('Asset tag,Type,Room\nGP-0101,Projector,Hall\nGP-0102,Camera,Room 4\n');
  const params = { name: 'assets.csv', columns: '0:tag,1:kind,2:location' };
  const { counts } = await walk.call('post /assets/import/check', { params, body });
  const expected = [counts.create, counts.change, counts.same, counts.rejected].join(',');
  await walk.call('post /assets/import', { params: { ...params, expected }, body });
  const { items } = await walk.call('get /assets/imports');
  await walk.call('post /assets/imports/{id}/undo', { params: { id: items[0].id } });
}

export async function bought(walk: Walk, softwareId: string | null): Promise<void> {
  const supplier = {
    ...{ name: 'PrintCo Ltd', contact: 'Ann Ash', phone: '01865 000000', email: 'help@printco.example' },
    ...{ website: 'https://printco.example', account: 'GP-17', processor: 'no', notes: '' },
    ...{ agreementOn: null, agreementUntil: null, endedOn: null },
  };
  const { items: suppliers } = await walk.call('post /suppliers', { body: supplier });
  const made = suppliers[0];
  const params = { id: made.id };
  await walk.call('put /suppliers/{id}', {
    params,
    body: { ...supplier, revision: 1, phone: '01865 000001' },
  });
  const contract = {
    ...{ title: 'Printers and toner', kind: 'lease', reference: 'PC-2024-17', startsOn: '2024-09-01' },
    ...{ endsOn: '2027-08-31', noticeDays: 90, renews: true, yearlyCost: 120_000, notes: '', endedOn: null },
  };
  const { items } = await walk.call('post /suppliers/{id}/contracts', { params, body: contract });
  const { id } = items[0].contracts[0];
  await walk.call('put /contracts/{id}', {
    params: { id },
    body: { ...contract, revision: 1, noticeDays: 60 },
  });
  const papers = await walk.call('post /suppliers/{id}/papers', {
    params: { ...params, what: 'agreement', name: 'agreement.pdf' },
    body: aPdf('Data processing agreement'),
  });
  const kept = { id: papers.items[0].papers[0].id };
  await walk.call('get /supplier-papers/{id}', { params: kept });
  await walk.call('delete /supplier-papers/{id}', { params: kept });
  await walk.call('get /suppliers');
  const review = {
    ...{ kind: 'document', what: 'Plan for a day without computers', owner: 'Bea Bursar', version: '3' },
    ...{ asked: 'In the safe, and with the head', everyMonths: 12, endedOn: null },
  };
  const { items: reviews } = await walk.call('post /reviews', { body: review });
  const reviewed = { id: reviews[0].id };
  await walk.call('put /reviews/{id}', { params: reviewed, body: { ...review, revision: 1, version: '4' } });
  const look = { doneOn: '2026-09-02', inOrder: true, doneBy: 'Bea Bursar', note: 'New number of the firm' };
  await walk.call('post /reviews/{id}/entries', { params: reviewed, body: look });
  await walk.call('get /reviews');
  const plan = {
    ...{
      what: 'Pupil records',
      owner: 'Tara Tech',
      method: 'The server, each night to the safe',
      away: true,
    },
    ...{ everyDays: 1, testMonths: 6, endedOn: null },
  };
  const { items: plans } = await walk.call('post /backups', { body: plan });
  const backedUp = { id: plans[0].id };
  await walk.call('put /backups/{id}', { params: backedUp, body: { ...plan, revision: 1, everyDays: 2 } });
  await walk.call('post /backups/{id}/entries', {
    params: backedUp,
    body: { kind: 'made', doneOn: '2026-11-22', good: true, doneBy: 'Tara Tech' },
  });
  const licence = {
    ...{ title: 'Office for schools', softwareId, supplierId: made.id, basis: 'device', seats: 40 },
    ...{ startsOn: '2026-09-01', endsOn: '2027-08-31', cost: 90_000, reference: 'PO 1123', notes: '' },
    ...{ endedOn: null, key: 'AAAAA-BBBBB-CCCCC-DDDDD' },
  };
  await walk.call('get /licences/titles', { params: { search: 'gimp' } });
  const { items: held } = await walk.call('post /licences', { body: licence });
  const one = { id: held[0].id };
  await walk.call('put /licences/{id}', { params: one, body: { ...licence, revision: 1, seats: 45 } });
  const { items: things } = await walk.call('get /assets');
  await walk.call('post /licences/{id}/seats', { params: one, body: { tag: things[0].tag } });
  const { items: seats } = await walk.call('get /licences/{id}/seats', { params: one });
  await walk.call('post /licences/seats/{id}/free', {
    params: { id: seats[0].id },
    body: { why: 'It is on the new laptop now' },
  });
  await walk.call('post /licences/{id}/key', {
    params: one,
    body: { reason: 'The new laptop needs it' },
    as: 'Tara Tech',
  });
}

export async function stockTakes(walk: Walk): Promise<void> {
  await anAsset(walk, 'GP-0201', { kind: 'camera', location: 'Library' });
  await anAsset(walk, 'GP-0202', { kind: 'camera', location: 'Library' });
  const begin = async (name: string) =>
    (await walk.call('post /stock-takes', { body: { name, places: ['Library'] } })).id as string;
  const id = await begin('Autumn 2026');
  const params = { id };
  await walk.call('post /stock-takes/{id}/scan', { params, body: { code: 'GP-0201', place: 'Library' } });
  const { items } = await walk.call('get /stock-takes/{id}/items', { params: { id, outcome: 'pending' } });
  await walk.call('post /stock-takes/{id}/tick', { params, body: { itemId: items[0].id, seen: true } });
  await walk.call('post /stock-takes/{id}/note', {
    params,
    body: { itemId: items[0].id, note: 'The lid is cracked' },
  });
  await walk.call('post /stock-takes/{id}/photos', {
    params: { ...params, itemId: items[0].id, name: 'lid.png' },
    body: aPicture(),
  });
  await walk.call('post /stock-takes/{id}/finish', { params });
  await walk.call('post /stock-takes/{id}/reopen', { params });
  await walk.call('post /stock-takes/{id}/finish', { params });
  await walk.call('post /stock-takes/{id}/sign', { params, body: {}, as: 'Hazel Head' });
  walk.meanwhile('get /stock-takes/{id}/report', { params });
  for (const part of ['', '/items/export']) await walk.call(`get /stock-takes/{id}${part}`, { params });
  await walk.call('post /stock-takes/{id}/withdraw', { params: { id: await begin('By mistake') } });
}
