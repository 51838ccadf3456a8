/** How licences for one title stand against the computers that have it. Pure: what is not known is said, never guessed. */
import { sayDay } from './dates.ts';

export interface Term {
  basis: 'device' | 'person' | 'site';
  /** Null for as many as the school likes. */
  seats: number | null;
  endsOn: string | null;
  endedOn: string | null;
}

type Position = 'fits' | 'over' | 'unlimited' | 'not_counted' | 'not_tied' | 'expired' | 'ended';

const computers = (count: number) => `${count} ${count === 1 ? 'computer' : 'computers'}`;
const have = (count: number) => `${computers(count)} ${count === 1 ? 'has' : 'have'} it`;
const seatsWord = (count: number) => `${count} ${count === 1 ? 'seat' : 'seats'}`;

export const inForce = ({ endsOn, endedOn }: Pick<Term, 'endsOn' | 'endedOn'>, today: string): boolean =>
  (endsOn === null || endsOn >= today) && (endedOn === null || endedOn > today);

const isUnlimited = ({ basis, seats }: Term) => basis === 'site' || seats === null;

/** `together`: every licence for the title, this one too. `installed`: null where it is tied to no title. */
export function positionOf(
  one: Term,
  together: readonly Term[],
  installed: number | null,
  today: string,
): { position: Position; seatsTogether: number | null; said: string } {
  const say = (position: Position, said: string, seatsTogether: number | null = null) => ({
    position,
    seatsTogether,
    said,
  });
  const still = installed === null || installed === 0 ? '' : ` ${have(installed)} still.`;
  if (one.endedOn !== null && one.endedOn <= today)
    return say('ended', `Given up on ${sayDay(one.endedOn)}.${still}`);
  if (one.endsOn !== null && one.endsOn < today)
    return say('expired', `Ran out on ${sayDay(one.endsOn)}.${still}`);
  if (isUnlimited(one))
    return say('unlimited', `No limit.${installed === null ? '' : ` ${have(installed)}.`}`);
  const held = seatsWord(one.seats ?? 0);
  if (one.basis === 'person')
    return say(
      'not_counted',
      `${held} for people, which no computer can count.${installed === null ? '' : ` ${have(installed)}.`}`,
    );
  if (installed === null)
    return say('not_tied', `${held}. Tie it to a title of the software list, so that computers are counted.`);
  const holding = together.filter(term => inForce(term, today));
  if (holding.some(isUnlimited)) return say('unlimited', `Another licence has no limit. ${have(installed)}.`);
  const all = holding
    .filter(({ basis }) => basis === 'device')
    .reduce((sum, { seats }) => sum + (seats ?? 0), 0);
  const more = all === one.seats ? seatsWord(all) : `${seatsWord(all)} in all licences together`;
  if (installed > all)
    return say('over', `${have(installed)}, with ${more}: ${installed - all} too many.`, all);
  return say('fits', `${have(installed)}, with ${more}: ${all - installed} free.`, all);
}
