/** What stands against lending a thing: its state, a loan that is not over, its holder, and its encryption. */
import { kinds } from '../../../shared/assets/kinds.ts';
import { type AssetState, isStep } from '../../../shared/assets/states.ts';
import { checksOpen, encryptedKinds, returnCheckWords } from '../../../shared/loans/words.ts';
import type { AssetRow } from '../../../shared/protocol/api/assets.ts';
import type { LoanCheck } from '../../../shared/protocol/api/loans.ts';
import { readAssetRows } from '../assets/index.ts';
import type { Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { findPerson, type PersonRecord } from '../people/index.ts';
import { readStateSayer } from '../schools/index.ts';

export interface Standing {
  state: string;
  reason: string;
}

/** How the disk encryption of each device stands, by device; absent where the device has said nothing. */
export async function readEncryption(db: Tx, deviceIds: readonly string[]): Promise<Map<string, Standing>> {
  if (deviceIds.length === 0) return new Map();
  const found = await db
    .selectFrom('device_finding')
    .innerJoin('device', 'device.id', 'device_finding.device_id')
    .select(['device_id', 'state', 'reason', 'device.status'])
    .where('device_id', 'in', deviceIds)
    .where('control', '=', 'disk-encryption')
    .execute();
  return new Map(
    found.map(row => [
      row.device_id,
      row.status === 'approved'
        ? { state: row.state, reason: row.reason }
        : { state: 'unknown', reason: row.status },
    ]),
  );
}

/** Whether an agent could and must say that its disk is encrypted before it leaves the school. */
export const needsEncryption = (asset: Pick<AssetRow, 'kind' | 'device'>) =>
  asset.device !== null || encryptedKinds.includes(asset.kind);

/** Why this computer may not leave the school yet and what to do; undefined when its disk is encrypted. */
export function notEncrypted(asset: AssetRow, standing: Standing | undefined): string | undefined {
  const { device } = asset;
  if (device === null || device.removed)
    return `Nobody knows whether the disk of this ${kinds[asset.kind].words.toLowerCase()} is encrypted, because it is not linked to a device. Enrol it and link the two, or lend it for use in school only.`;
  if (standing?.state === 'met') return undefined;
  if (standing?.state === 'not_met')
    return `The disk of ${device.name} is not encrypted. Encrypt it and wait for its next report (the device’s page says how), or lend it for use in school only.`;
  return `It is not known whether the disk of ${device.name} is encrypted. Switch it on, choose “Check now” on the device’s page and wait until disk encryption is met, or lend it for use in school only.`;
}

/** "met" for the papers. */
export function sayEncryption(asset: AssetRow, standing: Standing | undefined): string | null {
  if (!needsEncryption(asset)) return null;
  if (standing?.state === 'met') return 'Disk encrypted';
  return standing?.state === 'not_met' ? 'Disk not encrypted' : 'Disk encryption not known';
}

interface Lent {
  assetId: string;
  loanId: string;
  number: number;
  holder: string;
  status: string;
}

/** The loan that each of these is in and that is not over. */
async function readLent(db: Tx, assetIds: readonly string[]): Promise<Map<string, Lent>> {
  const found = await db
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select(['loan_item.asset_id', 'loan.id', 'loan.number', 'loan.holder_name', 'loan.status'])
    .where('loan_item.asset_id', 'in', assetIds)
    .where('loan.status', 'in', ['waiting', 'ready', 'out'])
    .where('loan_item.back_at', 'is', null)
    .execute();
  return new Map(
    found.map(row => [
      row.asset_id,
      {
        assetId: row.asset_id,
        loanId: row.id,
        number: row.number,
        holder: row.holder_name,
        status: row.status,
      },
    ]),
  );
}

export interface Plan {
  assetIds: readonly string[];
  holder: PersonRecord | null;
  offSite: boolean;
  /** The loan that this is: it does not stand in its own way. */
  loanId?: string;
}

/** Per asset, in the order given, what stands against it. Throws 400 for an asset that is not there. */
export async function checkAssets(db: Tx, schoolId: string, plan: Plan): Promise<LoanCheck['items']> {
  const assets = await readAssetRows(db, schoolId, plan.assetIds);
  const say = await readStateSayer(db, schoolId);
  const devices = [...assets.values()].flatMap(one => (one.device === null ? [] : [one.device.id]));
  const encryption = await readEncryption(db, devices);
  const lent = await readLent(db, plan.assetIds);
  const staffOnly = await readStaffOnly(db, plan.assetIds);
  const unchecked = await readUnchecked(db, assets, plan.holder);
  return plan.assetIds.map(assetId => {
    const asset = assets.get(assetId);
    if (asset === undefined)
      throw invalid('One of these things is not in the register.', { items: 'Not known here' });
    const other = lent.get(assetId);
    const blocking = other?.loanId === plan.loanId ? undefined : other;
    const standing = encryption.get(asset.device?.id ?? '');
    const problem =
      stateProblem(asset, blocking, say) ??
      holderProblem(plan.holder, staffOnly.has(assetId)) ??
      unchecked.get(assetId) ??
      (plan.offSite && needsEncryption(asset) ? notEncrypted(asset, standing) : undefined);
    return { assetId, tag: asset.tag, problem: problem ?? null, remark: remarkOn(asset, plan, standing) };
  });
}

function stateProblem(
  { state }: AssetRow,
  lent: Lent | undefined,
  say: (state: AssetState) => string,
): string | undefined {
  if (lent !== undefined)
    return lent.status === 'out'
      ? `${lent.holder} has it (loan ${lent.number}). Take it back first.`
      : `It is kept for ${lent.holder} (loan ${lent.number}). Withdraw that one first.`;
  if (state === 'on_loan' || isStep(state, 'on_loan')) return undefined;
  return `It is “${say(state)}”. Only what is “${say('in_stock')}”, “${say('in_service')}” or “${say('in_repair')}” can be lent.`;
}

function holderProblem(holder: PersonRecord | null, staffOnly: boolean): string | undefined {
  if (!staffOnly || holder === null || holder.kind === 'staff') return undefined;
  return `It is only for staff, and ${holder.name} is not staff. Choose another thing.`;
}

function remarkOn(asset: AssetRow, { offSite }: Plan, standing: Standing | undefined): string | null {
  if (needsEncryption(asset)) return offSite ? null : sayEncryption(asset, standing);
  if (offSite && (asset.kind === 'tablet' || asset.kind === 'phone' || asset.kind === 'storage'))
    return 'No agent can say whether it is encrypted or locked: look before it leaves.';
  return null;
}

/**
 * By asset, why nobody gets it before somebody has looked at it: it came back from somebody else, and what they left on it
 * may still be there (S4 §7i: erased before it is used again).
 */
async function readUnchecked(
  db: Tx,
  assets: ReadonlyMap<string, AssetRow>,
  holder: PersonRecord | null,
): Promise<Map<string, string>> {
  const back = await db
    .selectFrom('loan_item')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select(['asset_id', 'checklist', 'loan.number', 'loan.holder_id', 'loan.holder_name'])
    .where('asset_id', 'in', [...assets.keys(), ''])
    .where('back_at', 'is not', null)
    .where('outcome', '=', 'returned')
    .orderBy('back_at')
    .orderBy('loan_item.id')
    .execute();
  // Of several, the last one stands.
  const last = new Map(back.map(row => [row.asset_id, row]));
  return new Map(
    [...last].flatMap(([id, row]) => {
      const kind = assets.get(id)?.kind ?? 'other';
      const open = checksOpen(kind, JSON.parse(row.checklist ?? 'null'));
      if (open.length === 0 || row.holder_id === holder?.id) return [];
      const words = open.map(check => returnCheckWords[check].toLowerCase()).join('; ');
      return [
        [
          id,
          `It came back from ${row.holder_name} (loan ${row.number}) and nobody has ticked: ${words}. Finish the checklist on the page of that loan.`,
        ],
      ];
    }),
  );
}

async function readStaffOnly(db: Tx, ids: readonly string[]): Promise<Set<string>> {
  const found = await db
    .selectFrom('asset')
    .select('id')
    .where('id', 'in', ids)
    .where('staff_only', '=', 1)
    .execute();
  return new Set(found.map(row => row.id));
}

/** Throws `loan.not_possible` with the first things that stand against it. */
export async function refuseProblems(db: Tx, schoolId: string, plan: Plan): Promise<void> {
  const wrong = (await checkAssets(db, schoolId, plan)).filter(one => one.problem !== null);
  if (wrong.length === 0) return;
  const shown = wrong.slice(0, 3).map(one => `${one.tag}: ${one.problem}`);
  const more = wrong.length > shown.length ? ` And ${wrong.length - shown.length} more.` : '';
  throw conflict('loan.not_possible', `${shown.join(' ')}${more}`, { items: shown[0] ?? '' });
}

/** Throws 400 for somebody unknown or gone. */
export async function findHolder(db: Tx, schoolId: string, id: string): Promise<PersonRecord> {
  const holder = await findPerson(db, schoolId, id);
  if (holder.left_at !== null)
    throw invalid(`${holder.name} has left the school.`, { holderId: 'Has left the school' });
  return holder;
}
