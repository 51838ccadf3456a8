/** Titles, weaknesses known of them, and ends of support. */
import { feeds } from '../../../console/server/vulnerabilities/feeds.ts';
import { matchPass } from '../../../console/server/vulnerabilities/pass.ts';
import { aTableMaker } from '../support-tables.ts';
import { until } from '../until.ts';
import type { Walk } from './walk.ts';

/** Composed, in the shape of CISA's catalogue. */
const catalogue = {
  ...{
    title: 'Known exploited',
    catalogVersion: '2026.11.20',
    dateReleased: '2026-11-20T17:00:00Z',
    count: 1,
  },
  vulnerabilities: [
    {
      ...{ cveID: 'CVE-2026-6558', vendorProject: 'Google', product: 'Chromium', dateAdded: '2026-11-18' },
      ...{ vulnerabilityName: 'Chromium ANGLE improper input validation', dueDate: '2026-12-09' },
      ...{ shortDescription: 'A page can leave its sandbox.', requiredAction: 'Update.', notes: '' },
      ...{ knownRansomwareCampaignUse: 'Unknown', cwes: ['CWE-20'] },
    },
  ],
};

/** It begins, and ends at once: nothing of the internet is asked here. */
async function fetched(walk: Walk): Promise<void> {
  const { address } = feeds.exploited;
  feeds.exploited.address = 'https://localhost:1/';
  await walk.call('post /advisories/fetch', { body: { feed: 'exploited' } });
  const ended = async () => (await walk.call('get /advisories/imports')).items[0].status !== 'running';
  await until('the fetch has ended', ended);
  feeds.exploited.address = address;
}

/** Answers the id of a title. */
export async function software(walk: Walk): Promise<string> {
  await walk.call('put /advisories/feeds', { body: { daily: [] } });
  await walk.call('post /advisories/imports', {
    params: { name: 'kev.json' },
    body: Buffer.from(JSON.stringify(catalogue)),
  });
  const imported = async () => (await walk.call('get /advisories/imports')).items[0].status !== 'running';
  await until('the catalogue is read', imported);
  await matchPass(walk.console.context, walk.console.schoolId);
  const asked = { params: { show: 'to_check' } };
  const { items: weak } = await walk.call('get /vulnerabilities', asked);
  const params = { id: weak[0].id };
  for (const part of ['', '/devices', '/devices/export'])
    await walk.call(`get /vulnerabilities/{id}${part}`, { params });
  const { revision } = await walk.call('get /vulnerabilities/{id}', { params });
  const decided = await walk.call('post /vulnerabilities/{id}/decision', {
    params,
    body: { revision, kind: 'fix', until: '2026-12-04' },
  });
  await walk.call('post /vulnerabilities/{id}/safe-version', {
    params,
    body: { revision: decided.revision, version: '138.0.7204.157' },
  });
  const maker = aTableMaker();
  walk.console.context.supportKey = maker.key;
  await walk.call('post /support-ends', {
    body: { text: maker.table(9000, { 'debian-12': '2028-06-30' }).text },
  });
  await fetched(walk);
  const { items: titles } = await walk.call('get /software');
  const one = { id: titles[0].id };
  for (const part of ['', '/devices', '/devices/export'])
    await walk.call(`get /software/{id}${part}`, { params: one });
  const title = await walk.call('get /software/{id}', { params: one });
  await walk.call('patch /software/{id}', {
    params: one,
    body: { revision: title.revision, owner: 'Ann Ash', personalData: 'no', reviewOn: '2027-09-01' },
  });
  const { items: ran } = await walk.call('get /unapproved-programs');
  const program = { id: ran[0].id };
  await walk.call('get /unapproved-programs/{id}', { params: program });
  await walk.call('get /unapproved-programs/{id}/what-if', { params: { ...program, by: 'publisher' } });
  await walk.call('post /unapproved-programs/{id}/approve', {
    params: program,
    body: { by: 'publisher', reason: 'Year 4 builds robots with it' },
  });
  return one.id;
}
