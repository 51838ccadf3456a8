/** One promise: what proves it, which standards it serves, and how it went day by day. */
import { standards } from '../../../shared/clauses/standards.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { PromiseDetail, RecordDetail } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { policiesInForce } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { historyOf, recordHistory } from './days.ts';
import { controlsOf } from './figures.ts';
import { mostThings, readThings } from './record-things.ts';
import { readPage } from './service.ts';

const daysShown = 366;

/** Throws `promises.unknown`. */
export async function readPromise(context: Context, schoolId: string, key: string): Promise<PromiseDetail> {
  const { promises, timeZone, lastTerm } = await readPage(context, schoolId);
  const promise = promises.find(one => one.key === key);
  if (promise === undefined) throw noSuchPromise();
  const inForce = await policiesInForce(context.db, schoolId);
  const controls = controlsOf(promise);
  const history = await historyOf(context.db, schoolId, key, daysShown);
  return {
    ...{ promise, timeZone, history, lastTerm, standards: standardsOf(controls) },
    proof: controls.map(control => proofOf(control, inForce)),
  };
}

/** Throws `promises.unknown`. */
export async function readRecord(context: Context, caller: Caller, line: string): Promise<RecordDetail> {
  const { recorded = [], timeZone, lastTerm } = await readPage(context, caller.schoolId);
  const one = recorded.find(own => own.line === line);
  if (one === undefined) throw noSuchPromise();
  const things = await readThings(context, caller, line);
  const history = await recordHistory(
    context.db,
    caller.schoolId,
    { line, sentence: one.sentence },
    daysShown,
  );
  return {
    ...{ recorded: one, timeZone, lastTerm, history },
    things: things?.slice(0, mostThings) ?? null,
    more: (things?.length ?? 0) > mostThings,
  };
}

const noSuchPromise = () =>
  new AppError({
    status: 404,
    code: 'promises.unknown',
    detail: 'There is no such promise now. It may have been put otherwise since.',
  });

type InForce = Awaited<ReturnType<typeof policiesInForce>>;

function proofOf(control: string, inForce: InForce): PromiseDetail['proof'][number] {
  const meaning = controlByKey(control);
  const own = inForce.get(control);
  const title = meaning?.words.title ?? control;
  if (meaning === undefined || own === undefined || own.mode === 'off')
    return { control, title, asks: 'Nothing is asked of any computer now.', mode: 'off' };
  const { sentence } = meaning.words.promise(meaning.policy.parse(own.policy));
  return { control, title, asks: sentence, mode: own.mode };
}

export function standardsOf(controls: readonly string[]): PromiseDetail['standards'] {
  const asked = (of: 'dfe' | 'cyberEssentials' | 'cis') => [
    ...new Set(controls.flatMap(control => standards[control]?.[of] ?? [])),
  ];
  return [
    { framework: 'Department for Education standards', asks: asked('dfe') },
    { framework: 'Cyber Essentials', asks: asked('cyberEssentials') },
    { framework: 'CIS Controls', asks: asked('cis') },
  ].filter(one => one.asks.length > 0);
}
