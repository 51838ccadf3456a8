/** A list with its sheet: `/devices` also answers `/devices/export`, every row that fits the same filters. */
import type * as z from 'zod';
import type { Context } from '../context.ts';
import { type RouteRequest, type RouteSpec, route } from '../route.ts';
import { readSchool, type School } from '../schools/index.ts';
import { type Cell, writeLines } from './csv.ts';

/** Says a moment as the school's clocks show it, so that a spreadsheet takes it for a date: `2026-11-22 14:05`. */
type SayTime = (at: number | null) => string | null;

interface ListRoute<P, Q, B, R extends z.ZodType> {
  path: string;
  summary: string;
  method: 'get';
  permission: RouteSpec['permission'];
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  response: R;
  handle(request: RouteRequest<P, Q, B>): Promise<z.output<R>>;
}

export interface SheetOf<Row> {
  /** What the file is called before its date: `devices`. */
  name: string;
  /** Headings in their order, each with what stands below it. */
  columns: Record<string, (row: Row, say: SayTime, school: School) => Cell>;
}

interface Page<Row> {
  items: Row[];
  next: string | null;
}

const atOnce = 200;

interface SheetRoute<P, Q, Row> extends Pick<RouteSpec, 'path' | 'summary' | 'permission'> {
  params?: z.ZodType<P> | undefined;
  /** Of the list, which are the file's as well: all but the cursor and the limit. */
  filters?: z.ZodType<Q> | undefined;
  page(request: RouteRequest<P, Q, unknown>, cursor: string | undefined): Promise<Page<Row>>;
}

/** The list's route, and the one that gives the same as CSV, to whoever may read the list. */
export function withSheet<P, Q, R extends z.ZodType<Page<unknown>>>(
  context: Context,
  sheet: SheetOf<z.output<R>['items'][number]>,
  list: ListRoute<P, Q, unknown, R>,
): RouteSpec[] {
  const { params, query } = list;
  const asked = query as unknown as z.ZodObject | undefined;
  const isPaged = asked !== undefined && 'cursor' in asked.shape;
  const filters = (isPaged ? asked.omit({ cursor: true, limit: true } as never) : asked) as
    | z.ZodType<Q>
    | undefined;
  const { path, summary, permission } = list;
  const sheetAlone = sheetRoute<P, Q, z.output<R>['items'][number]>(context, sheet, {
    ...{ path, summary, permission, params, filters },
    page: (request, cursor) =>
      list.handle({ ...request, query: { ...request.query, cursor, limit: atOnce } }),
  });
  return [route(list as never), sheetAlone];
}

/** The file alone, for what its page reads in another shape than a list. */
export function sheetRoute<P, Q, Row>(
  context: Context,
  sheet: SheetOf<Row>,
  { path, summary, permission, params, filters, page: ask }: SheetRoute<P, Q, Row>,
): RouteSpec {
  return route({
    method: 'get',
    path: `${path}/export`,
    summary: `${summary}: all of it as CSV`,
    permission,
    ...(params && { params }),
    ...(filters && { query: filters }),
    response: null,
    gives: 'file',
    async handle(request: RouteRequest<P, Q, unknown>) {
      const { caller } = request;
      const page = (cursor: string | undefined) => ask(request, cursor);
      // Asked before the answer begins, so that a refusal is still one.
      const first = await page(undefined);
      const school = await readSchool(context.db, caller.schoolId);
      const say = sayTimeIn(school);
      const facts = { list: sheet.name, narrowed: sayFilters(request.query ?? {}) };
      await context.db
        .transaction()
        .execute(tx => context.audit.record(tx, caller, 'list.exported', { facts }));
      const name = `${sheet.name}-${say(context.now())?.slice(0, 10)}.csv`;
      return { name, type: 'text/csv; charset=utf-8', bytes: linesOf(sheet, first, page, school) };
    },
  });
}

/** For the audit log: which part of the list was taken. */
function sayFilters(query: object): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? '' : ` (${parts.map(part => part.join(' = ')).join(', ')})`;
}

async function* linesOf<Row>(
  { columns }: SheetOf<Row>,
  first: Page<Row>,
  page: (cursor: string) => Promise<Page<Row>>,
  school: School,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  const say = sayTimeIn(school);
  yield `\ufeff${writeLines([Object.keys(columns)])}`;
  for (let at = first; ; ) {
    yield writeLines(at.items.map(row => cells.map(cell => cell(row, say, school))));
    if (at.next === null) return;
    at = await page(at.next);
  }
}

function sayTimeIn({ timeZone }: School): SayTime {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return at => (at === null ? null : format.format(at));
}
