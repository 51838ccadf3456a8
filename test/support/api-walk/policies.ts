/** Policies, exceptions, the promises as kept, the governors' report and evidence. */
import { keepPass } from '../../../console/server/promises/index.ts';
import type { Computers } from './devices.ts';
import type { Walk } from './walk.ts';

const enforcing = {
  controls: { 'idle-lock': { mode: 'enforce' }, 'disk-encryption': { keepRecoveryKeys: true } },
};

export async function policies(walk: Walk, { groupId, otherGroupId, ids }: Computers): Promise<void> {
  await walk.call('patch /policies/rules', { body: { secondPerson: 'always' } });
  const place = `group.${groupId}`;
  const draft = async (where = place, settings: object = enforcing) => {
    const now = await walk.call('get /policies/places/{place}', { params: { place: where } });
    return await walk.call('put /policies/places/{place}/draft', {
      params: { place: where },
      body: { revision: now.draft?.revision ?? 0, settings },
      as: 'Tara Tech',
    });
  };
  const ask = (version: { id: string; revision: number }, more: object = {}) =>
    walk.call('post /policies/versions/{id}/ask', {
      params: { id: version.id },
      body: { revision: version.revision, reason: 'As the policy says', ...more },
      as: 'Tara Tech',
    });
  const first = await draft();
  const params = { id: first.id };
  await walk.call('get /policies/versions/{id}', { params });
  await walk.call('get /policies/versions/{id}/what-if', { params });
  await ask(first);
  await walk.call('post /policies/versions/{id}/refuse', {
    params,
    body: { reason: 'After the exams' },
    as: 'Hazel Head',
  });
  const second = await draft();
  await ask(second);
  await walk.call('post /policies/versions/{id}/approve', { params: { id: second.id }, as: 'Hazel Head' });
  const third = await draft(place, { controls: { 'idle-lock': { mode: 'enforce', afterMinutes: 15 } } });
  await ask(third);
  await walk.call('post /policies/versions/{id}/approve', { params: { id: third.id }, as: 'Hazel Head' });
  await walk.call('post /policies/versions/{id}/return', {
    params: { id: second.id },
    body: { reason: 'It was better before' },
    as: 'Tara Tech',
  });
  const thrown = await draft();
  await walk.call('post /policies/versions/{id}/discard', { params: { id: thrown.id }, as: 'Tara Tech' });
  await walk.call('post /policies/versions/{id}/restore', { params: { id: thrown.id }, as: 'Tara Tech' });
  const wide = await draft('school', enforcing);
  await ask(wide, { rings: [{ groupId: otherGroupId, waitMinutes: 60 }] });
  await walk.call('post /policies/versions/{id}/approve', { params: { id: wide.id }, as: 'Hazel Head' });
  const { rollout } = await walk.call('get /policies/places/{place}', { params: { place: 'school' } });
  await walk.call('get /policies/rollouts/{id}', { params: { id: rollout?.id } });
  await walk.call('post /policies/rollouts/{id}/act', {
    params: { id: rollout?.id },
    body: { act: 'halt', reason: 'Room 4 reports trouble' },
  });
  for (const part of ['', '/export'])
    await walk.call(`get /policies/places/{place}/versions${part}`, { params: { place } });
  for (const part of ['', '/export'])
    await walk.call(`get /policies/places/{place}/baseline${part}`, { params: { place } });
  await walk.call('get /policies/groups/{id}/delivery', { params: { id: groupId } });
  await walk.call('get /policies/devices/{id}', { params: { id: ids[0] } });
  await walk.call('get /groups/{id}/policy', { params: { id: groupId } });
  await exceptions(walk, ids[1]);
}

async function exceptions(walk: Walk, deviceId: string): Promise<void> {
  const ask = async () => {
    const { items } = await walk.call('post /policies/exceptions', {
      body: {
        ...{ control: 'idle-lock', deviceIds: [deviceId], settings: { mode: 'watch' } },
        ...{ reason: 'Runs the display in the hall', askedBy: 'Hazel Head' },
        endsAt: walk.console.context.now() + 7 * 86_400_000,
      },
      as: 'Tara Tech',
    });
    return items[0].id as string;
  };
  const first = { id: await ask() };
  const no = { reason: 'The hall is used by visitors' };
  await walk.call('post /policies/exceptions/{id}/refuse', { params: first, body: no, as: 'Hazel Head' });
  const second = { id: await ask() };
  await walk.call('post /policies/exceptions/{id}/approve', { params: second, as: 'Hazel Head' });
  await walk.call('get /policies/exceptions');
  await walk.call('post /policies/exceptions/{id}/end', { params: second, as: 'Tara Tech' });
}

/** Last of all: the day that is kept holds what came before. */
export async function promises(walk: Walk): Promise<void> {
  const { context } = walk.console;
  await keepPass(context);
  const days = await walk.call('get /promises/days');
  const day = days.items[0]?.day ?? days.items[0];
  const page = await walk.call('get /promises');
  await walk.call('get /promises/records/{line}', { params: { line: 'L-02' } });
  await walk.call('get /promises/{key}', { params: { key: page.promises[0].key } });
  await walk.call('get /promises/days/{day}', { params: { day } });
  await walk.call('get /promises/days/{day}/promises/{key}', {
    params: { day, key: page.promises[0].key },
  });
  await walk.call('get /promises/days/{day}/checks/{control}', { params: { day, control: 'firewall' } });
  walk.meanwhile('get /promises/days/{day}/evidence', { params: { day } });
  await walk.call('get /governors-reports/preview');
  const kept = await walk.call('post /governors-reports', {
    body: { day, comment: 'A quiet term.', recommendation: 'Two laptops are to be replaced.' },
    as: 'Hazel Head',
  });
  for (const part of ['', '/csv', '/pdf'])
    walk.meanwhile(`get /governors-reports/{number}${part}`, { params: { number: kept.number } });
  await walk.call('get /governors-reports/letters');
  await walk.call('put /governors-reports/letters', {
    body: {
      revision: 0,
      at: '08:00',
      people: [],
      addresses: ['chair@greenfield.sch.uk'],
      weekAt: '15:30',
      week: [],
    },
  });
}
