import { expect } from 'chai';
import fc from 'fast-check';
import * as z from 'zod';
import {
  type ControlPolicy,
  defineControl,
  modes,
  type Observed,
  probeFailures,
} from '../../../shared/controls/control.ts';
import { judge } from '../../../shared/controls/judge.ts';
import type { states } from '../../../shared/finding.ts';
import { World } from '../../../test/support/enforced-world.ts';
import { type Backend, type Machine, ProbeError } from '../controls/control.ts';
import { type Plan, PlanRefused, type Setting } from '../controls/plan.ts';
import { type Asked, carry } from './carry.ts';

const rules: Setting = { kind: 'file', path: '/etc/rules' };
const plan: Plan = {
  how: 'enforced',
  wanted: [{ setting: rules, value: { kind: 'file', text: 'block', mode: 0o644 } }],
};
const seen: Observed<unknown> = { ok: true, value: 'seen', source: 'looking', at: 1 };
const blind: Observed<unknown> = {
  ok: false,
  reason: 'probe_failed',
  detail: 'no',
  source: 'looking',
  at: 1,
};
const enforce: Asked = { policy: { mode: 'enforce' }, number: 1, stance: 'plan' };

const backend = (make?: () => Promise<Plan>): Backend<unknown> => ({
  source: 'looking',
  observe: async () => 'seen',
  ...(make === undefined ? {} : { plan: make }),
});

describe('carrying out', () => {
  let world: World;
  let service: ReturnType<World['service']>;
  const carried = (over: Partial<Parameters<typeof carry>[0]>) =>
    carry({
      control: 'some-control',
      backend: backend(async () => plan),
      asked: enforce,
      observed: seen,
      machine: {} as Machine,
      hands: service,
      signal: new AbortController().signal,
      ...over,
    });
  beforeEach(() => {
    world = new World();
    service = world.service();
  });

  it('sets what is planned and asks for another look', async () => {
    expect(await carried({})).to.deep.equal({ how: 'enforced', inPlace: true, facts: {}, changed: true });
    expect(await carried({})).to.deep.equal({ how: 'enforced', inPlace: true, facts: {}, changed: false });
  });

  it('changes nothing while the control cannot be looked at', async () => {
    const outcome = await carried({ observed: blind });
    expect(outcome).to.deep.include({ how: 'detective', inPlace: false, changed: false });
    expect(outcome.facts).to.include({ enforcement: 'not_seen' });
    expect(world.get(rules)).to.equal(null);
  });

  it('only notices where a control has no plan or nothing may be changed', async () => {
    expect(await carried({ backend: backend() })).to.include({ how: 'detective', inPlace: false });
    expect(await carried({ hands: undefined })).to.include({ how: 'detective', inPlace: false });
  });

  it('keeps the last good settings when the next plan is refused, and says why', async () => {
    await carried({});
    const refused = backend(async () => {
      throw new PlanRefused('would_deny_input', 'rule 3 would deny the keyboard “ACME”');
    });
    expect(await carried({ backend: refused })).to.deep.equal({
      how: 'best_effort',
      inPlace: false,
      facts: { enforcement: 'would_deny_input', enforcementDetail: 'rule 3 would deny the keyboard “ACME”' },
      changed: false,
    });
    expect(world.get(rules)).to.include({ text: 'block' });
  });

  it('says that somebody else manages it, and that a plan could not look', async () => {
    const refusing = (error: Error) =>
      backend(async () => {
        throw error;
      });
    const managed = await carried({ backend: refusing(new PlanRefused('managed_elsewhere', 'Intune')) });
    expect(managed.how).to.equal('managed_elsewhere');
    const missing = await carried({
      backend: refusing(new ProbeError('tool_missing', 'usbguard is not installed', 'usbguard')),
    });
    expect(missing.facts.enforcement).to.equal('tool_missing');
    expect((await carried({ backend: refusing(new TypeError('oops')) })).facts.enforcement).to.equal(
      'plan_failed',
    );
  });

  it('puts back what it set when the mode leaves enforce, and leaves it where nothing may be changed', async () => {
    await carried({});
    const watch: ControlPolicy = { mode: 'watch' };
    await carried({ asked: { policy: watch, number: 1, stance: 'hold' } });
    expect(world.get(rules)).to.include({ text: 'block' });
    expect(await carried({ asked: { policy: watch, number: 1, stance: 'release' } })).to.include({
      changed: true,
    });
    expect(world.get(rules)).to.equal(null);
    expect(await carried({ asked: { policy: watch, number: 1, stance: 'release' } })).to.include({
      changed: false,
    });
  });
});

describe('a finding in mode enforce', () => {
  const meaning = (state: (typeof states)[number]) =>
    defineControl<ControlPolicy, unknown>({
      key: 'some-control',
      freshForMs: 1,
      policy: z.object({ mode: z.enum(modes).default('watch') }),
      observation: z.unknown(),
      evaluate: () => ({ state, reason: 'looked', evidence: { facts: { seen: true } } }),
      words: {
        title: '',
        help: '',
        promise: () => ({ sentence: '', broken: '' }),
        say: () => ({ sentence: '' }),
        facts: {},
      },
    });
  const carriedOut = { how: 'enforced' as const, inPlace: true, facts: {} };
  const policy: ControlPolicy = { mode: 'enforce' };

  it('says enforced only where everything is set and what was seen agrees', () => {
    const how = (state: (typeof states)[number], inPlace: boolean) =>
      judge(meaning(state), seen, policy, 'test', { ...carriedOut, inPlace }).how;
    expect(how('met', true)).to.equal('enforced');
    expect(how('not_met', true)).to.equal('best_effort');
    expect(how('met', false)).to.equal('detective');
    expect(judge(meaning('met'), seen, policy, 'test').how).to.equal('detective');
  });

  it('is never met by a probe that failed, whatever was carried out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...probeFailures),
        fc.boolean(),
        fc.constantFrom('enforced', 'best_effort', 'pending_reboot', null),
        (reason, inPlace, how) => {
          const failed: Observed<unknown> = { ok: false, reason, detail: 'no', source: 'looking', at: 1 };
          const finding = judge(meaning('met'), failed, policy, 'test', { ...carriedOut, how, inPlace });
          expect(finding.state).to.equal('unknown');
          expect(finding.how).to.not.equal('enforced');
        },
      ),
    );
  });

  it('says why a plan was refused beside what it saw', () => {
    const facts = { enforcement: 'check_failed', enforcementDetail: 'line 3' };
    const finding = judge(meaning('met'), seen, policy, 'test', {
      how: 'best_effort',
      inPlace: false,
      facts,
    });
    expect(finding.evidence.facts).to.deep.equal({ ...facts, seen: true });
  });
});
