/** What the school has promised, as the headteacher sees it, today and on any day that was kept. */

export { verdictOf } from './answer.ts';
export { behindOf } from './behind.ts';
export { verdictsBetween } from './course.ts';
export {
  dayIn,
  hashOf as sealOf,
  listDays,
  readBody,
  readDay,
  readSealed,
  sealsUpTo,
} from './days.ts';
export { linesOfClauses, standardsOf } from './detail.ts';
export { controlsOf, figuresOf } from './figures.ts';
export { forgettingDays, forgettingEvidence } from './forget.ts';
export { goneSince, sayGone } from './gone-since.ts';
export { type GroupFigures, groupFiguresIn, nationalIn } from './group-figures.ts';
export { sayAnswer } from './headline.ts';
export { keepPass, startKeeping } from './keeping.ts';
export { type LetOff, letOffOf } from './let-off.ts';
export { readLooks } from './looks.ts';
export { order } from './own-words.ts';
export { recordLines } from './records.ts';
export { routes } from './routes.ts';
export { requireEvidence, verifyDays } from './verify.ts';
export { readWeek } from './week.ts';
