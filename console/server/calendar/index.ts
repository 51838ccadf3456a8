/** The school calendar, and how it reaches devices: inside their signed policy. */
export { type OnSchoolDay, onSchoolDays } from './on-school-days.ts';
export { routes } from './routes.ts';
export { calendarEnding, calendarForDevices, readCalendar } from './store.ts';
