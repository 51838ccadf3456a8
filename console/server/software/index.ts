/** The software catalogue: which titles are in the school, in which versions, on how many devices, and what was written of them. */
export { countMoved, recountRelease } from './count.ts';
export { lookAfterCounts } from './count-all.ts';
export {
  allDue,
  packageDue,
  packagesOfTitle,
  releasesInFleet,
  takeDue,
  type VersionRow,
  versionsOf,
} from './due.ts';
export { routes } from './routes.ts';
export { seekTitles } from './seek.ts';
export { settle, type TitleFigures } from './settle.ts';
export { sendSupportEnds } from './support.ts';
export { storeUnapproved } from './unapproved-store.ts';
