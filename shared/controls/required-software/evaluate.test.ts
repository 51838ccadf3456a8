import { expect } from 'chai';
import { failedLooksStayUnknown } from '../../../test/support/control-contract.ts';
import { versionOrder } from '../version-order.ts';
import { evaluate } from './evaluate.ts';
import { requiredSoftware } from './index.ts';
import type { Observation } from './observation.ts';
import { policy } from './policy.ts';

const wanted = (...required: object[]) => policy.parse({ required });
const seen = (...looked: Observation['looked']): Observation => ({ system: 'linux', looked });
const filter = {
  title: 'Filter*',
  found: [{ name: 'FilterAgent', version: '12.4.1' }],
  service: '',
  running: null,
};
const verdict = (observation: Observation, asked: ReturnType<typeof wanted>) => {
  const { state, reason } = evaluate(observation, asked);
  return `${state} ${reason}`;
};

describe('required software', () => {
  failedLooksStayUnknown(requiredSoftware);

  it('does not apply where nothing is required of this system', () => {
    expect(verdict(seen(), wanted())).to.equal('not_applicable nothing_required');
    expect(verdict(seen(), wanted({ title: 'Filter*', system: 'windows' }))).to.equal(
      'not_applicable nothing_required',
    );
  });

  it('is met, missing or too old by what was found', () => {
    expect(verdict(seen(filter), wanted({ title: 'Filter*' }))).to.equal('met all_there');
    expect(verdict(seen({ ...filter, found: [] }), wanted({ title: 'Filter*' }))).to.equal('not_met missing');
    expect(verdict(seen(filter), wanted({ title: 'Filter*', leastVersion: '12.4' }))).to.equal(
      'met all_there',
    );
    expect(verdict(seen(filter), wanted({ title: 'Filter*', leastVersion: '12.10' }))).to.equal(
      'not_met too_old',
    );
  });

  it('wants its service to be seen running', () => {
    const asked = wanted({ title: 'Filter*', service: 'filterd' });
    const with_ = (running: boolean | null) => seen({ ...filter, service: 'filterd', running });
    expect(verdict(with_(true), asked)).to.equal('met all_there');
    expect(verdict(with_(false), asked)).to.equal('not_met stopped');
    expect(verdict(with_(null), asked)).to.equal('unknown service_not_seen');
  });

  it('does not know what it was not asked to look for yet', () => {
    expect(verdict(seen(), wanted({ title: 'Filter*' }))).to.equal('unknown not_looked_for_yet');
    expect(verdict(seen(filter), wanted({ title: 'Filter*', service: 'filterd' }))).to.equal(
      'unknown not_looked_for_yet',
    );
  });

  it('is as bad as the worst', () =>
    expect(
      verdict(
        seen(filter, { ...filter, title: 'Reader', found: [] }),
        wanted({ title: 'Filter*' }, { title: 'Reader' }),
      ),
    ).to.equal('not_met missing'));
});

describe('the order of versions', () => {
  it('is by numbers, not by letters, and leaves the packager’s own marks out', () => {
    expect(versionOrder('2.10', '2.9')).to.be.above(0);
    expect(versionOrder('1:2.10.4-3ubuntu1', '2.10.4')).to.equal(0);
    expect(versionOrder('v3', '3.0.0')).to.equal(0);
    expect(versionOrder('2024_1', '2024.2')).to.be.below(0);
  });

  it('is not known for what does not begin with a number', () =>
    expect(versionOrder('latest', '1')).to.equal(undefined));
});
