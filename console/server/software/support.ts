/** Until when makers support what is installed: by the newest signed table that this console has. */
import seed from '../../../shared/support-ends/seed.json' with { type: 'json' };
import {
  type SupportEnd,
  type SupportTable,
  signedSupportTable,
  supportKey,
  supportOfTitle,
  supportTable,
  supportText,
} from '../../../shared/support-ends/table.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import { invalid } from '../errors.ts';
import { verifies } from '../identity/index.ts';

const settingName = 'support_ends';

/** Undefined for what the key did not sign, or what is no table. */
export function openTable(text: string, key = supportKey): SupportTable | undefined {
  try {
    const { payload, signature } = signedSupportTable.parse(JSON.parse(text));
    if (!verifies(key, supportText(payload), signature)) return undefined;
    return supportTable.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

const shipped = openTable(JSON.stringify(seed));

/** The one that came with this version, or a newer one that was given. */
export async function currentTable(db: Tx): Promise<SupportTable> {
  const given = openTable((await readSetting(db, settingName)) ?? '');
  const tables = [shipped, given].filter(table => table !== undefined);
  const newest = tables.sort((a, b) => b.number - a.number)[0];
  return newest ?? { number: 1, issuedOn: '1970-01-01', titles: [], systems: [] };
}

/** Throws 400 for what is not signed, or older than what is here. */
export async function takeTable(tx: Tx, text: string, key = supportKey): Promise<SupportTable> {
  const table = openTable(text, key);
  if (table === undefined)
    throw invalid(
      'This file is not a support table of Caretaker, or it was changed after it was signed. Nothing was taken from it.',
      { text: 'not signed by the key for support tables' },
      'support.not_signed',
    );
  const here = await currentTable(tx);
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
