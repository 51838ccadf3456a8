import { expect } from 'chai';
import fc from 'fast-check';
import type { ReportFigures } from '../../../shared/protocol/api/governors.ts';
import { type Counted, figuresOf, type Part } from './figures.ts';

type Cells = Record<string, number>;
/** What happened in one stretch, by "part key". */
type Happened = Cells;

const small = [1, 2, 3, 4];
const flows = ['incidents malware', 'incidents other', 'disposals left', 'changes words', 'changes granted'];
const counted = (cells: Happened, at: number): Counted => {
  const of = (part: Part) =>
    new Map(
      Object.entries(cells)
        .filter(([cell]) => cell.startsWith(`${part} `))
        .map(([cell, number]) => [cell.slice(part.length + 1), number]),
    );
  return {
    period: { from: `2026-0${at + 1}-01`, to: `2026-0${at + 1}-28`, name: '' },
    counts: {
      ...{ incidents: of('incidents'), disposals: of('disposals') },
      ...{ stock_takes: of('stock_takes'), changes: of('changes') },
    },
  };
};

/** Everything that governors ever get: reports one after another, each of one stretch or of two, some kept again. */
function published(history: readonly Happened[], steps: readonly number[]): string {
  const told: ReportFigures[] = [];
  let at = 0;
  for (const step of steps) {
    const last = told.at(-1) ?? null;
    const fresh = history.slice(at, at + step).map((one, index) => counted(one, at + index));
    at += step;
    // None since: the same day again, told to the letter.
    told.push(step === 0 && last !== null ? last : figuresOf(last, fresh));
  }
  return JSON.stringify(told);
}

const number = fc.oneof(fc.constantFrom(0, ...small), fc.integer({ min: 0, max: 40 }));
const stretch = fc
  .record({
    flows: fc.array(number, { minLength: flows.length, maxLength: flows.length }),
    expected: fc.integer({ min: 0, max: 45 }),
    shares: fc.tuple(fc.nat(), fc.nat(), number),
  })
  .map(({ flows: numbers, expected, shares: [missing, moved, unexpected] }): Happened => {
    const gone = missing % (Math.min(expected, missing % 3 === 0 ? expected : 5) + 1);
    const cells = Object.fromEntries(flows.map((cell, index) => [cell, numbers[index] ?? 0]));
    return {
      ...cells,
      'stock_takes expected': expected,
      'stock_takes missing': gone,
      'stock_takes moved': moved % (expected - gone + 1),
      'stock_takes unexpected': unexpected,
    };
  });
const past = fc.record({
  history: fc.array(stretch, { minLength: 4, maxLength: 4 }),
  steps: fc.constantFrom([1, 1, 1, 1], [1, 0, 1, 0, 0, 2], [2, 0, 1, 1], [4], [3, 0, 1]),
});

/** Every other past of this stretch in which the cell is `to`; the school's own size is known to whoever asks. */
function* others(one: Happened, cell: string, to: number): Generator<Happened> {
  if (!/^stock_takes (missing|moved)$/.test(cell)) {
    yield { ...one, [cell]: to };
    return;
  }
  const beside = cell.endsWith('missing') ? 'stock_takes moved' : 'stock_takes missing';
  for (let rest = 0; rest + to <= (one['stock_takes expected'] ?? 0); rest++)
    yield { ...one, [cell]: to, [beside]: rest };
}

describe('the figures of the reports, laid side by side', () => {
  it('fit every number from one to four wherever one of them is true, in all of what was ever told', function () {
    this.timeout(60_000);
    let asked = 0;
    fc.assert(
      fc.property(past, ({ history, steps }) => {
        const told = published(history, steps);
        for (const [at, one] of history.entries())
          for (const [cell, number] of Object.entries(one)) {
            if (!small.includes(number) || cell.endsWith('expected')) continue;
            // Of a stock-take of three things nobody can miss four.
            const possible = /missing|moved/.test(cell)
              ? small.filter(to => to <= (one['stock_takes expected'] ?? 0))
              : small;
            for (const to of possible) {
              asked++;
              const fits = [...others(one, cell, to)].some(
                other => published(history.with(at, other), steps) === told,
              );
              expect(fits, `${cell} ${number} could be told from ${to} in ${JSON.stringify(one)}`).to.equal(
                true,
              );
            }
          }
      }),
      { numRuns: 60 },
    );
    expect(asked).to.be.greaterThan(1000);
  });

  it('would give one away if a sum were told: what the test looks for is there to be found', () => {
    const sums = (cells: Happened) =>
      Math.round(((cells['incidents malware'] ?? 0) + (cells['incidents other'] ?? 0)) / 5) * 5;
    const one = { 'incidents malware': 4, 'incidents other': 39 };
    const fits = (to: number) => sums({ ...one, 'incidents malware': to }) === sums(one);
    expect(small.filter(fits)).to.not.deep.equal(small);
  });

  it('repeat earlier stretches as they were told, at most four, and compare only what is about as long', () => {
    const year = [3, 12, 0, 7, 13].map(malware => ({ 'incidents malware': malware }));
    let told: ReportFigures | null = null;
    for (const [at, one] of year.entries()) told = figuresOf(told, [counted(one, at)]);
    const malware = told?.parts[0]?.rows.find(row => row.key === 'malware');
    expect(malware?.amounts).to.deep.equal(['about 10', 'none', 'about 5', 'about 15']);
    expect(malware?.beside).to.equal('more');
    expect(told?.periods.map(({ from }) => from)).to.deep.equal([
      ...['2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'],
    ]);
    const short = counted({ 'incidents malware': 1 }, 5);
    short.period.to = '2026-06-09';
    expect(figuresOf(told, [short]).parts[0]?.rows[0]?.beside).to.equal(null);
  });

  it('hide what was moved behind what is missing, and name no number of a small stock-take', () => {
    const stock = (expected: number, missing: number, moved: number) => {
      const cells = {
        ...{ 'stock_takes expected': expected, 'stock_takes missing': missing },
        'stock_takes moved': moved,
      };
      const part = figuresOf(null, [counted(cells, 0)]).parts.find(one => one.key === 'stock_takes');
      return part?.rows.map(({ amounts }) => amounts[0]);
    };
    expect(stock(120, 2, 30)).to.deep.equal(['about 120', 'fewer than 5', 'fewer than half', 'none']);
    expect(stock(120, 0, 30)).to.deep.equal(['about 120', 'none', 'about 30', 'none']);
    expect(stock(12, 2, 9)).to.deep.equal(['fewer than 20', 'too few to tell', 'too few to tell', 'none']);
    expect(stock(0, 0, 0)).to.deep.equal(['none', 'not counted', 'not counted', 'not counted']);
  });
});
