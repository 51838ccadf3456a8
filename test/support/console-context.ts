/** What a room of the console is given, over a database of the test's own and with a clock that the test moves. */
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import { commandLine } from '../../console/server/accounts/index.ts';
import { createAudit } from '../../console/server/audit/index.ts';
import { readConfig } from '../../console/server/config.ts';
import type { Context } from '../../console/server/context.ts';
import type { Db } from '../../console/server/database/index.ts';
import { createEvents } from '../../console/server/events.ts';
import { openIdentity } from '../../console/server/identity/index.ts';
import type { Caller } from '../../console/server/route.ts';
import { ensureSchool } from '../../console/server/schools/index.ts';
import { withCertificate } from './certificate.ts';
import { scratchFolder } from './scratch.ts';

export interface TestContext extends Context {
  schoolId: string;
  by: Caller;
  clock: { at: number };
}

/** 22 November 2026, a Sunday, at noon. */
const noon = Date.UTC(2026, 10, 22, 12);

export async function aContext(db: Db): Promise<TestContext> {
  const data = scratchFolder('caretaker-context-');
  const config = readConfig({}, { data });
  const clock = { at: noon };
  const now = () => clock.at;
  const events = createEvents(() => undefined);
  const identity = await withCertificate(data, () => openIdentity(config, db, now()));
  rmSync(data, { recursive: true });
  const school = await ensureSchool(db, now());
  return {
    db,
    config,
    now,
    clock,
    log: pino({ level: 'silent' }),
    identity,
    events,
    audit: createAudit(now, events),
    presence: {
      isConnected: () => false,
      connectedCount: () => 0,
      send: () => false,
      offer: () => false,
      refuse: () => undefined,
      regroup: () => Promise.resolve(),
    },
    schoolId: school.id,
    by: commandLine(school.id),
  };
}
