/** Incidents: the minimal record that other rooms write to, with its clocks, its notes and its end. */
export { readableBy } from './about.ts';
export { countOpen, openForAlerts, seekIncidents } from './list.ts';
export { openIncident } from './open.ts';
export { routes } from './routes.ts';
export { readRules, startForgettingIncidents } from './rules.ts';
