/** The software catalogue: which titles are in the school, in which versions, on how many devices, and what was written of them. */
export { countMoved, recountRelease } from './count.ts';
