import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from './evaluate.ts';
import type { Observation, Surface } from './observation.ts';
import { policy } from './policy.ts';

const aSurface = (over: Partial<Surface> = {}): Surface => ({
  name: 'GNOME',
  understood: true,
  runs: false,
  opens: false,
  fixed: true,
  detail: null,
  ...over,
});
const seen = (surfaces: Surface[], over: Partial<Observation> = {}): Observation => ({
  system: 'linux',
  surfaces,
  noDesktop: false,
  ...over,
});
const judged = (surfaces: Surface[], rule: object = {}, over: Partial<Observation> = {}) => {
  const { state, reason } = evaluate(seen(surfaces, over), policy.parse(rule));
  return `${state} ${reason}`;
};

describe('AutoRun, judged', () => {
  it('is met when nothing starts or opens, and nobody can change that', () =>
    expect(judged([aSurface()])).to.equal('met off'));

  it('is not met by a program that starts, a window that opens, or a setting that people can change', () => {
    expect(judged([aSurface({ runs: true })])).to.equal('not_met runs_programs');
    expect(judged([aSurface({ opens: true })])).to.equal('not_met opens_by_itself');
    expect(judged([aSurface({ fixed: false })])).to.equal('not_met can_be_changed');
  });

  it('lets the computer ask where the school allows it, and still no program start', () => {
    expect(judged([aSurface({ opens: true })], { allowPrompts: true })).to.equal('met asks_first');
    expect(judged([aSurface({ runs: true })], { allowPrompts: true })).to.equal('not_met runs_programs');
  });

  it('is only as good as its worst desktop, and knows nothing of none', () => {
    expect(judged([aSurface(), aSurface({ name: 'MATE', runs: true })])).to.equal('not_met runs_programs');
    expect(judged([aSurface(), aSurface({ understood: false })])).to.equal('unknown not_understood');
    expect(judged([])).to.equal('unknown not_understood');
  });

  it('does not apply where nobody has a desktop, or where the system has no AutoRun', () => {
    expect(judged([], {}, { noDesktop: true })).to.equal('not_applicable no_desktop');
    expect(judged([], {}, { system: 'macos' })).to.equal('not_applicable no_autorun_here');
  });

  it('holds Cyber Essentials beside the school’s own rule: a window that asks is enough there', () => {
    const verdict = evaluate(seen([aSurface({ opens: true })]), policy.parse({}));
    expect(verdict.state).to.equal('not_met');
    expect(verdict.baseline).to.include({ state: 'met' });
  });

  it('is never met while anything was not seen', () => {
    const tri = fc.constantFrom(true, false, null);
    fc.assert(
      fc.property(fc.record({ runs: tri, opens: tri, fixed: tri, understood: fc.boolean() }), over => {
        const whole = over.understood && over.runs === false && over.opens === false && over.fixed === true;
        expect(evaluate(seen([aSurface(over)]), policy.parse({})).state === 'met').to.equal(whole);
      }),
    );
  });
});
