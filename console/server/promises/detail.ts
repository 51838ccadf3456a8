/** One promise: what proves it, which standards it serves, and how it went day by day. */
import { standardsOfClause } from '../../../shared/clauses/line-standards.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Line } from '../../../shared/policies/difference.ts';
import type { PastPromise, PromiseDetail, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { RecordDetail } from '../../../shared/protocol/api/promise-records.ts';
import { readClauses } from '../clauses/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { policiesInForce, type SettingChange, settingChanges } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { historyOf, recordHistory } from './course.ts';
import { dayIn, readDay } from './days.ts';
import { controlsOf } from './figures.ts';
import { type NationalFigure, nationalNow } from './group-figures.ts';
import { letOffEvents, sayLetOff } from './let-off.ts';
import { restOf } from './own-words.ts';
import { listLooks, recordedOf } from './record-looks.ts';
import { mostThings, readThings } from './record-things.ts';
import { recordLines } from './records.ts';
import { readPage } from './service.ts';
import { listUndertakings, whoMay } from './undertakings.ts';

const yearMs = 366 * 24 * 3600_000;
const theYearTo = (at: number, timeZone: string) => ({
  ...{ since: dayIn(at - yearMs, timeZone), upTo: dayIn(at, timeZone) },
});

/** Throws `promises.unknown`. */
export async function readPromise(context: Context, caller: Caller, key: string): Promise<PromiseDetail> {
  const { db } = context;
  const { schoolId } = caller;
  const { at: now, promises, timeZone, lastTerm } = await readPage(context, schoolId);
  const promise = promises.find(one => one.key === key);
  if (promise === undefined) throw noSuchPromise();
  const inForce = await policiesInForce(db, schoolId);
  const controls = controlsOf(promise);
  const national = await nationalNow(db, schoolId, controls);
  const line = (await linesOfClauses(db, schoolId)).get(key);
  return {
    ...{ promise, timeZone, lastTerm, rest: restOf(line) ?? null },
    standards: standardsOf(controls, line),
    looks: await listLooks(db, schoolId, key),
    proof: controls.map(control => ({
      ...proofOf(control, inForce),
      national: sayNational(national.get(control)),
    })),
    ...(await courseOf(db, schoolId, promise, { at: now, timeZone })),
    letOff: await sayLetOff(db, schoolId, controls, { now, timeZone, only: countedStatuses }),
    ...(await whoSeesToIt(db, caller, key)),
  };
}

/** As it stood on a past day, by what was known by then. Throws `promises.day_not_kept`, `promises.unknown`. */
export async function readPastPromise(
  { db, now }: Context,
  { schoolId }: Caller,
  { day, key }: { day: string; key: string },
): Promise<PastPromise> {
  const kept = await readDay(db, schoolId, day, now());
  const { promises, timeZone, lastTerm } = kept.promises;
  const promise = promises.find(one => one.key === key);
  if (promise === undefined)
    throw noSuchPromise('This promise was not on the page of that day. Look at the whole page of it.');
  const { keptAt, before, after } = kept;
  return {
    ...{ day, keptAt, before, after, promise, timeZone, lastTerm },
    ...(await courseOf(db, schoolId, promise, { at: keptAt, timeZone })),
    letOff: await sayLetOff(db, schoolId, controlsOf(promise), { now: keptAt, timeZone }),
  };
}

/** The year up to then. */
async function courseOf(
  db: Tx,
  schoolId: string,
  promise: PromiseView,
  { at, timeZone }: { at: number; timeZone: string },
): Promise<Pick<PromiseDetail, 'history' | 'altered' | 'events'>> {
  const changes = await settingChanges(db, schoolId, controlsOf(promise), at - yearMs);
  const span = { since: at - yearMs, upTo: at, timeZone };
  const letOff = await letOffEvents(db, schoolId, controlsOf(promise), span);
  const events = [
    ...changes
      .filter(one => one.at <= at)
      .map(one => ({ at: one.at, sentence: sayChange(one), changes: sayLines(one) })),
    ...letOff.map(one => ({ ...one, changes: [] })),
  ];
  return {
    ...(await historyOf(db, schoolId, promise, theYearTo(at, timeZone))),
    // Of one moment, the later one first.
    events: events.sort((a, b) => a.at - b.at).toReversed(),
  };
}

/** Of a single computer no name: not everybody who reads this may see which it is. */
function sayChange({ scope, place, askedBy, agreedBy }: SettingChange): string {
  const wheres: Record<string, string> = { school: place, group: `“${place}”` };
  const where = wheres[scope] ?? 'one computer';
  const agreed = agreedBy === null || agreedBy === askedBy ? '' : ` ${agreedBy} agreed.`;
  return `${askedBy} changed the rule for ${where}.${agreed}`;
}

const mostLines = 6;

/** What each setting was and is. Where more checks than one were changed, each stands with its own promise. */
export function sayLines({ lines, controls }: Pick<SettingChange, 'lines' | 'controls'>): string[] {
  if (lines.length === 0) return ['What is asked stays the same.'];
  const said = lines.slice(0, mostLines).map(line => {
    const which = controls.length === 1 ? '' : `${promisedBy(line.control)} `;
    return `${which}${line.field === 'mode' ? sayMode(line) : line.sentence}`;
  });
  const more = lines.length - mostLines;
  return more > 0 ? [...said, `And ${more} more.`] : said;
}

/** In Caretaker's words. */
function promisedBy(control: string | null): string {
  const meaning = control === null ? undefined : controlByKey(control);
  return meaning?.words.promise(meaning.policy.parse({})).sentence ?? '';
}

/** As the words beside what proves it say it. */
const modes: Record<string, string> = {
  off: 'nothing was asked',
  watch: 'Caretaker looked and told',
  enforce: 'Caretaker made it true',
};
const modesNow: Record<string, string> = {
  off: 'nothing is asked any more',
  watch: 'Caretaker looks and tells',
  enforce: 'Caretaker makes it true',
};
const sayMode = ({ before, after }: Line) =>
  `Before this, ${modes[before] ?? before}. Now ${modesNow[after] ?? after}.`;

/** Beside the school's own rule: two facts, for a rule may be looser than what the country advises. */
export function sayNational(figure: NationalFigure | undefined): string | null {
  if (figure === undefined) return null;
  const { name, met } = figure;
  const asked = met + figure.not_met + figure.unknown;
  return `National advice (${name}): kept on ${met} of ${asked} ${asked === 1 ? 'computer' : 'computers'}.`;
}

const whoSeesToIt = async (db: Tx, caller: Caller, key: string) => ({
  undertakings: await listUndertakings(db, caller.schoolId, key),
  whoMay: await whoMay(db, caller.schoolId),
  askAt: await technicians(db, caller),
});

/** Of those whose account is open. A technician asks nobody. */
async function technicians(db: Tx, caller: Caller): Promise<string[]> {
  if (caller.role === 'technician') return [];
  const found = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select('person.email')
    .where('account.school_id', '=', caller.schoolId)
    .where('account.role', '=', 'technician')
    .where('account.disabled', '=', 0)
    .orderBy('account.id')
    .execute();
  return found.flatMap(({ email }) => (email === null ? [] : [email]));
}

/** Throws `promises.unknown`. */
export async function readRecord(context: Context, caller: Caller, line: string): Promise<RecordDetail> {
  const page = await readPage(context, caller.schoolId);
  const { at, timeZone, lastTerm } = page;
  const one = recordedOf(page, line);
  if (one === undefined) throw noSuchPromise();
  const things = await readThings(context, caller, line);
  const course = await recordHistory(
    context.db,
    caller.schoolId,
    { line, sentence: one.sentence },
    theYearTo(at, timeZone),
  );
  return {
    ...{ recorded: one, timeZone, lastTerm, ...course },
    things: things?.slice(0, mostThings) ?? null,
    more: (things?.length ?? 0) > mostThings,
    figured: recordLines[line] !== undefined,
    looks: await listLooks(context.db, caller.schoolId, line),
    ...(await whoSeesToIt(context.db, caller, line)),
  };
}

export const noSuchPromise = (
  detail = 'There is no such promise now. It may have been put otherwise since.',
): AppError => new AppError({ status: 404, code: 'promises.unknown', detail });

type InForce = Awaited<ReturnType<typeof policiesInForce>>;

function proofOf(control: string, inForce: InForce): Omit<PromiseDetail['proof'][number], 'national'> {
  const meaning = controlByKey(control);
  const own = inForce.get(control);
  const title = meaning?.words.title ?? control;
  if (meaning === undefined || own === undefined || own.mode === 'off')
    return { control, title, asks: 'Nothing is asked of any computer now.', mode: 'off' };
  const { sentence } = meaning.words.promise(meaning.policy.parse(own.policy));
  return { control, title, asks: sentence, mode: own.mode };
}

/** By clause, what its sentence is of the library. Days are not kept with it: which standards a line answers is ours to say. */
export async function linesOfClauses(db: Tx, schoolId: string): Promise<Map<string, string | undefined>> {
  return new Map((await readClauses(db, schoolId)).clauses.map(({ id, line }) => [id, line]));
}

export function standardsOf(
  controls: readonly string[],
  line: string | undefined,
): PromiseDetail['standards'] {
  const { dfe, cyberEssentials, cis } = standardsOfClause(controls, line);
  return [
    { framework: 'Department for Education standards', asks: [...dfe] },
    { framework: 'Cyber Essentials', asks: [...cyberEssentials] },
    { framework: 'CIS Controls', asks: [...cis] },
  ].filter(one => one.asks.length > 0);
}
