/** Software licences: seats, terms, keys under lock, and how they stand against what is installed. */
export { type LicenceMatter, licenceMatters } from './matters.ts';
export { routes } from './routes.ts';
export { freeSeatsOf, seatsOf } from './seats.ts';
export { seekLicences } from './seek.ts';
