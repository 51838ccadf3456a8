/** Notes, corrections, the clock's end, closing and opening again. Nothing that was written is taken away. */
import type * as z from 'zod';
import type * as api from '../../../shared/protocol/api/incidents.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { readAbout, writeAbout } from './about.ts';
import { refuseFuture } from './open.ts';
import {
  addLine,
  categoryWords,
  cleanLines,
  dueOf,
  findIncident,
  forChange,
  type IncidentRow,
  writeIncident,
} from './record.ts';

/** A field of a form holds whole minutes. */
const minuteMs = 60_000;

/** A change of one incident with its lines, its entry in the log and its nudge, all or nothing. */
async function inOne(context: Context, by: Caller, work: (tx: Tx) => Promise<void>): Promise<void> {
  await context.db.transaction().execute(work);
  context.events.nudge(by.schoolId, ['incidents']);
}

/** Whoever writes first has answered: from then on somebody knows. */
export async function writeNote(
  context: Context,
  by: Caller,
  id: string,
  { text }: z.output<typeof api.incidentNote>,
): Promise<void> {
  await inOne(context, by, async tx => {
    const row = await findIncident(tx, by, id);
    await addLine(context, tx, by, id, { kind: 'note', text: cleanLines(text, 2000) });
    if (row.answered_at === null)
      await tx
        .updateTable('incident')
        .set({ answered_at: context.now() })
        .where('id', '=', id)
        .where('answered_at', 'is', null)
        .execute();
    await context.audit.record(tx, by, 'incident.noted', { subject: id, facts: { number: row.number } });
  });
}

/** Throws `incident.not_found`, `incident.changed`, `request.invalid`. */
export async function correct(
  context: Context,
  by: Caller,
  id: string,
  { revision, category, title, noticedAt, about }: z.output<typeof api.incidentPatch>,
): Promise<void> {
  await inOne(context, by, async tx => {
    const before = await forChange(tx, by, id, revision);
    const { noticed_at } = before;
    const at = noticedAt ?? noticed_at;
    refuseFuture(context, at);
    if (at > before.reported_at)
      throw invalid('It was reported before that.', { noticedAt: 'Later than it was reported' });
    const named = { category: category ?? before.category, title: clean(title ?? before.title, 160) };
    const after = { ...before, ...named, noticed_at: at, due_at: dueOf(named.category, at) };
    const changes = [
      after.category !== before.category &&
        `what it is, from “${categoryWords(before.category)}” to “${categoryWords(after.category)}”`,
      after.title !== before.title && 'its sentence',
      after.noticed_at !== before.noticed_at && 'when it was noticed',
      about !== undefined && (await changeAbout(tx, by, id, about)),
    ].filter(said => said !== false);
    if (changes.length === 0) return;
    await writeIncident(tx, { ...after, done_at: after.due_at === null ? null : before.done_at });
    const was = after.title === before.title ? '' : `. It was: ${before.title}`;
    await step(context, tx, by, before, `Corrected: ${changes.join(', ')}${was}`);
    const facts = { number: before.number, changes: changes.join(', ') };
    await context.audit.record(tx, by, 'incident.changed', { subject: id, facts });
  });
}

/** What is said of it, or false when it is about the same people as before. Names stand in the incident alone. */
async function changeAbout(
  tx: Tx,
  by: Caller,
  id: string,
  about: readonly string[],
): Promise<string | false> {
  const before = (await readAbout(tx, id)).map(one => one.id);
  if (before.toSorted().join() === [...new Set(about)].toSorted().join()) return false;
  await writeAbout(tx, by, id, about);
  return 'whom it is about';
}

/** The password was changed, then or now. Throws `incident.no_clock`, `request.invalid`. */
export async function stopClock(
  context: Context,
  by: Caller,
  id: string,
  { revision, doneAt }: z.output<typeof api.incidentDone>,
): Promise<void> {
  await inOne(context, by, async tx => {
    const row = await forChange(tx, by, id, revision);
    if (row.due_at === null)
      throw conflict('incident.no_clock', 'Only a compromised password has a clock that can be stopped.');
    refuseFuture(context, doneAt, 'doneAt');
    if (doneAt <= row.noticed_at - minuteMs)
      throw invalid('That was before it was known: a password set then is the one that is compromised.', {
        doneAt: 'Before it was noticed',
      });
    await writeIncident(tx, { ...row, done_at: Math.max(doneAt, row.noticed_at) });
    const { timeZone } = await readSchool(tx, by.schoolId);
    const on = new Date(doneAt).toLocaleString('en-GB', {
      timeZone,
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    await step(context, tx, by, row, `The password was changed on ${on}`);
    const facts = { number: row.number, on };
    await context.audit.record(tx, by, 'incident.clock_stopped', { subject: id, facts });
  });
}

/** Throws `incident.closed`. */
export async function close(
  context: Context,
  by: Caller,
  id: string,
  { revision, outcome }: z.output<typeof api.incidentClose>,
): Promise<void> {
  await inOne(context, by, async tx => {
    const row = await forChange(tx, by, id, revision);
    if (row.status === 'closed')
      throw conflict('incident.closed', `${row.closed_by ?? 'Somebody'} closed it already.`);
    const at = context.now();
    const said = cleanLines(outcome, 1000);
    const closed = { status: 'closed', closed_at: at, closed_by: by.name, outcome: said };
    await writeIncident(tx, { ...row, ...closed, answered_at: row.answered_at ?? at });
    await step(context, tx, by, row, `Closed: ${said}`);
    await context.audit.record(tx, by, 'incident.closed', { subject: id, facts: { number: row.number } });
  });
}

/** Also the undo of closing. Throws `incident.open`. */
export async function reopen(
  context: Context,
  by: Caller,
  id: string,
  { revision, reason }: z.output<typeof api.incidentReopen>,
): Promise<void> {
  await inOne(context, by, async tx => {
    const row = await forChange(tx, by, id, revision);
    if (row.status === 'open') throw conflict('incident.open', 'It is open already.');
    await writeIncident(tx, { ...row, status: 'open', closed_at: null, closed_by: null, outcome: '' });
    await step(context, tx, by, row, `Opened again${reason === '' ? '' : `: ${clean(reason, 300)}`}`);
    await context.audit.record(tx, by, 'incident.reopened', { subject: id, facts: { number: row.number } });
  });
}

const step = (context: Context, tx: Tx, by: Caller, row: IncidentRow, text: string) =>
  addLine(context, tx, by, row.id, { kind: 'step', text: clean(text, 2000) });
