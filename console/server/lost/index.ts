/** Devices that are lost or stolen: a second person agrees, the device is ordered, an incident begins, a release ends it. */
export { lostKind } from './report.ts';
export { routes } from './routes.ts';
