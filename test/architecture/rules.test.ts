/** Holds the project to its rules, and each rule to being able to fail. */
import { expect } from 'chai';
import { sql } from 'kysely';
import { openDatabase } from '../../console/server/database/index.ts';
import { owners } from './owners.ts';
import { type Rule, rules } from './rules.ts';
import { projectFiles, sourceFile } from './source.ts';

/** One planted offence a rule, so that no rule can pass by seeing nothing. */
const planted: Record<string, [path: string, text: string][]> = {
  'direction of imports': [
    ['shared/finding.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/policy.ts', "import React from 'react';"],
    ['agent/service/main.ts', "import { app } from '../../console/server/app.ts';"],
    ['agent/service/main.ts', "import { runSchool } from '../../simulated-school/run.ts';"],
    ['console/server/app.ts', "import { createProgram } from '../../start.ts';"],
    ['console/server/app.ts', "import { outbox } from '../../agent/service/outbox.ts';"],
    ['console/web/app.tsx', "import { routes } from '../server/devices/routes.ts';"],
    ['console/web/live.ts', "const fs = await import('node:fs');"],
    ['agent/tray/shell.ts', "import { Outbox } from '../service/outbox.ts';"],
    ['agent/simulate/fleet.ts', "import { app } from '../../console/server/app.ts';"],
    ['agent/config.ts', "import { app } from '../console/server/app.ts';"],
    ['simulated-school/run.ts', "import { theme } from '../console/web/theme.ts';"],
    ['simulated-school/run.ts', "import { startBoth } from '../start.ts';"],
    ['installers/build.ts', "import { policy } from '../shared/policy.ts';"],
  ],
  'pages import no server library': [
    ['console/web/live.ts', "import { WebSocketServer } from 'ws';"],
    ['console/web/live.ts', "const pdf = await import('pdfmake');"],
  ],
  'Electron stays in the tray': [['agent/service/main.ts', "import { app } from 'electron';"]],
  'nothing imports tests': [
    ['console/server/app.ts', "import { aDevice } from '../../test/support/device.ts';"],
  ],
  'a control knows no other control': [
    ['agent/service/controls/antivirus/linux.ts', "import { lsblk } from '../disk-encryption/linux.ts';"],
    ['agent/service/controls/antivirus/linux.ts', "import { Outbox } from '../../outbox.ts';"],
    ['agent/service/controls/antivirus/linux.ts', "import { dial } from '../../console-link/line.ts';"],
  ],
  'child processes through one door': [
    ['agent/service/inventory/software.ts', "import { execFile } from 'node:child_process';"],
  ],
  'environment read once': [
    ['console/server/app.ts', 'const port = process.env.PORT;'],
    ['console/server/app.ts', 'const { env } = process;'],
    ['console/server/app.ts', "import { env } from 'node:process';"],
  ],
  'database drivers behind the database room': [
    ['console/server/devices/store.ts', "import pg from 'pg';"],
    ['agent/service/rounds.ts', "import { DatabaseSync } from 'node:sqlite';"],
  ],
  'the system is asked once': [
    ['agent/service/outbox.ts', "if (process.platform === 'win32') {}"],
    ['agent/service/outbox.ts', 'const { platform } = process;'],
    ['agent/service/outbox.ts', "import { cpus, platform } from 'node:os';"],
  ],
  'what lives long begins in main.ts': [
    ['console/server/devices/store.ts', 'setInterval(() => prune(), 1000);'],
    ['console/server/devices/store.ts', "export const db = new DatabaseSync('x');"],
  ],
  'server rooms meet at index.ts': [
    ['console/server/overview/service.ts', "import { rows } from '../devices/store.ts';"],
  ],
  'a room alone writes its tables': [
    ['console/server/overview/service.ts', "await db.insertInto('device_finding').values(x)"],
    ['console/server/groups/store.ts', 'sql`update device_record set body = 1`'],
    ['console/server/groups/store.ts', "await db.updateTable('device_finding as one').set(x)"],
    ['console/server/groups/store.ts', 'await db.updateTable(`device_finding`).set(x)'],
    ['console/server/groups/store.ts', "await db.insertInto('brand_new').values(x)"],
    ['console/server/groups/store.ts', "await db.mergeInto('device_finding').using(x)"],
    ['console/server/groups/store.ts', "await db.deleteFrom('device_finding').execute()"],
    ['console/server/groups/store.ts', 'sql`delete from "device_finding" where body = 1`'],
    ['console/server/groups/store.ts', 'sql`insert into device_finding (body) values (1)`'],
  ],
  'no file above 350 lines': [['shared/long.ts', 'x\n'.repeat(400)]],
  'names are nouns of the field': [['shared/utils.ts', '']],
  'no test is narrowed or switched off in the source': [['shared/a.test.ts', "it.skip('x')"]],
};

describe('architecture', () => {
  const files = projectFiles();

  it('sees the project', () => {
    expect(files.map(file => file.path)).to.include.members(['shared/finding.ts', 'console/server/route.ts']);
  });

  for (const rule of rules) {
    it(`${rule.name}, because ${rule.why}`, () => {
      const broken = files.flatMap(file => rule.check(file).map(offence => `${file.path} ${offence}`));
      expect(broken, reason(rule)).to.deep.equal([]);
    });

    it(`catches an offence against: ${rule.name}`, () => {
      const cases = planted[rule.name] ?? [];
      expect(cases, 'plant an offence for this rule').to.not.be.empty;
      for (const [path, text] of cases) expect(rule.check(sourceFile(path, text)), path).to.not.be.empty;
    });
  }

  it('names the owner of every table, and of none that is gone', async () => {
    const db = await openDatabase(':memory:');
    const { rows } = await sql<{
      name: string;
    }>`select name from sqlite_schema where type = 'table' and name not like 'kysely%' and name not like 'sqlite%'`.execute(
      db,
    );
    await db.destroy();
    expect(rows.map(row => row.name).toSorted()).to.deep.equal(Object.keys(owners).toSorted());
  });

  it('reads imports but not those in comments', () => {
    const file = sourceFile(
      'shared/a.ts',
      "// import x from 'react'\n/* from 'react' */ import y from './b.ts';",
    );
    expect(file.imports).to.deep.equal(['shared/b.ts']);
  });
});

const reason = (rule: Rule) => `${rule.name}: ${rule.why}`;
