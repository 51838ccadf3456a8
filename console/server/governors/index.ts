/** The report to the governors: the promises of a kept day, without a person, a computer or a telling number. */
export { routes } from './routes.ts';
export { attachReport, startGovernors } from './start.ts';
