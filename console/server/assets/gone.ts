/** A thing that can hold data and is lost or stolen is an incident (I-05): somebody has to decide whether it is a breach. */
import { type AssetKind, dataKinds, kinds } from '../../../shared/assets/kinds.ts';
import { type AssetState, goneStates } from '../../../shared/assets/states.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { openIncident } from '../incidents/index.ts';
import type { Caller } from '../route.ts';
import { readSchool, sayState } from '../schools/index.ts';
import type { AssetRecord } from './columns.ts';

/** In the transaction of the step. Lost first and stolen later is one matter, as long as it is open. */
export async function openIfGone(
  context: Context,
  tx: Tx,
  by: Caller,
  row: AssetRecord,
  to: AssetState,
): Promise<void> {
  const kind = row.kind as AssetKind;
  const mayHold = dataKinds.includes(kind) || row.device_id !== null || row.held_data_at !== null;
  if (!goneStates.includes(to) || !mayHold) return;
  await openIncident(context, tx, by, {
    category: 'lost_or_stolen',
    title: `${row.tag} (${kinds[kind].words.toLowerCase()}) is ${await sayState(tx, by.schoolId, to)}`,
    detail: await sayKnown(tx, row),
    deviceId: row.device_id,
    noticedAt: context.now(),
    source: 'console',
    matter: `gone:${row.id}`,
  });
}

const encryptionWords: Record<string, string> = {
  met: 'Its disk was encrypted when it was last looked at.',
  not_met: 'Its disk was NOT encrypted when it was last looked at.',
};

/** What decides whether it is a breach, without a person's name: the register says who had it. */
async function sayKnown(tx: Tx, row: AssetRecord): Promise<string> {
  const said = [
    row.held_data_at === null
      ? 'The register does not say that protected data was on it.'
      : 'Protected data may have been on it: it was lent before.',
  ];
  const unknown = 'It is not known whether it was encrypted.';
  if (row.device_id === null) said.push(`It has no agent. ${unknown}`);
  else {
    const device = await tx
      .selectFrom('device')
      .select('last_seen_at')
      .where('id', '=', row.device_id)
      .executeTakeFirst();
    const finding = await tx
      .selectFrom('device_finding')
      .select('state')
      .where('device_id', '=', row.device_id)
      .where('control', '=', 'disk-encryption')
      .executeTakeFirst();
    said.push(encryptionWords[finding?.state ?? ''] ?? unknown);
    said.push(await saySeen(tx, row.school_id, device?.last_seen_at ?? null));
  }
  said.push(
    'Change the passwords that were used on it, and decide whether it has to be reported within 72 hours.',
  );
  return said.join(' ');
}

async function saySeen(tx: Tx, schoolId: string, at: number | null): Promise<string> {
  if (at === null) return 'Its agent never spoke to this console.';
  const { timeZone } = await readSchool(tx, schoolId);
  const moment = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return `Its agent last spoke to this console on ${moment.format(at)}; its page says when it does again.`;
}
