/** Until when makers support what is installed: by the newest signed table that this console has. */
import seed from '../../../shared/support-ends/seed.json' with { type: 'json' };
import { type SignedSupportTable, supportKey } from '../../../shared/support-ends/signed.ts';
import {
  openSupportTable,
  type SupportEnd,
  type SupportTable,
  supportOfTitle,
} from '../../../shared/support-ends/table.ts';
import type { Context } from '../context.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import { invalid } from '../errors.ts';
import { verifies } from '../identity/index.ts';

const settingName = 'support_ends';

interface Held {
  signed: SignedSupportTable;
  table: SupportTable;
}

function held(text: string | undefined, key: string): Held | undefined {
  try {
    const signed: SignedSupportTable = JSON.parse(text ?? '');
    const table = openSupportTable(signed, (said, signature) => verifies(key, said, signature));
    return table && { signed, table };
  } catch {
    return undefined;
  }
}

/** Undefined for what the key did not sign, or what is no table. */
export const openTable = (text: string, key = supportKey) => held(text, key)?.table;

const shipped = held(JSON.stringify(seed), supportKey);

/** The one that came with this version, or a newer one that was given. */
async function newest(db: Tx, key = supportKey): Promise<Held | undefined> {
  const given = held(await readSetting(db, settingName), key);
  const tables = [shipped, given].filter(one => one !== undefined);
  return tables.sort((a, b) => b.table.number - a.table.number)[0];
}

export async function currentTable(db: Tx, key?: string): Promise<SupportTable> {
  return (await newest(db, key))?.table ?? { number: 1, issuedOn: '1970-01-01', titles: [], systems: [] };
}

/** To a device that goes by an older one than we have: it says so itself. One that says nothing knows no tables. */
export async function sendSupportEnds(
  { db, presence, supportKey }: Context,
  deviceId: string,
  goesBy: number | undefined,
): Promise<void> {
  if (goesBy === undefined) return;
  const here = await newest(db, supportKey);
  if (here !== undefined && here.table.number > goesBy)
    presence.send(deviceId, 'support_ends', bare(here.signed));
}

const sendTogether = 20;

/** A newer one has come: to every device that is connected; the others are told when they are. */
export async function sendSupportEndsToAll({ db, presence, supportKey }: Context): Promise<void> {
  const here = await newest(db, supportKey);
  if (here === undefined) return;
  const devices = await db.selectFrom('device').select('id').where('status', '=', 'approved').execute();
  for (const [index, { id }] of devices.entries()) {
    presence.send(id, 'support_ends', bare(here.signed));
    // What is sent leaves before more is put in the way.
    if (index % sendTogether === sendTogether - 1) await new Promise(next => setImmediate(next));
  }
}

/** Without whatever else stood in the file. */
const bare = ({ payload, signature }: SignedSupportTable) => ({ payload, signature });

/** Throws 400 for what is not signed, or older than what is here. */
export async function takeTable(tx: Tx, text: string, key = supportKey): Promise<SupportTable> {
  const table = openTable(text, key);
  if (table === undefined)
    throw invalid(
      'This file is not a support table of Caretaker, or it was changed after it was signed. Nothing was taken from it.',
      { text: 'not signed by the key for support tables' },
      'support.not_signed',
    );
  const here = await currentTable(tx, key);
  if (table.number <= here.number)
    throw invalid(
      `This table (number ${table.number}) is not newer than the one in use (number ${here.number}).`,
      { text: 'not newer' },
      'support.not_newer',
    );
  await writeSetting(tx, settingName, text);
  return table;
}

/** Looks up titles; the soonest end counts where devices have several versions. */
export async function supportOf(
  tx: Tx,
): Promise<(title: { source: string; name: string }, versions: readonly string[]) => SupportEnd | undefined> {
  const table = await currentTable(tx);
  return (title, versions) => {
    const ends = versions.flatMap(version => supportOfTitle(table, title, version) ?? []);
    return ends.sort((a, b) => (a.endsOn < b.endsOn ? -1 : 1))[0];
  };
}
