/** `/backups`. */
import * as z from 'zod';
import { backupEntryInput, backupInput, backupList } from '../../../shared/protocol/api/backups.ts';
import type { Context } from '../context.ts';
import { ownBackup } from '../own-backup/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listBackups } from './present.ts';
import { addEntry, saveBackup } from './record.ts';
import { backupSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const list = async (schoolId: string) => ({
    items: await listBackups(context, schoolId),
    console: await ownBackup(context.db),
    next: null,
  });
  const editing = { permission: 'backups.edit', response: backupList } as const;
  return [
    ...withSheet(context, backupSheet, {
      ...{ method: 'get', path: '/backups', permission: 'backups.read', response: backupList },
      summary: 'What is backed up, how each stands, and when restoring was last tried',
      handle: ({ caller }) => list(caller.schoolId),
    }),
    route({
      ...{ ...editing, method: 'post', path: '/backups', body: backupInput, status: 201 },
      summary: 'Enter something that is backed up',
      async handle({ caller, body }) {
        await saveBackup(context, caller, null, body);
        return list(caller.schoolId);
      },
    }),
    route({
      ...{ ...editing, method: 'put', path: '/backups/{id}', params, body: backupInput },
      summary: 'Change it as the caller last saw it',
      async handle({ caller, params: { id }, body }) {
        await saveBackup(context, caller, id, body);
        return list(caller.schoolId);
      },
    }),
    route({
      ...{ ...editing, method: 'post', path: '/backups/{id}/entries', params, status: 201 },
      ...{ body: backupEntryInput },
      summary: 'Write down that a backup was made, or that restoring was tried, and how it ended',
      async handle({ caller, params: { id }, body }) {
        await addEntry(context, caller, id, body);
        return list(caller.schoolId);
      },
    }),
  ];
}
