/** Who may do what, by page and by feed, held against the one table; test/integration/console-access.test.ts asks every route as every role. */

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { access, heardBy, may, type Permission, permissionsOf, topics } from '../../console/server/access.ts';
import { roles } from '../../shared/protocol/api/common.ts';
import { pagesByRow } from '../support/page-list.ts';

const known = Object.keys(access) as Permission[];
const pick = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(found => found.slice(1));

describe('the access table', () => {
  /** What the few may, whole: whoever adds a row for them changes it here, with open eyes. */
  const few: [string, Permission[]][] = [
    ['governor', ['session.own', 'reports.read']],
    // Whoever works here may be somebody's line manager, and decides on those loans alone.
    ['staff', ['session.own', 'own.read', 'own.report', 'own.sign', 'loans.approve']],
    [
      'data_protection_officer',
      [
        'session.own',
        'own.read',
        'own.report',
        'own.sign',
        'suppliers.read',
        'loans.read',
        'loans.approve',
        'disposals.read',
        'audit.read',
        'reports.read',
        'personal_data.read',
        'personal_data.change',
        'incidents.read',
        'incidents.edit',
        'incidents.rules',
        'support.read',
        'support.rules',
      ],
    ],
    [
      'safeguarding_lead',
      [
        'session.own',
        'own.read',
        'own.report',
        'own.sign',
        'loans.approve',
        'exceptions.read',
        'reports.read',
        'reviews.read',
        'reviews.edit',
        'incidents.read',
        'incidents.edit',
        'pupil_link.read',
        'pupil_link.edit',
      ],
    ],
    ['nobody', []],
  ];
  for (const [role, rows] of few)
    it(`lets a ${role} do this and nothing else: ${rows.join(', ') || 'nothing'}`, () => {
      expect(permissionsOf(role)).to.have.members(rows);
    });

  it('keeps computers and people’s access from the business manager, and what is technical from the head', () => {
    const technical = known.filter(row => /^(devices|orders|recovery|queue|codes|people|tokens)\./.test(row));
    expect(technical.length).to.be.greaterThan(7);
    for (const role of roles.filter(one => one !== 'technician'))
      expect(
        technical.filter(row => may(role, row)),
        role,
      ).to.deep.equal([]);
    expect(may('business_manager', 'policies.approve')).to.equal(false);
  });
});

describe('pages', () => {
  const map = readFileSync('console/web/site-map.ts', 'utf8');
  const pages = pagesByRow();

  it('each name a row of the table, or are everybody’s own', () => {
    expect(pages.size).to.be.greaterThan(40);
    const open = [...pages].filter(([, row]) => row === undefined).map(([path]) => path);
    expect(open).to.have.members(['/account', '/*']);
    for (const [path, row] of pages) if (row !== undefined) expect(known, path).to.include(row);
  });

  it('stand in a menu or the search only for those who may open them', () => {
    const listed = pick(/path: '([^']+)',\s*name: [\s\S]*?permission: (?:'([^']+)'|null)/g, map);
    expect(listed.length).to.be.greaterThan(30);
    for (const [path = '', row] of listed) expect([path, row]).to.deep.equal([path, pages.get(path)]);
  });

  it('give every role at least one of its own', () => {
    const first = pick(/path: '([^']+)',\s*name: [\s\S]*?permission: '([^']+)'/g, map);
    for (const role of roles)
      expect(
        first.some(([, row]) => may(role, row as Permission)),
        role,
      ).to.equal(true);
  });
});

describe('the browser feed', () => {
  const deviceIds = ['one'];
  const every = Object.keys(topics) as (keyof typeof topics)[];

  for (const role of [...roles, 'nobody'])
    it(`tells a ${role} only of what they may read, and of no device without the row for devices`, () => {
      for (const topic of every) {
        const mine = topics[topic].some(row => may(role, row));
        const heard = heardBy(role, { topics: [topic], deviceIds });
        expect(heard?.topics, topic).to.deep.equal(mine ? [topic] : undefined);
        if (mine) expect(heard?.deviceIds, topic).to.deep.equal(role === 'technician' ? deviceIds : []);
      }
    });
});
