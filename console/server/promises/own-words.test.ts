import { expect } from 'chai';
import fc from 'fast-check';
import type { Clause } from '../../../shared/clauses/clause.ts';
import { requirements, shownByChecks, standingOf } from '../../../shared/clauses/requirements.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { RecordLook } from '../../../shared/protocol/api/record-looks.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, own } from '../../../test/support/policy-school.ts';
import { changeClauses } from '../clauses/change.ts';
import { verdictOf } from './answer.ts';
import type { Check } from './checks.ts';
import { controlsOf, figuresOf } from './figures.ts';
import { butForOf } from './headline.ts';
import { inOwnWords } from './own-words.ts';
import { lookKey } from './record-looks.ts';
import { readPage } from './service.ts';

const counted = (met: number, not_met = 0, unknown = 0) => ({ met, not_met, unknown, not_applicable: 0 });

function aCheck(control: string, counts = counted(3), asked: Check['asked'] = {}): Check {
  const verdict = verdictOf(counts);
  const view = { key: control, control, sentence: `${control} is right.`, verdict, parts: [], counts };
  const rest = { excepted: 0, answer: `${counts.met}`, doing: null, oldestAt: 5 };
  return {
    title: control,
    broken: 'do not',
    why: new Map(),
    mode: 'watch',
    asked,
    view: { ...view, ...rest },
  };
}
const aClause = (id: string, keys: string[]): Clause => ({
  id,
  sentence: `Our words of ${id}.`,
  controls: keys,
});

describe('checks under the school’s own words', () => {
  it('stand as they are where the school has written nothing', () => {
    const checks = [aCheck('firewall'), aCheck('antivirus', counted(2, 1))];
    const { promises } = inOwnWords(checks, []);
    expect(promises.map(one => [one.key, one.sentence, one.verdict])).to.deep.equal([
      ['antivirus', 'antivirus is right.', 'does_not_hold'],
      ['firewall', 'firewall is right.', 'holds'],
    ]);
  });

  it('make a sentence hold only when each of them does, and say which decides', () => {
    const checks = [aCheck('firewall'), aCheck('antivirus', counted(2, 0, 1))];
    const [both] = inOwnWords(checks, [aClause('both-kept', ['firewall', 'antivirus'])]).promises;
    expect(both).to.include({ key: 'both-kept', control: 'antivirus', verdict: 'cannot_be_known' });
    expect(both?.parts.map(part => [part.control, part.verdict])).to.deep.equal([
      ['antivirus', 'cannot_be_known'],
      ['firewall', 'holds'],
    ]);
  });

  it('leave nobody out who is let off one of them', () => {
    const wall = aCheck('firewall');
    const checks = [aCheck('antivirus'), { ...wall, view: { ...wall.view, excepted: 6 } }];
    const [both] = inOwnWords(checks, [aClause('both-kept', ['antivirus', 'firewall'])]).promises;
    expect(both).to.include({ verdict: 'holds', excepted: 6 });
    expect(both?.parts.map(part => part.excepted)).to.deep.equal([0, 6]);
  });

  it('keep a sentence from holding whose check was switched off', () => {
    const [only] = inOwnWords([], [aClause('lonely-one', ['power'])]).promises;
    expect(only).to.include({ verdict: 'cannot_be_known', control: 'power' });
    expect(only?.answer).to.match(/switched off/);
  });

  describe('under a sentence that names another number than computers are asked for', () => {
    const own = { ...aClause('lock-soon', ['idle-lock']), sentence: 'Screens lock after 10 minutes.' };
    const under = (afterMinutes: number, counts = counted(3), also: string[] = []) =>
      inOwnWords(
        [aCheck('idle-lock', counts, { afterMinutes: [afterMinutes] }), aCheck('firewall')],
        [{ ...own, controls: ['idle-lock', ...also] }],
      ).promises.find(one => one.key === 'lock-soon');

    it('show nothing of it where that asks for less, and go on saying what they are asked', () => {
      const one = under(20);
      expect(one).to.include({
        verdict: 'cannot_be_known',
        differs: 'Our sentence says 10 minutes. Computers are asked for 20 minutes.',
        doing: 'Change the setting or the sentence, so that both say the same.',
      });
      expect(one?.counts).to.deep.equal(counted(0, 0, 3));
      expect(one?.parts.map(part => [part.control, part.verdict, part.counts])).to.deep.equal([
        ['idle-lock', 'holds', counted(3)],
      ]);
      expect(figuresOf({ promises: one === undefined ? [] : [one] }).get('idle-lock')?.verdict).to.equal(
        'holds',
      );
      expect(under(20, counted(2, 1))).to.deep.include({
        verdict: 'does_not_hold',
        counts: counted(0, 1, 2),
      });
      const both = under(20, counted(3), ['firewall']);
      expect(both).to.include({ verdict: 'cannot_be_known' });
      expect(both?.parts.map(part => part.control)).to.have.members(['idle-lock', 'firewall']);
    });

    it('stand with a word of it where that asks for more, and without where it is the same', () => {
      expect(under(5)).to.deep.include({ verdict: 'holds', parts: [], counts: counted(3) });
      expect(under(5)?.answer).to.match(
        /^3 Our sentence says 10 minutes\. .* more than our sentence asks\.$/,
      );
      expect(under(10)).to.include({ verdict: 'holds', answer: '3' });
    });

    it('are not among those that hold on all the other computers', () => {
      const check = aCheck('idle-lock', counted(3, 0, 1), { afterMinutes: [20] });
      const silent = { ...check, why: new Map([['silent', 1]]) };
      const wholly = { cloned: 0, blocked: 0, removed: 0, never_checked: 0, silent: 1 };
      const said = (asked: Check['asked']) => {
        const { promises } = inOwnWords([{ ...silent, asked }], [own]);
        return butForOf(promises, [silent], wholly);
      };
      expect(said({ afterMinutes: [20] })).to.equal(undefined);
      expect(said({ afterMinutes: [10] })).to.match(/On all the others, it holds\.$/);
    });
  });

  it('are not counted for a sentence that nothing here can prove', () => {
    const { promises, unproved } = inOwnWords([], [aClause('by-people', [])]);
    expect(promises).to.deep.equal([]);
    expect(unproved).to.deep.equal(['Our words of by-people.']);
  });

  it('leave to the console’s records what those show, and say where', () => {
    const lent = { ...aClause('who-has-it', []), line: 'L-02' };
    const line = requirements.find(one => standingOf(one) === 'not_yet')?.id ?? 'none';
    const strange = { ...aClause('nobody-knows', []), line };
    const { unproved, recorded } = inOwnWords([], [lent, strange]);
    expect(unproved).to.deep.equal(['Our words of nobody-knows.']);
    expect(recorded).to.have.length(1);
    expect(recorded[0]).to.deep.include({ sentence: lent.sentence, pages: ['/loans', '/assets'] });
  });

  it('hold a line of the library only where they show the whole of it, and say what they do not', () => {
    const checks = controls.map(one => aCheck(one.key));
    for (const { id, sentence, checks: keys, pages, missing } of requirements) {
      if (keys.length === 0) continue;
      const clause = { id: 'clause-line', sentence, controls: [...keys], line: id };
      const one = inOwnWords(checks, [clause]).promises.find(({ key }) => key === clause.id);
      const whole = pages.length === 0 && missing === null;
      expect(one?.verdict, id).to.equal(whole ? 'holds' : 'cannot_be_known');
      expect(one?.differs ?? '', id).to.include(whole ? '' : (missing ?? 'in our records'));
      expect(one?.counts.met, id).to.equal(whole ? 3 : 0);
    }
    const tied = { ...aClause('tied-once', ['firewall']), line: 'U-01' };
    const of = (counts?: Check['view']['counts']) =>
      inOwnWords([aCheck('firewall', counts)], [tied]).promises[0]?.verdict;
    expect([of(), of(counted(2, 1)), of(counted(0))], 'a tie from before, or by hand').to.deep.equal([
      ...['cannot_be_known', 'does_not_hold', 'nothing_to_check'],
    ]);
  });

  describe('beside the word of whoever looked at what they do not show', () => {
    const today = '2026-11-23';
    const look = (more: object = {}) => ({
      ...{ id: 'l', by: 'the head', on: '2026-11-20', so: true, saw: 'The switches', next: '2027-11-20' },
      ...{ sentence: 'Our words of in-part.', writtenAt: 0, writtenBy: 'T', takenBackAt: null },
      ...{ takenBackBy: null, ...more },
    });
    const under = (line: string, keys: string[], counts: Check['view']['counts'], said?: RecordLook) =>
      inOwnWords(
        keys.map(key => aCheck(key, counts)),
        [{ ...aClause('in-part', keys), line }],
        {
          ...{ today },
          looks: new Map(said === undefined ? [] : [[lookKey('in-part', said.sentence), said]]),
        },
      ).promises[0];

    it('let a line of the library hold only where both do', () => {
      const inPart = requirements.filter(one => one.checks.length > 0 && !shownByChecks(one));
      expect(inPart).to.have.length.above(20);
      for (const { id, checks } of inPart) {
        const of = (counts: Check['view']['counts'], said: RecordLook) =>
          under(id, [...checks], counts, said);
        expect(of(counted(3), look()), id).to.deep.include({ verdict: 'holds', counts: counted(3) });
        const lies = of(counted(3), look({ so: false }));
        expect(lies, id).to.deep.include({ verdict: 'does_not_hold', counts: counted(0, 0, 3) });
        for (const one of [of(counted(2, 1), look()), of(counted(2, 0, 1), look())])
          expect(one?.verdict, id).to.be.oneOf(['does_not_hold', 'cannot_be_known']);
      }
    });

    it('say it as a word, until it is due again or the promise is put otherwise', () => {
      const one = under('J-05', ['firewall'], counted(3), look());
      expect(one?.word?.answer).to.equal('The head looked on 20 Nov 2026 and found it so. “The switches.”');
      expect([one?.differs, one?.parts.map(part => part.answer)]).to.deep.equal([undefined, ['3']]);
      const late = under('J-05', ['firewall'], counted(3), look({ next: '2026-11-22' }));
      expect(late).to.include({ verdict: 'cannot_be_known' }).and.not.have.property('word');
      expect(late?.differs).to.match(/not looked at\. The head last looked .* time to look again\.$/);
      const other = under('J-05', ['firewall'], counted(3), look({ sentence: 'Other words.' }));
      expect(other).to.include({ verdict: 'cannot_be_known' }).and.not.have.property('word');
    });

    it('never make up for a number that is less than the sentence says, nor stand beside checks that show all of it', () => {
      const asked = { afterMinutes: [20] };
      const sentence = 'Screens lock after 10 minutes.';
      const of = (line: string) => {
        const clause = { id: 'in-part', sentence, controls: ['idle-lock'], line };
        const looks = new Map([[lookKey('in-part', sentence), look({ sentence })]]);
        return inOwnWords([aCheck('idle-lock', counted(3), asked)], [clause], { today, looks }).promises[0];
      };
      expect(of('A-03')).to.include({ verdict: 'cannot_be_known' });
      expect(of('A-03')?.differs).to.match(/^Our sentence says 10 minutes\. [^.]*\.$/);
      expect(of('A-01')).to.include({ verdict: 'cannot_be_known' }).and.not.have.property('word');
    });
  });

  it('are never hidden: whatever the school writes, each that fails keeps some promise from holding', () => {
    const keys = controls.map(one => one.key);
    const state = fc.constantFrom(counted(3), counted(2, 1), counted(2, 0, 1), counted(0));
    const written = fc.array(fc.subarray(keys), { maxLength: 6 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), state), written, (states, ties) => {
        const checks = Object.entries(states).map(([key, counts]) => aCheck(key, counts));
        const own = ties.map((controls, i) => aClause(`clause-${i}`, controls));
        const { promises } = inOwnWords(checks, own);
        for (const { view } of checks) {
          const under = promises.filter(
            one => one.control === view.control || one.parts.some(part => part.control === view.control),
          );
          expect(under).not.to.have.length(0);
          if (view.verdict !== 'holds' && view.verdict !== 'nothing_to_check')
            for (const one of under) expect(one.verdict).not.to.equal('holds');
        }
      }),
    );
  });
});

forEachDatabase((_engine, open) => {
  describe('a promise and the settings in force', () => {
    it('stays on the page when its check is switched off everywhere, and is held against each number that is asked', async () => {
      const school = await aPolicySchool(await open());
      const { context, put, anotherGroup, aDevice, group } = school;
      const { schoolId } = context;
      await aDevice('Laptop 1', 12);
      const page = () => readPage(context, schoolId);
      const passwords = async () =>
        (await page()).promises.filter(one => controlsOf(one).includes('password-policy'));
      expect((await passwords()).map(one => [one.sentence, one.verdict])).to.deep.equal([
        ['Passwords are hard to guess: at least 12 characters, and nobody can go on guessing.', 'holds'],
      ]);
      const before = (await page()).promises.length;
      const clauses = [
        { ...aClause('passwords', ['password-policy']), sentence: 'They have 12 characters.' },
      ];
      await changeClauses(context, context.by, { revision: 0, clauses });
      const pupils = await anotherGroup('Pupils');
      await put(`group.${pupils}`, own({ mode: 'watch', minLength: 8 }));
      expect((await passwords())[0]?.differs, 'no computer of theirs is there').to.equal(undefined);
      await aDevice('Tablet 1', 12, pupils);
      const [two] = await passwords();
      expect(two).to.deep.include({
        ...{ verdict: 'cannot_be_known', counts: counted(0, 0, 2) },
        differs: 'Our sentence says 12 characters. Computers are asked for 8 or 12 characters.',
      });
      await changeClauses(context, context.by, { revision: 1, clauses: [] });
      expect(
        (await passwords()).map(one => one.sentence),
        'as all of them are asked',
      ).to.deep.equal(['Passwords are hard to guess: at least 8 characters, and nobody can go on guessing.']);
      await changeClauses(context, context.by, { revision: 2, clauses });
      await put('school', own({ mode: 'off' }));
      expect((await passwords())[0]?.differs, 'still asked of pupils').to.match(/asked for 8 characters\.$/);
      await put(`group.${pupils}`, own({ mode: 'off' }));
      await changeClauses(context, context.by, { revision: 3, clauses: [] });
      const off = await passwords();
      expect(off).to.have.length(1);
      expect(off[0])
        .to.include({ verdict: 'cannot_be_known' })
        .and.have.property('answer')
        .match(/switched off/);
      expect((await page()).promises).to.have.length(before);
      expect((await page()).headline).to.match(/None of our \d+ promises .* can be shown to hold/);
      expect(group).to.not.equal('school');
    });
  });
});
