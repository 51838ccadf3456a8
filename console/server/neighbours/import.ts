/** Brings a list of the school's network in: what is known keeps its decision and gets its name, the rest is entered. */
import { createHmac } from 'node:crypto';
import type { NeighbourImported } from '../../../shared/protocol/api/neighbours.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { invalid } from '../errors.ts';
import { schoolSerialKey } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { type Found, inOneOrder, upsert } from './hear.ts';
import { type Row, readList } from './lists.ts';

const most = 5000;

/** As devices make it (agent: neighbours/watch.ts). */
export function hashOf(key: string, mac: string): string {
  const hash = createHmac('sha256', Buffer.from(key, 'base64url')).update(`neighbour\n${mac}`);
  return hash.digest('base64url').slice(0, 16);
}

/** A made-up address tells no maker. */
const makerOf = (mac: string) =>
  (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2 ? null : mac.slice(0, 8).replaceAll(':', '');

/** Throws 400 where the file is no such list; rows that are wrong are told one by one. */
export async function importNeighbours(
  context: Context,
  by: Caller,
  { text, apply }: { text: string; apply: boolean },
): Promise<NeighbourImported> {
  const { format, rows } = readList(text);
  if (rows.length === 0) throw invalid('This file lists no device.', { text: 'It is empty' });
  if (rows.length > most) throw invalid('At most 5,000 devices at a time.', { text: 'It is too long' });
  const told = await context.db.transaction().execute(async tx => {
    const outcome = await planned(context, tx, by.schoolId, rows, apply);
    const created = outcome.filter(row => row.outcome === 'create').length;
    if (apply) await context.audit.record(tx, by, 'neighbours.imported', { facts: { created, format } });
    return outcome;
  });
  if (apply) context.events.nudge(by.schoolId, ['devices']);
  const count = (outcome: string) => told.filter(row => row.outcome === outcome).length;
  const counts = { create: count('create'), same: count('same'), rejected: count('rejected') };
  return { applied: apply, format, counts, rows: told };
}

async function planned(
  context: Context,
  tx: Tx,
  schoolId: string,
  rows: readonly Row[],
  apply: boolean,
): Promise<NeighbourImported['rows']> {
  const key = await schoolSerialKey(tx, schoolId);
  const known = await knownHashes(tx, schoolId);
  const names = await managedNames(tx, schoolId);
  const told: NeighbourImported['rows'] = [];
  const entries: (Found & { device: string | undefined })[] = [];
  for (const { line, mac, name: given, at } of rows) {
    const name = clean(given, 60);
    if (mac === undefined) {
      const words = 'It has no network address of a single device';
      told.push({ line, label: name, outcome: 'rejected', words });
      continue;
    }
    const hash = hashOf(key, mac);
    const outcome = known.has(hash) ? 'same' : 'create';
    known.add(hash);
    const device = names.get(name.toLowerCase());
    const is = device === undefined ? '' : `, by its name the computer ${name} that Caretaker is on`;
    const words = outcome === 'same' ? `Known already${is}` : `Entered, to be decided${is}`;
    told.push({ line, label: name || mac, outcome, words });
    const seenAt = Math.min(at ?? context.now(), context.now());
    const called = { address: mac, ...(name !== '' && { name }) };
    entries.push({ hash, maker: makerOf(mac), at: seenAt, ...called, device });
  }
  if (apply) await enter(tx, schoolId, entries);
  return told;
}

async function enter(
  tx: Tx,
  schoolId: string,
  entries: readonly (Found & { device: string | undefined })[],
): Promise<void> {
  for (const { device, ...found } of inOneOrder(entries)) {
    const { id } = await upsert(tx, schoolId, found);
    if (device !== undefined)
      await tx
        .updateTable('neighbour')
        .set({ device_id: device })
        .where('id', '=', id)
        .where('device_id', 'is', null)
        .execute();
  }
}

async function knownHashes(tx: Tx, schoolId: string): Promise<Set<string>> {
  const found = await tx.selectFrom('neighbour').select('hash').where('school_id', '=', schoolId).execute();
  return new Set(found.map(({ hash }) => hash));
}

/** Names that two devices have tell nothing. */
async function managedNames(tx: Tx, schoolId: string): Promise<Map<string, string>> {
  const found = await tx
    .selectFrom('device')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'approved')
    .execute();
  const by = Map.groupBy(found, ({ name }) => name.toLowerCase());
  return new Map([...by].flatMap(([name, [one, other]]) => (one && !other ? [[name, one.id]] : [])));
}
