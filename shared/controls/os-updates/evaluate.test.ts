import { expect } from 'chai';
import type { Finding } from '../../finding.ts';
import { evaluate } from './evaluate.ts';
import type { Observation, PendingUpdate } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

const now = Date.UTC(2026, 10, 21, 12);
const ago = (days: number) => now - days * 24 * 3600_000;
const anObservation = (over: Partial<Observation> = {}): Observation => ({
  manager: 'apt',
  security: [],
  others: 2,
  listsAt: ago(1),
  securitySource: true,
  restart: { needed: false, since: null },
  blocked: null,
  supportEndsAt: null,
  ...over,
});
const aFix = (over: Partial<PendingUpdate> = {}): PendingUpdate => ({
  name: 'openssl',
  version: '3.0.22',
  notBefore: ago(4),
  firstSeenAt: ago(3),
  ...over,
});
const judged = (over: Partial<Observation> = {}, rule = {}) => {
  const { state, reason } = evaluate(anObservation(over), policy.parse(rule), now);
  return [state, reason];
};

describe('system updates, judged', () => {
  it('are met when a recent list shows no security fix waiting', () =>
    expect(judged()).to.deep.equal(['met', 'up_to_date']));

  it('are met while a waiting fix is surely within its time', () =>
    expect(judged({ security: [aFix()] })).to.deep.equal(['met', 'within_time']));

  it('are not met once this device has known of a fix for longer than allowed', () =>
    expect(judged({ security: [aFix({ firstSeenAt: ago(14.1), notBefore: null })] })).to.deep.equal([
      'not_met',
      'updates_overdue',
    ]));

  it('are unknown while a fix may have been out for longer than this device has known of it', () => {
    expect(judged({ security: [aFix({ notBefore: null })] })).to.deep.equal([
      'unknown',
      'update_age_not_known',
    ]);
    expect(judged({ security: [aFix({ notBefore: ago(30) })] })).to.deep.equal([
      'unknown',
      'update_age_not_known',
    ]);
  });

  it('are unknown by an old list, even one that shows nothing', () => {
    expect(judged({ listsAt: ago(7.1) })).to.deep.equal(['unknown', 'list_old']);
    expect(judged({ listsAt: null })).to.deep.equal(['unknown', 'list_age_not_known']);
    expect(judged({ listsAt: ago(-2) })).to.deep.equal(['unknown', 'list_from_future']);
  });

  it('are unknown where no source of security updates is asked', () => {
    expect(judged({ securitySource: false })).to.deep.equal(['unknown', 'no_security_source']);
    expect(judged({ securitySource: null })[0]).to.equal('unknown');
  });

  it('are unknown while updates are paused, or held back for longer than allowed', () => {
    expect(judged({ heldBack: { until: ago(-20), days: null } })).to.deep.equal([
      'unknown',
      'updates_held_back',
    ]);
    expect(judged({ heldBack: { until: null, days: 30 } })[0]).to.equal('unknown');
    expect(judged({ heldBack: { until: null, days: 14 } })[0]).to.equal('met');
  });

  it('are unknown while the packages do not fit together', () =>
    expect(judged({ blocked: 'packages have unmet dependencies' })).to.deep.equal([
      'unknown',
      'packages_broken',
    ]));

  it('are not met when a restart has been put off for too long, however old the list', () =>
    expect(judged({ restart: { needed: true, since: ago(15) }, listsAt: ago(30) })).to.deep.equal([
      'not_met',
      'restart_overdue',
    ]));

  it('are not met by a system that its maker has given up', () =>
    expect(judged({ supportEndsAt: ago(1) })).to.deep.equal(['not_met', 'system_unsupported']));

  it('tell beside the school’s own rule whether Cyber Essentials’ 14 days hold', () => {
    const verdict = evaluate(
      anObservation({ security: [aFix({ firstSeenAt: ago(20), notBefore: ago(21) })] }),
      policy.parse({ withinDays: 30 }),
      now,
    );
    expect(verdict.state).to.equal('met');
    expect(verdict.baseline).to.deep.include({ state: 'not_met', reason: 'updates_overdue' });
  });

  it('say that a restart is not known to be needless where nothing told', () => {
    const said = (needed: boolean | null) => {
      const verdict = evaluate(anObservation({ restart: { needed, since: null } }), policy.parse({}), now);
      const finding = { ...verdict, control: 'os-updates', how: 'watching', source: '', observedAt: now };
      return words.say({ ...finding, observedBy: '' } as Finding).sentence;
    };
    expect(said(null)).to.match(/Whether a restart is due is not known\.$/);
    expect(said(false)).to.not.contain('restart');
  });
});
