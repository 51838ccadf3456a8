import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import { sayRecorded } from '../../../shared/governors/words.ts';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { figuresOf } from './figures.ts';
import { pagesOf } from './pages.ts';
import { recordsTold } from './record-lines.ts';
import { type Material, reportOf, type Verdict } from './report.ts';
import { linesOf } from './sheet.ts';

/** Of 43 computers, so many do not keep it, and of so many it is not known. */
function promise(key: string, sentence: string, not_met: number, unknown = 0): PromiseView {
  const verdict: Verdict = not_met > 0 ? 'does_not_hold' : unknown > 0 ? 'cannot_be_known' : 'holds';
  const counts = { met: 43 - not_met - unknown, not_met, unknown, not_applicable: 0 };
  const rest = { parts: [], excepted: not_met > 9 ? 1 : 0, answer: '', doing: null, oldestAt: null };
  return { key, control: key, sentence, verdict, counts, ...rest };
}

function material(promises: PromiseView[], more: Partial<Material> = {}): Material {
  const page = {
    ...{ at: 0, school: 'A school', timeZone: 'Europe/London', headline: '4 of our 13 promises hold.' },
    ...{ devices: 43, promises, unknown: [], changed: [], decision: null },
    unproved: ['Staff supervise pupils who use the internet.'],
    policyLook: {
      ...{ state: 'overdue' as const, lookedOn: '2025-11-19', nextOn: '2026-11-19' },
      sentence: 'Our policy was last looked at on 19 Nov 2025, by Hazel Head.',
    },
    signed: [
      {
        ...{ sentence: 'Two have not yet.', to: '/notices/one' },
        counts: { title: 'Our rules', asked: 42, agreed: 30, declined: 2 },
      },
    ],
  };
  const counts = {
    ...{ incidents: new Map([['malware', 2]]), disposals: new Map([['left', 13]]) },
    stock_takes: new Map([
      ['expected', 120],
      ['missing', 3],
    ]),
    changes: new Map([
      ['words', 1],
      ['granted', 37],
    ]),
  };
  const period = { from: '2026-09-02', to: '2026-11-20', name: 'Autumn term 2026' };
  const kept = [{ day: '2026-11-20', verdicts: new Map<string, Verdict>() }];
  return {
    day: '2026-11-20',
    seal: 'ab'.repeat(32),
    page,
    before: null,
    kept,
    ...{ altered: [], unmended: new Map() },
    figures: figuresOf(null, [{ period, counts }]),
    outstanding: ['Old equipment waits to be taken away.'],
    removed: true,
    comment: '',
    recommendation: '',
    ...more,
  };
}

const ours = (broken: (at: number) => number) =>
  controls.map(({ key, policy, words }, at) =>
    promise(key, words.promise(policy.parse({})).sentence, broken(at), at % 3),
  );

/** Flesch and Kincaid’s school year plus five: about the age at which it is read with ease. */
function readingAge(lines: readonly string[]): number {
  const words = lines.join(' ').match(/[a-z’]+/gi) ?? [];
  const sentences = lines.flatMap(line => line.match(/[^.!?:;]+/g) ?? []).filter(one => /\w \w/.test(one));
  const parts = (word: string) => Math.max(1, word.replace(/e$/i, '').match(/[aeiouy]+/gi)?.length ?? 1);
  const syllables = words.reduce((sum, word) => sum + parts(word), 0);
  return (0.39 * words.length) / sentences.length + (11.8 * syllables) / words.length - 15.59 + 5;
}

describe('the words of the report to the governors', () => {
  it('are read with ease by somebody of eleven', () => {
    const before = reportOf(material(ours(() => 0)));
    const report = reportOf(
      material(
        ours(at => at * 2),
        { before },
      ),
    );
    const promised = report.promises.flatMap(one => [one.sentence, one.answer]);
    const { changed, unknown, exceptions, outstanding, coverage, policy } = report;
    expect(changed.length * unknown.length * exceptions.length * outstanding.length).to.be.greaterThan(0);
    const rows = (report.figures?.parts ?? []).flatMap(part => part.rows.map(row => `${row.name}.`));
    expect(rows.length).to.be.greaterThan(15);
    const lines = [
      ...promised,
      ...changed,
      ...unknown,
      ...exceptions,
      ...outstanding,
      ...coverage,
      ...policy,
      ...rows,
    ];
    const age = readingAge(lines);
    expect(age).to.be.within(6, 12);
  });

  it('tell when the policy was looked at and how far the rules are signed, without a name and a small number', () => {
    const { policy } = reportOf(material([]));
    expect(policy).to.deep.equal([
      'Our policy was last looked at on 19 Nov 2025. The next look was due by 19 Nov 2026, and is overdue.',
      '“Our rules”: about 40 people are asked. Fewer than half have not signed yet. Fewer than 5 said no.',
    ]);
    const { policyLook: _, signed: __, ...older } = material([]).page;
    expect(reportOf({ ...material([]), page: older }).policy).to.deep.equal([]);
  });

  it('tell how each promise stands that records show, what does not hold first, and no figure of it', () => {
    const line = (id: string, sentence: string, verdict?: Verdict) => ({
      ...{ line: id, sentence, evidence: 'Backups', pages: ['/backups'] },
      ...(verdict && { verdict, answer: '1 of 3 loans is not signed.', amount: { open: 1, of: 3 } }),
    });
    const told = (backups: Verdict, more: Partial<Material> = {}) => {
      const { page } = material([]);
      const recorded = [
        line('R-01', 'Governors get a report.', 'holds'),
        line('N-01', 'Backups are tried.', backups),
        line('D-01', 'Rules are signed.', 'does_not_hold'),
        line('K-03', 'We know our networks.'),
        { ...line('Q-01', 'Trouble is written down.', 'holds'), byWord: true as const },
      ];
      return reportOf({ ...material([]), page: { ...page, recorded, ...more.page }, ...more });
    };
    const before = told('holds');
    const report = told('does_not_hold', { before });
    expect(report.recorded.map(one => sayRecorded(one, report.since))).to.deep.equal([
      '“Backups are tried.” Does not hold everywhere. On 20 Nov 2026: holds.',
      '“Rules are signed.” Does not hold everywhere.',
      '“Governors get a report.” Holds.',
      '“Trouble is written down.” Holds, by the word of whoever looked.',
    ]);
    expect(JSON.stringify(report)).to.not.contain('1 of 3');
    expect(report.unknown).to.include(
      '“We know our networks”: our records are kept, and somebody has to read them.',
    );
    const paper = JSON.stringify(pagesOf(report, null));
    const lines = linesOf(report);
    for (const { sentence } of report.recorded) {
      expect(paper).to.contain(`“${sentence}”`);
      expect(lines.map(one => one[1])).to.include(sentence);
    }
    const [signed] = material([]).page.signed ?? [];
    if (signed?.counts === undefined) throw new Error('the made page has rules to sign');
    const few = { ...signed, counts: { ...signed.counts, asked: 4 } };
    const { page } = material([]);
    expect(recordsTold({ ...page, recorded: [line('D-01', 'Rules are signed.', 'holds')], signed: [few] })).to
      .be.empty;
  });

  it('tell of a promise that is new, put otherwise or gone', () => {
    const before = reportOf(
      material([promise('lock', 'Screens lock.', 0), promise('power', 'They are off at night.', 0)]),
    );
    const now = [promise('lock', 'We lock screens.', 0), promise('stick', 'Sticks are scanned.', 0)];
    expect(reportOf(material(now, { before })).changed).to.deep.equal([
      '“Screens lock” is now put as “We lock screens”.',
      '“Sticks are scanned” is a new promise.',
      '“They are off at night” is no longer among the promises.',
    ]);
  });

  it('say of a promise that checks show in part that the rest is somebody’s word', () => {
    const own = promise('lock', 'Screens lock.', 0);
    const told = (verdict: 'holds' | 'does_not_hold') =>
      reportOf(material([{ ...own, verdict, word: { verdict, answer: 'Hazel Head looked. “Room 4.”' } }]));
    expect(told('holds').promises[0]?.answer).to.equal(
      'Every computer that it is about keeps it. What no check shows of it is so, by the word of whoever looked.',
    );
    expect(told('does_not_hold').promises[0]?.answer).to.match(/is not so, by the word of whoever looked\.$/);
    expect(JSON.stringify(told('holds'))).to.not.match(/Hazel|Room 4/);
  });

  it('say of no computer that it keeps what it is let off', () => {
    const told = (excepted: number) =>
      reportOf(material([{ ...promise('lock', 'Screens lock.', 0), excepted }])).promises[0]?.answer;
    expect(told(0)).to.equal('Every computer that it is about keeps it.');
    expect(told(6)).to.equal('Every computer keeps it that is not let off for a while.');
  });

  it('name the days whose page was changed after it was kept', () => {
    const { coverage } = reportOf(material([], { altered: ['2026-11-18', '2026-11-19'] }));
    expect(coverage.join(' ')).to.include(
      'What was kept of 18 Nov 2026 and 19 Nov 2026 was changed afterwards, so it is not counted.',
    );
    expect(reportOf(material([])).coverage.join(' ')).to.not.include('changed afterwards');
  });

  it('hold nothing of a promise’s numbers but what may be said of them', () => {
    const told = (broken: number, unknown: number) =>
      JSON.stringify(reportOf(material([promise('lock', 'Screens lock.', broken, unknown)])));
    expect(told(1, 0)).to.equal(told(4, 0));
    expect(told(3, 11)).to.equal(told(1, 19));
    expect(told(3, 0)).to.not.equal(told(5, 0));
  });

  it('tell the same promise by what was told of it then and now, in words that give no number away', () => {
    const before = reportOf(material([promise('lock', 'Screens lock.', 3)]));
    const changed = (broken: number) =>
      reportOf(material([promise('lock', 'Screens lock.', broken)], { before })).changed;
    expect(changed(4)).to.deep.equal([]);
    expect(changed(21)).to.deep.equal([
      '“Screens lock”: fewer than half of the computers do not keep it yet. Then: fewer than 5 computers do not keep it yet.',
    ]);
  });
});
