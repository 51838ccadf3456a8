/** Alerts that people will read: one digest on school mornings, incidents at once, nothing twice. */
export {
  clocks,
  endsWeek,
  isTold,
  minuteOf,
  nextDigestAt,
  type SchoolDays,
  schoolDays,
} from './days.ts';
export { routes } from './routes.ts';
export { type Attach, alertPass, sendOne, startAlerts } from './start.ts';
