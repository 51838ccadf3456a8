import { expect } from 'chai';
import * as z from 'zod';
import { issueWords } from './issue-words.ts';

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  why: z.string().min(10, 'Say why in a few words').optional(),
  days: z.int().min(1).max(30),
  share: z.number().gt(0).lt(1),
  on: z.boolean(),
  kind: z.enum(['stick', 'card']),
  tags: z.array(z.string()).min(1).max(2),
  mail: z.email().optional(),
  at: z.iso.date(),
  code: z
    .string()
    .regex(/^[A-Z]+$/)
    .optional(),
  pair: z.union([z.int(), z.null()]).optional(),
  own: z.object({ a: z.int().optional() }),
});
const right = {
  ...{ name: 'a', days: 2, share: 0.5, on: true, kind: 'stick', tags: ['x'], at: '2026-11-22', own: {} },
};
const saidOf = (wrong: object) =>
  (schema.safeParse({ ...right, ...wrong }).error?.issues ?? []).map(issueWords);

describe('what is said of something that does not fit', () => {
  it('is in plain words, whatever the rule', () => {
    expect(saidOf({})).to.deep.equal([]);
    for (const [wrong, words] of [
      [{ name: '' }, 'Write something here'],
      [{ name: undefined }, 'Write something here'],
      [{ name: 'abcdef' }, 'Use at most 5 characters'],
      [{ why: 'x' }, 'Say why in a few words'],
      [{ days: Number.NaN }, 'Write a number'],
      [{ days: 1.5 }, 'Write a whole number'],
      [{ days: 0 }, 'Write 1 or more'],
      [{ days: 31 }, 'Write 30 or less'],
      [{ share: 0 }, 'Write more than 0'],
      [{ share: 1 }, 'Write less than 1'],
      [{ on: 'yes' }, 'Choose yes (true) or no (false)'],
      [{ kind: 'disc' }, 'Choose one of: stick, card'],
      [{ tags: 'x' }, 'This needs a list'],
      [{ tags: [] }, 'Add at least one entry'],
      [{ tags: ['a', 'b', 'c'] }, 'At most 2 entries fit in this list: remove some'],
      [{ mail: 'x' }, 'Write a whole e-mail address, such as office@school.sch.uk'],
      [{ at: '22/11/26' }, 'Write a date as 2026-11-30'],
      [{ code: 'a' }, 'This is not in the form that is needed'],
      [{ pair: 'a' }, 'This is not right'],
      [{ own: 3 }, 'This needs names with values'],
      [{ colour: 'red' }, 'Not known here: colour'],
    ] as const)
      expect(saidOf(wrong), JSON.stringify(wrong)).to.deep.equal([words]);
  });
});
