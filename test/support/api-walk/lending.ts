/** People of the school without an account, and what they have on loan. */
import { anAsset } from './belongings.ts';
import { password } from './people.ts';
import type { Walk } from './walk.ts';

export async function lending(walk: Walk): Promise<void> {
  const { id: holderId } = await walk.call('post /persons', {
    body: { name: 'Ann Ash', kind: 'staff', group: 'Year 4' },
  });
  const { items: heads } = await walk.call('get /persons', { params: { search: 'hazel' } });
  const approverId = heads[0].id;
  await walk.call('patch /persons/{id}', { params: { id: holderId }, body: { group: 'Year 5' } });
  const text = 'Name,Kind,Group\nBea Birch,staff,Office\nCleo Cedar,pupil,Year 4\n';
  const { counts } = await walk.call('post /persons/import/check', { body: { text } });
  await walk.call('post /persons/import', { body: { text, expected: counts } });
  await walk.call('get /persons', { params: { search: 'ash' } });
  await walk.call('get /persons/{id}', { params: { id: holderId } });
  const { items: agreements } = await walk.call('post /loans/agreements', {
    body: {
      body: 'What is lent stays the property of the school. Whoever has it keeps it locked away, lends it to nobody and brings it back when asked.',
      statement: 'I use it for school work, and for myself no more than a little.',
    },
  });
  await walk.call('put /loans/letters', { body: { on: true } });
  await walk.call('get /loans/letters');
  const signature = { agreementId: agreements[0].id, signedName: 'Ann Ash' };
  const asset = async (tag: string) => (await anAsset(walk, tag, { kind: 'camera' })).id as string;
  const first = await asset('GP-0301');
  const set = { name: 'Trip bag', note: '', assetIds: [first] };
  const { items: sets } = await walk.call('post /asset-sets', { body: set });
  await walk.call('put /asset-sets/{id}', {
    params: { id: sets[0].id },
    body: { ...set, note: 'With charger' },
  });
  await walk.call('delete /asset-sets/{id}', { params: { id: sets[0].id } });
  await walk.call('post /loans/check', { body: { assetIds: [first], holderId, offSite: false } });
  const lend = async (assetId: string, more: object = {}) =>
    await walk.call('post /loans', {
      body: {
        ...{ holderId, purpose: 'School trip', offSite: false, dueOn: '2026-11-27' },
        ...{ items: [{ assetId, accessories: ['Charger'] }], signature, ...more },
      },
    });
  const loan = await lend(first);
  const params = { id: loan.id };
  await walk.call('get /loans');
  await walk.call('get /loans/{id}', { params });
  walk.meanwhile('get /loans/{id}/paper', { params });
  await walk.call('post /loans/{id}/extend', {
    params,
    body: { dueOn: '2026-12-04', words: 'The trip moved' },
  });
  await walk.call('post /loans/{id}/return', {
    params,
    body: { items: [{ itemId: loan.items[0].id, outcome: 'returned', condition: 'good' }] },
  });
  await walk.call('post /loans/{id}/checklist', {
    params,
    body: { itemId: loan.items[0].id, checklist: { dataRemoved: true, reset: true, ready: true } },
  });
  const { items: sams } = await walk.call('get /persons', { params: { search: 'sam' } });
  const asks = { approval: { how: 'ask', approverId }, signature: null, offSite: true };
  const own = await lend(await asset('GP-0304'), { ...asks, holderId: sams[0].id });
  const approves = { body: { approve: true }, as: 'Hazel Head' };
  await walk.call('post /loans/{id}/approval', { params: { id: own.id }, ...approves });
  await walk.call('post /loans/{id}/ask-to-sign', { params: { id: own.id } });
  const email = 'sam.staff@greenfield.sch.uk';
  await walk.signsIn('Sam again', 'post /session', { email, password });
  await walk.call('get /own/approvals', { as: 'Sam again' });
  await walk.call('post /own/problems', {
    body: { about: 'not_working', more: 'The charger is loose' },
    as: 'Sam again',
  });
  await walk.call('post /own/loans/{id}/sign', {
    params: { id: own.id },
    body: { ...signature, signedName: 'Samira Staff', personalUse: { use: 'none' } },
    as: 'Sam again',
  });
  await walk.call('post /own/loans/{id}/statement', {
    params: { id: own.id },
    body: { use: 'significant', words: 'Family photos' },
    as: 'Sam again',
  });
  const asked = await lend(await asset('GP-0302'), asks);
  await walk.call('post /loans/{id}/approval', { params: { id: asked.id }, ...approves });
  await walk.call('post /loans/{id}/hand-over', {
    params: { id: asked.id },
    body: { ...signature, personalUse: { use: 'none' } },
  });
  await walk.call('post /loans/{id}/statement', {
    params: { id: asked.id },
    body: { use: 'none', saidBy: 'Ann Ash' },
  });
  const other = await lend(await asset('GP-0303'), asks);
  await walk.call('post /loans/{id}/withdraw', {
    params: { id: other.id },
    body: { note: 'The trip is off' },
  });
}
