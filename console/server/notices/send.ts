/** What each device is told: one signed document with every notice of its group, and who need not be asked again. */
import { createHash } from 'node:crypto';
import {
  mostNotices,
  mostSettled,
  type Notice,
  type NoticesDocument,
  settledLetters,
} from '../../../shared/protocol/notice.ts';
import type { SignedNotices } from '../../../shared/protocol/notice-signed.ts';
import { noticesText, settledText } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import { currentNotices, groupsOf, type NoticeRow, remindersOf, textsOf } from './store.ts';
import { type SignInNames, signInNames } from './whose.ts';

const settingOf = (schoolId: string) => `notices.${schoolId}`;

/** Above every number that this school ever gave, also after a backup was restored or the clock set back. */
export async function nextNumber(tx: Tx, schoolId: string, now: number): Promise<number> {
  const before = Number((await readSetting(tx, settingOf(schoolId))) ?? 0);
  const number = Math.max(before + 1, now);
  await writeSetting(tx, settingOf(schoolId), String(number));
  return number;
}

type Standing = Pick<Notice, 'settled' | 'declined' | 'informed'>;
interface Made {
  number: number;
  notices: { row: NoticeRow; groups: string[]; notice: Notice }[];
}

/** Undefined for a school that never told anything. */
async function make({ db, now }: Context, schoolId: string): Promise<Made | undefined> {
  const number = await readSetting(db, settingOf(schoolId));
  if (number === undefined) return undefined;
  const rows = await currentNotices(db, schoolId, now());
  const names = await signInNames(db, schoolId);
  const notices = [];
  for (const row of rows) {
    const notice = { ...asTold(row), ...(await standing(db, row, names)) };
    notices.push({ row, groups: groupsOf(row), notice });
  }
  return { number: Number(number), notices };
}

const asTold = (row: NoticeRow): Omit<Notice, keyof Standing> => ({
  id: row.id,
  kind: row.kind as Notice['kind'],
  title: row.title,
  texts: textsOf(row),
  hash: row.hash,
  from: row.from_name,
  issuedAt: row.issued_at,
  until: row.until,
  answer: row.answer as Notice['answer'],
  reminders: remindersOf(row),
  gate: row.gate === 1,
});

/** By sign-in names that are one person's alone; whoever answered under a shared one is asked elsewhere too. */
async function standing(db: Tx, row: NoticeRow, names: SignInNames): Promise<Standing> {
  const found = await db
    .selectFrom('notice_answer')
    .select(['user_name', 'answer', 'how', 'person_id'])
    .where('notice_id', '=', row.id)
    .orderBy('at', 'desc')
    .execute();
  const isMessage = row.kind === 'message';
  const keys = (some: typeof found) => {
    // Nobody is asked who read a message: then the name says it.
    const people = some.map(one => one.person_id ?? (isMessage ? names.ownerOf(one.user_name) : undefined));
    const given = new Set(people.flatMap(id => (id === undefined ? [] : names.of(id))));
    return [...given].slice(0, mostSettled).map(name => keyOf(row.id, name));
  };
  const done = found.filter(one => one.how !== 'parent' && one.answer === (isMessage ? 'read' : 'agreed'));
  const settled = keys(done);
  const not = (key: string) => !settled.includes(key);
  return {
    settled,
    informed: keys(found.filter(one => one.how === 'parent')).filter(not),
    declined: keys(found.filter(one => one.answer === 'declined')).filter(not),
  };
}

const keyOf = (noticeId: string, user: string) =>
  createHash('sha256').update(settledText(noticeId, user)).digest('base64url').slice(0, settledLetters);

function signed(
  { identity }: Context,
  made: Made,
  to: { id: string; schoolId: string; groupId: string },
): SignedNotices {
  const ours = made.notices.filter(({ groups }) => groups.length === 0 || groups.includes(to.groupId));
  const document: NoticesDocument = {
    schoolId: to.schoolId,
    deviceId: to.id,
    number: made.number,
    issuedAt: made.number,
    notices: ours.slice(-mostNotices).map(({ notice }) => notice),
  };
  const payload = JSON.stringify(document);
  return { payload, signature: identity.sign(noticesText(payload)) };
}

const fresh = new WeakMap<Context['db'], Map<string, { at: number; made: Made }>>();
/** A school that begins its day asks once, not once for each computer. */
const goodForMs = 30_000;

async function recent(context: Context, schoolId: string): Promise<Made | undefined> {
  const known = fresh.get(context.db)?.get(schoolId);
  if (known !== undefined && Math.abs(context.now() - known.at) < goodForMs) return known.made;
  return renewed(context, schoolId);
}

async function renewed(context: Context, schoolId: string): Promise<Made | undefined> {
  const made = await make(context, schoolId);
  const schools = fresh.get(context.db) ?? new Map();
  fresh.set(context.db, schools);
  if (made !== undefined) schools.set(schoolId, { at: context.now(), made });
  return made;
}

/** After each welcome. A device that has the same already changes nothing. */
export async function sendNotices(
  context: Context,
  device: { id: string; school_id: string; group_id: string },
): Promise<void> {
  const made = await recent(context, device.school_id);
  if (made === undefined) return;
  const to = { id: device.id, schoolId: device.school_id, groupId: device.group_id };
  context.presence.send(device.id, 'notices', signed(context, made, to));
}

const atOnce = 25;

/** To every device that is connected here; the others are told at their next welcome. */
export async function sendToAll(context: Context, schoolId: string): Promise<void> {
  const made = await renewed(context, schoolId);
  if (made === undefined) return;
  const devices = await context.db
    .selectFrom('device')
    .select(['id', 'group_id'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'approved')
    .execute();
  for (const [at, { id, group_id: groupId }] of devices
    .filter(one => context.presence.isConnected(one.id))
    .entries()) {
    if (at % atOnce === atOnce - 1) await new Promise(setImmediate);
    context.presence.send(id, 'notices', signed(context, made, { id, schoolId, groupId }));
  }
}
