/** What happens: sticks, requests, notices, incidents, alerts, remote support, the network. */
import { randomUUIDv7 } from 'node:crypto';
import { addMonths } from '../../../shared/assets/dates.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Computers } from './devices.ts';
import type { Walk } from './walk.ts';

const dayMs = 86_400_000;

export async function requests(walk: Walk, { ids }: Computers): Promise<void> {
  const stick = { label: 'Stick 7', vendorId: '0781', productId: '5581', serial: '4C530001230101112233' };
  const { id } = await walk.call('post /media', { body: stick });
  await walk.call('patch /media/{id}', { params: { id }, body: { revision: 1, label: 'Stick 8' } });
  await walk.call('post /media/{id}/state', {
    params: { id },
    body: { revision: 2, to: 'issued', holder: 'Ann Ash' },
  });
  await walk.call('get /media/{id}', { params: { id } });
  await walk.call('post /media/import', {
    body: { text: 'Label,VID,PID,Serial\nStick 9,0781,5581,4C5300099\n' },
  });
  const asked = {
    ...{ kind: 'software', person: 'Ann Ash', reason: 'For the film club', title: 'Shotcut' },
    ...{ publisher: 'Meltytech', licence: 'free', suitability: 'Year 5 and older', personalData: 'no' },
  };
  const made = await walk.call('post /requests', { body: { deviceId: ids[0], request: asked } });
  await walk.call('get /requests');
  await walk.call('get /requests/{id}', { params: { id: made.id } });
  await walk.call('post /requests/decisions', {
    body: { refuse: [made.id], reason: 'We have OpenShot already' },
  });
  await walk.call('post /requests/{id}/reopen', { params: { id: made.id } });
}

export async function notices(walk: Walk, { ids }: Computers): Promise<void> {
  const now = walk.console.context.now();
  const until = now + 30 * dayMs;
  const { items } = await walk.call('post /wordings', {
    body: { name: 'Rules for staff', adult: 'Long rules.', plain: 'Be kind.', symbols: '' },
  });
  const { id } = await walk.call('post /notices', {
    body: { kind: 'agreement', wordingId: items[0].id, people: ['staff'], until, dueAt: now + 14 * dayMs },
  });
  const params = { id };
  const answered = (answer: string, user: string, person: string) =>
    walk.tells(ids[0], {
      ...{ type: 'event', name: 'notice.answered' },
      facts: { noticeId: id, answer, person, user, rendering: 'adult', hash: null },
    });
  await answered('read', 'maria', '');
  await answered('agreed', 'bert', 'Bert of the office');
  const { items: persons } = await walk.call('get /persons', { params: { search: 'birch' } });
  const personId = persons[0].id;
  await walk.call('get /personal-data/people', { params: { search: 'birch' } });
  await walk.call('get /personal-data/people/{id}/export', { params: { id: personId } });
  await walk.call('post /notices/{id}/signatures', {
    params,
    body: { personId, how: 'paper', signedAt: now },
  });
  await walk.call('post /notices/{id}/reminders', { params });
  await walk.call('post /notices/{id}/letters', { params });
  for (const part of ['', '/people', '/people/export', '/devices', '/devices/export', '/strangers'])
    await walk.call(`get /notices/{id}${part}`, { params });
  const { items: strangers } = await walk.call('get /notices/{id}/strangers', { params });
  await walk.call('post /notices/{id}/strangers/{answerId}/person', {
    params: { id, answerId: strangers[0]?.id },
    body: { personId },
  });
  await walk.call('delete /notices/{id}/answers/{answerId}', { params: { id, answerId: strangers[0]?.id } });
  await walk.call('post /notices/{id}/end', { params });
}

export async function incidents(walk: Walk): Promise<void> {
  const one = await walk.call('post /incidents', {
    body: { category: 'lost_or_stolen', title: 'Laptop GP-0042 was left on the coach' },
  });
  const params = { id: one.id };
  const step = async (name: string, body: object) => {
    const { revision } = await walk.call('get /incidents/{id}', { params });
    await walk.call(`${name}`, { params, body: { revision, ...body } });
  };
  await step('patch /incidents/{id}', { title: 'Laptop GP-0042 was left on the train' });
  await walk.call('post /incidents/{id}/notes', { params, body: { text: 'The railway has it.' } });
  await step('post /incidents/{id}/close', { outcome: 'It is back.' });
  await step('post /incidents/{id}/reopen', { reason: 'It was another one' });
  const password = await walk.call('post /incidents', {
    body: { category: 'password_compromised', title: 'A password stood on the board' },
  });
  await walk.call('post /incidents/{id}/clock', {
    params: { id: password.id },
    body: { revision: password.revision, doneAt: walk.console.context.now() },
  });
  await walk.call('put /incidents/rules', { body: { keptYears: 7 } });
  await walk.call('put /retention/{key}', { params: { key: 'requests' }, body: { amount: 4 } });
}

export async function support(walk: Walk, { ids }: Computers): Promise<void> {
  const { groups: _groups, ...rules } = await walk.call('get /support-sessions/rules');
  await walk.call('put /support-sessions/rules', {
    body: { ...rules, tool: 'RustDesk', link: 'rustdesk://connect/{device}' },
  });
  const [deviceId] = ids;
  const ask = async () => {
    const made = await walk.call('post /devices/{id}/support-sessions', {
      params: { id: deviceId },
      body: { purpose: 'The printer does not answer', ask: true },
      as: 'Tara Tech',
    });
    return made.id as string;
  };
  const says = (name: string, facts: object) =>
    walk.tells(deviceId, { type: 'event', name: `support.${name}`, facts });
  const supportId = await ask();
  await says('told', { supportId });
  await says('shown', { supportId });
  await says('answered', { supportId, answer: 'allowed', user: 'maria' });
  await walk.call('post /support-sessions/{id}/begin', { params: { id: supportId }, as: 'Tara Tech' });
  await walk.call('post /support-sessions/{id}/end', {
    params: { id: supportId },
    body: { note: 'The cable was out' },
    as: 'Tara Tech',
  });
  await walk.call('get /support-sessions');
  await walk.call('delete /support-sessions/{id}', { params: { id: await ask() }, as: 'Tara Tech' });
}

export async function network(walk: Walk): Promise<void> {
  const text =
    '1795341600 7a:11:22:33:44:55 10.20.3.4 pixel-7 01:7a:11\n1795341600 00:80:77:33:44:55 10.20.3.5 * *\n';
  await walk.call('post /neighbours/import', { body: { text, apply: true } });
  const { items } = await walk.call('get /neighbours');
  await walk.call('post /neighbours/{id}/decision', {
    params: { id: items[0].id },
    body: { decision: 'visitor', note: 'Of the PAT tester' },
  });
}

/** The school itself: its days, its own words, and what was changed elsewhere. */
export async function school(walk: Walk): Promise<void> {
  await walk.call('patch /school', {
    body: { name: 'Greenfield Primary School', timeZone: 'Europe/London' },
  });
  await walk.call('patch /school/state-words', { body: { in_repair: 'At the repairer' } });
  const day = {
    ...{ opens: '08:00', closes: '17:00' },
    lessons: [{ name: 'Lesson 1', from: '09:00', to: '10:00' }],
  };
  await walk.call('put /calendar', {
    body: {
      revision: 0,
      calendar: {
        bankHolidays: 'england_and_wales',
        terms: [{ name: 'Autumn term', from: '2026-09-02', to: '2026-12-18' }],
        daysOff: [{ kind: 'half_term', name: 'Half-term', from: '2026-10-26', to: '2026-10-30' }],
        week: [day, day, day, day, day, null, null],
      },
    },
  });
  await walk.call('put /clauses', {
    body: {
      revision: 0,
      clauses: [
        { id: randomUUIDv7(), sentence: 'Screens lock after 20 minutes.', controls: ['idle-lock'] },
        { id: randomUUIDv7(), sentence: 'We know who has which laptop.', controls: [], line: 'L-02' },
        { id: randomUUIDv7(), sentence: 'Our policy is looked at each year.', controls: [], line: 'S-01' },
        { id: randomUUIDv7(), sentence: 'A crime with a computer is told.', controls: [], line: 'S-12' },
      ],
    },
  });
  const undertaken = await walk.call('post /promises/{key}/undertakings', {
    params: { key: 'S-01' },
    body: {
      who: 'Hazel Head',
      by: addMonths(dayAt(walk.console.context.now(), 'Europe/London'), 1),
      what: 'New laptops are ordered',
    },
  });
  await walk.call('post /promises/undertakings/{id}/withdrawal', { params: { id: undertaken.id } });
  const today = dayAt(walk.console.context.now(), 'Europe/London');
  const looked = await walk.call('post /promises/{key}/looks', {
    params: { key: 'S-12' },
    body: {
      ...{ by: 'Hazel Head', on: today, so: true, next: addMonths(today, 12) },
      saw: 'The log of the year; nothing had to be told',
    },
  });
  await walk.call('get /promises/records/{line}', { params: { line: 'S-12' } });
  await walk.call('post /promises/looks/{id}/withdrawal', { params: { id: looked.id } });
  const look = {
    ...{ lookedOn: '2025-11-20', lookedBy: 'The governors', owner: 'Headteacher', nextOn: '2026-11-20' },
  };
  const { id } = await walk.call('post /policy-reviews', { body: look });
  await walk.call('post /policy-reviews', {
    body: { ...look, lookedOn: '2025-11-19', insteadOf: id },
  });
  const { items } = await walk.call('get /policy-reviews');
  await walk.call('post /promises/visit');
  await walk.call('post /policy-reviews/{id}/withdrawal', {
    params: { id: items.find((one: { takenBackAt: number | null }) => one.takenBackAt === null).id },
  });
  await walk.call('put /pupil-link', {
    body: { link: { words: 'Talk to somebody', url: 'https://www.childline.org.uk/' } },
  });
  await walk.call('post /audit-log/entries', {
    body: {
      ...{ about: 'filtering', what: 'Allowed a video provider for Year 6', on: '2026-09-14' },
      ...{ why: 'Asked for by the Year 6 teacher', who: 'Hazel Head' },
    },
  });
}
