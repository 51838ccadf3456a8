/** The calendar over the API. */
import { calendarInput, calendarView } from '../../../shared/protocol/api/calendar.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { changeCalendar } from './change.ts';
import { readCalendar } from './store.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/calendar',
      summary: 'The school calendar: terms, days off, lessons and closing times',
      permission: 'calendar.read',
      response: calendarView,
      handle: ({ caller }) => readCalendar(context.db, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/calendar',
      summary: 'Keep a changed calendar, as the caller last saw it; every device gets it with its policy',
      permission: 'calendar.edit',
      body: calendarInput,
      response: calendarView,
      handle: ({ caller, body }) => changeCalendar(context, caller, body),
    }),
  ];
}
