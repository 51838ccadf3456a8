/** Makes what a group's devices are to be sent: the settings in force, its devices' own, and exceptions. */
import { controlByKey, controls } from '../../../shared/controls/index.ts';
import {
  type OwnSettings,
  resolve,
  resolveSilence,
  resolveSilenceOffSite,
} from '../../../shared/policies/settings.ts';
import type { PolicyDocument } from '../../../shared/policy.ts';
import { calendarForDevices } from '../calendar/index.ts';
import { readSetting, type Tx } from '../database/index.ts';
import { AppError, notFound } from '../errors.ts';
import { linkForDevices } from '../pupil-link/index.ts';
import { readSchool } from '../schools/index.ts';
import { exceptionsInForce } from './exceptions-store.ts';
import { readPlaces } from './places.ts';
import { schoolSerialKey } from './rules.ts';

export type Content = Omit<PolicyDocument, 'number' | 'issuedAt'>;

/** Where the room of the recovery keys leaves its public key. */
export const sealToSetting = 'recovery-keys.public-key';
const keepsKeys = (controls: Record<string, unknown>) =>
  (controls['disk-encryption'] as { keepRecoveryKeys?: unknown } | undefined)?.keepRecoveryKeys === true;

/** What fits a frame with its signature; `signedPolicy` allows 200,000. */
const mostCharacters = 190_000;

/** `before`: parts of controls that this version does not know stay as they were. Throws `group.not_found`. */
export async function contentFor(
  tx: Tx,
  schoolId: string,
  groupId: string,
  now: number,
  before: Record<string, unknown> = {},
): Promise<Content> {
  const group = await tx
    .selectFrom('device_group')
    .select('id')
    .where('id', '=', groupId)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (group === undefined) throw notFound('group');
  const places = await readPlaces(tx, schoolId);
  const layers = places.layers(schoolId, groupId);
  const asked = controls.map(meaning => [meaning.key, resolve(meaning, layers).policy]);
  const unknown = Object.entries(before).filter(([key]) => controlByKey(key) === undefined);
  const members = await membersAmong(tx, groupId, places.deviceIds());
  const { timeZone } = await readSchool(tx, schoolId);
  const devices = Object.fromEntries(
    members
      .map(id => [id, known(places.own('device', id, groupId))] as const)
      .filter(([, own]) => Object.keys(own).length > 0),
  );
  const link = await linkForDevices(tx, schoolId);
  const offSite = resolveSilenceOffSite(layers).days;
  const controlsAsked = { ...Object.fromEntries(unknown), ...Object.fromEntries(asked) };
  return {
    schoolId,
    groupId,
    timeZone,
    calendar: await calendarForDevices(tx, schoolId, timeZone),
    ...(link === undefined ? {} : { pupilLink: link }),
    silentAfterSchoolDays: resolveSilence(layers).days,
    ...(offSite !== null && { silentOffSiteAfterSchoolDays: offSite }),
    serialKey: await schoolSerialKey(tx, schoolId),
    // Only where something is to be sealed: a policy that is as before is not sent again.
    sealTo: [controlsAsked, ...Object.values(devices)].some(keepsKeys)
      ? ((await readSetting(tx, sealToSetting)) ?? null)
      : null,
    controls: controlsAsked,
    devices,
    exceptions: await exceptionsInForce(tx, schoolId, groupId, now),
  };
}

const known = (own: OwnSettings) =>
  Object.fromEntries(Object.entries(own.controls).filter(([key]) => controlByKey(key) !== undefined));

async function membersAmong(tx: Tx, groupId: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = await tx
    .selectFrom('device')
    .select('id')
    .where('group_id', '=', groupId)
    .where('status', '!=', 'removed')
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return found.map(row => row.id);
}

/** Throws `policy.too_large`. */
export function refuseTooLarge(payload: string): void {
  if (payload.length <= mostCharacters) return;
  throw new AppError({
    status: 409,
    code: 'policy.too_large',
    detail: `This policy has become too large to send (${payload.length.toLocaleString('en-GB')} characters; ${mostCharacters.toLocaleString('en-GB')} fit). Shorten its lists, or the exceptions and devices with settings of their own.`,
  });
}
