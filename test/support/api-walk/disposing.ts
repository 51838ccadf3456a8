/** From a request to write off to the closed batch. */
import { heardAfterDisposal } from '../../../console/server/disposals/index.ts';
import { aContractor, aDestruction, aNote, aPdf, aPicture, aWipe, aWipeLog } from '../disposal-world.ts';
import { anAsset } from './belongings.ts';
import type { Computers } from './devices.ts';
import type { Walk } from './walk.ts';

export async function disposing(walk: Walk, { ids }: Computers): Promise<void> {
  const rules = {
    governorsFrom: 0,
    ownYears: 7,
    least: 'clear',
    acceptance: 'The collector takes over what is listed here and the duty of care for it from now on.',
  };
  await walk.call('put /disposals/rules', { body: rules });
  const whole = await anAsset(walk, 'GP-0401', { deviceId: ids[2] });
  const plain = await anAsset(walk, 'GP-0402', { kind: 'projector' });
  const kept = await anAsset(walk, 'GP-0403', { kind: 'camera' });
  const writeOff = async (...assets: { id: string }[]) =>
    await walk.call('post /disposals/write-offs', {
      body: {
        items: assets.map(({ id }) => ({ assetId: id, condition: 'broken hinge' })),
        ...{ reason: 'Too old for its system', personalData: 'yes' },
      },
    });
  const asked = await writeOff(whole, plain, kept);
  await walk.call('get /approvals');
  await walk.call('get /approvals/{id}', { params: { id: asked.approvalId }, as: 'Hazel Head' });
  await walk.call('post /approvals/{id}/approve', {
    params: { id: asked.approvalId },
    body: {},
    as: 'Hazel Head',
  });
  await walk.call('post /disposals/write-offs/{id}/governors', {
    params: { id: asked.id },
    body: { minute: '2026/11/4', agreedOn: '2026-11-20' },
    as: 'Hazel Head',
  });
  const { items } = await walk.call('get /disposals/write-offs/{id}', { params: { id: asked.id } });
  const of = (tag: string) => items.find((one: { tag: string }) => one.tag === tag)?.id as string;
  const item = { id: of('GP-0401') };
  await walk.call('post /disposals/items/{id}/keep', {
    params: { id: of('GP-0403') },
    body: { reason: 'It works again' },
  });
  await walk.call('post /disposals/items/{id}/no-storage', {
    params: { id: of('GP-0402') },
    body: { reason: 'A projector keeps nothing' },
  });
  await walk.call('post /disposals/items/{id}/read-inside', { params: item });
  const { storage } = await walk.call('post /disposals/items/{id}/storage', {
    params: item,
    body: { model: 'Samsung', serial: 'S-LOOSE', media: 'flash', name: 'sdb' },
  });
  const by = (serial: string) =>
    storage.find((one: { serial: string }) => one.serial === serial).id as string;
  const loose = { id: by('S-LOOSE') };
  const inside = { id: by('S-002') };
  await walk.call('patch /disposals/storage/{id}', { params: loose, body: { serial: 'S-LOOSE-2' } });
  await walk.call('post /disposals/storage/{id}/leave-out', { params: loose, body: { reason: 'Not in it' } });
  await walk.call('post /disposals/storage/{id}/put-back', { params: loose });
  await walk.call('post /disposals/storage/{id}/records', { params: inside, body: aWipe() });
  await walk.call('post /disposals/storage/{id}/records', { params: loose, body: aDestruction() });
  const log = async (serial: string) =>
    await walk.call('post /disposals/logs', {
      params: { name: `${serial}.txt`, operator: 'Terry Tech' },
      body: Buffer.from(aWipeLog(serial)),
    });
  await log('NOT-KNOWN-1');
  await log('NOT-KNOWN-2');
  const lines = (await walk.call('get /disposals')).unmatched;
  await walk.call('post /disposals/lines/{id}/match', {
    params: { id: lines[0].id },
    body: { storageId: inside.id, reason: 'The label on the drive is torn' },
  });
  await walk.call('post /disposals/lines/{id}/set-aside', {
    params: { id: lines[1].id },
    body: { reason: 'Of another school' },
  });
  await walk.call('get /disposals/items');
  await walk.call('get /disposals/items/{id}', { params: item });
  await walk.call('get /assets/{id}/disposal', { params: { id: whole.id } });
  await collection(walk, [of('GP-0401'), of('GP-0402')]);
  await heardAfterDisposal(walk.console.context, { id: ids[2], schoolId: walk.console.schoolId });
  const { sightings } = await walk.call('get /disposals');
  await walk.call('post /disposals/sightings/{id}/settle', {
    params: { id: sightings[0].id },
    body: { reason: 'The collector tested it and has wiped it since' },
  });
}

async function collection(walk: Walk, itemIds: string[]): Promise<void> {
  const contractors = async (name: string) => {
    const { items } = await walk.call('post /disposals/contractors', { body: aContractor({ name }) });
    return items.find((one: { name: string }) => one.name === name).id as string;
  };
  const ended = { id: await contractors('Old Bytes Ltd') };
  const contractorId = await contractors('Green Bytes Ltd');
  await walk.call('put /disposals/contractors/{id}', {
    params: ended,
    body: aContractor({ name: 'Older Bytes Ltd' }),
  });
  await walk.call('post /disposals/contractors/{id}/end', { params: ended });
  const plan = async (which: string[]) =>
    await walk.call('post /disposals/batches', {
      body: { contractorId, collectOn: '2026-11-23', itemIds: which },
    });
  const off = await plan([]);
  await walk.call('post /disposals/batches/{id}/cancel', {
    params: { id: off.id },
    body: { reason: 'They cannot come' },
  });
  const sale = await walk.call('post /disposals/batches', {
    body: {
      ...{ way: 'sold', price: 3000, collectOn: '2026-11-23', itemIds: [] },
      recipient: { name: 'Sam Staff', kind: 'staff', contact: '01865 000000' },
    },
  });
  await walk.call('post /disposals/batches/{id}/paid', {
    params: { id: sale.id },
    body: { note: 'Cash, receipt 12' },
  });
  const batch = await plan(itemIds);
  const params = { id: batch.id };
  await walk.call('patch /disposals/batches/{id}', { params, body: { collectOn: '2026-11-23', itemIds } });
  await walk.call('get /disposals/batches/{id}/manifest', { params });
  const photo = (name: string) =>
    walk.call('post /disposals/batches/{id}/photos', {
      params: { ...params, name, caption: 'The pallet before loading' },
      body: aPicture(),
    });
  await photo('pallet.png');
  const { photos } = await photo('floor.png');
  await walk.call('delete /disposals/photos/{id}', { params: { id: photos[1].id } });
  await walk.call('post /disposals/batches/{id}/hand-over', {
    params,
    body: {
      ...{
        handedBy: 'Terry Tech',
        handedRole: 'technician',
        receivedBy: 'Dan Driver',
        receivedRole: 'driver',
      },
      ...{
        quantity: '2 items, 5 kg',
        seen: batch.items.map((one: { id: string }) => one.id),
        accepted: true,
      },
    },
  });
  walk.meanwhile('get /disposals/batches/{id}/receipt', { params });
  await walk.call('post /disposals/batches/{id}/papers', { params, body: aNote({ dated: '2026-11-23' }) });
  const early = await walk.call('post /disposals/batches/{id}/papers', {
    params,
    body: aNote({ number: 'ABC123/0000', dated: '2026-11-22' }),
  });
  await walk.call('post /disposals/papers/{id}/accept', {
    params: { id: early.papers.find((one: { odd: string | null }) => one.odd !== null).id },
    body: { reason: 'Written the day before, for the first van' },
  });
  const file = await walk.call('post /disposals/files', {
    params: { name: 'certificate.pdf' },
    body: aPdf(),
  });
  await walk.call('get /disposals/files/{id}', { params: { id: file.id } });
  await walk.call('post /disposals/batches/{id}/certificates', {
    params,
    body: {
      ...{ fileId: file.id, issuer: 'Green Bytes Ltd', number: 'C-77', dated: '2026-11-23', method: 'shred' },
      serials: 'S-002\nS-LOOSE-2',
    },
  });
  const wrong = await walk.call('post /disposals/batches/{id}/certificates', {
    params,
    body: {
      ...{ fileId: file.id, issuer: 'Green Bytes Ltd', number: 'C-78', dated: '2026-11-23', method: 'shred' },
      serials: '',
    },
  });
  await walk.call('post /disposals/certificates/{id}/withdraw', {
    params: { id: wrong.certificates[1].id },
    body: { reason: 'It is of another school' },
  });
  await walk.call('post /disposals/batches/{id}/freed', { params, body: { licences: true, accounts: true } });
  await walk.call('post /disposals/batches/{id}/close', { params });
  await walk.call('get /disposals/batches/{id}', { params });
  walk.meanwhile('get /disposals/batches/{id}/pack', { params });
}
