import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import * as z from 'zod';
import { type ControlPolicy, defineControl, modes } from '../../../shared/controls/control.ts';
import { policyText } from '../../../shared/protocol/transcript.ts';
import { memoryState } from '../state.ts';
import { PolicyInForce } from './in-force.ts';

const keys = generateKeyPairSync('ed25519');
const consoleKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64url');
const audience = { schoolId: 'school', groupId: 'year-4' };

const aDocument = (change: object = {}) => ({
  ...audience,
  number: 5,
  issuedAt: 1,
  timeZone: 'Europe/London',
  silentAfterSchoolDays: 5,
  serialKey: null,
  sealTo: null,
  calendar: null,
  controls: {},
  devices: {},
  exceptions: [],
  ...change,
});
const signed = (document: unknown, by = keys.privateKey) => {
  const payload = typeof document === 'string' ? document : JSON.stringify(document);
  return { payload, signature: sign(null, Buffer.from(policyText(payload)), by).toString('base64url') };
};

const lock = defineControl<ControlPolicy & { minutes: number }, unknown>({
  key: 'test-lock',
  freshForMs: 1000,
  policy: z.object({ mode: z.enum(modes).default('watch'), minutes: z.number().max(20).default(20) }),
  observation: z.unknown(),
  evaluate: () => ({ state: 'met', reason: 'ok' }),
  words: {
    title: 'Lock',
    help: '',
    promise: () => ({ sentence: '', broken: '' }),
    say: () => ({ sentence: '' }),
    facts: {},
  },
});

describe('the policy in force', () => {
  const fresh = () => {
    const { policy: cell } = memoryState();
    return { cell, policy: new PolicyInForce(cell, consoleKey) };
  };

  it('is watching with every default until the first one comes', () => {
    const { policy } = fresh();
    expect(policy.partFor(lock as never)).to.deep.equal({ mode: 'watch', minutes: 20 });
    expect(policy.numberFor(audience)).to.equal(0);
  });

  it('is what the console signed, also after the service started again', () => {
    const { cell, policy } = fresh();
    const document = aDocument({ controls: { 'test-lock': { mode: 'enforce', minutes: 10 } } });
    expect(policy.accept(signed(document), audience, consoleKey, true)).to.deep.equal({
      ok: true,
      number: 5,
      changed: true,
    });
    const again = new PolicyInForce(cell, consoleKey);
    expect(again.partFor(lock as never)).to.deep.equal({ mode: 'enforce', minutes: 10 });
    expect(again.numberFor(audience)).to.equal(5);
  });

  it('is accepted once more when it comes again, without being a change', () => {
    const { policy } = fresh();
    const one = signed(aDocument());
    policy.accept(one, audience, consoleKey, true);
    expect(policy.accept(one, audience, consoleKey, true)).to.deep.equal({
      ok: true,
      number: 5,
      changed: false,
    });
  });

  const refused: [string, () => { payload: string; signature: string }][] = [
    ['bad_signature', () => signed(aDocument({ number: 6 }), generateKeyPairSync('ed25519').privateKey)],
    [
      'bad_signature',
      () => ({ ...signed(aDocument({ number: 6 })), payload: JSON.stringify(aDocument({ number: 7 })) }),
    ],
    ['bad_signature', () => ({ ...signed(aDocument({ number: 6 })), signature: 'not a signature' })],
    ['malformed', () => signed('not JSON')],
    ['malformed', () => signed({ number: 6 })],
    ['wrong_audience', () => signed(aDocument({ number: 6, groupId: 'year-5' }))],
    ['wrong_audience', () => signed(aDocument({ number: 6, schoolId: 'another' }))],
    ['older', () => signed(aDocument({ number: 4 }))],
    ['number_reused', () => signed(aDocument({ issuedAt: 2 }))],
    ['expired', () => signed(aDocument({ number: 6 }))],
  ];
  for (const [reason, make] of refused) {
    it(`stays the last good one when another is refused as ${reason}`, () => {
      const { cell, policy } = fresh();
      policy.accept(signed(aDocument()), audience, consoleKey, true);
      const offered = reason !== 'expired';
      expect(policy.accept(make(), audience, consoleKey, offered)).to.deep.equal({ ok: false, reason });
      expect(policy.document).to.deep.equal(aDocument());
      expect(new PolicyInForce(cell, consoleKey).document).to.deep.equal(aDocument());
    });
  }

  it('is told once to be refused, however often the same comes', () => {
    const { policy } = fresh();
    const [one, other] = [signed(aDocument({ number: 4 })), signed(aDocument({ number: 3 }))];
    expect([one, one, other, one].map(each => policy.refusedAnew(each))).to.deep.equal([
      ...[true, false, true, false],
    ]);
  });

  it('is never older than what was accepted for a group before, though the device moved away and back', () => {
    const { cell, policy } = fresh();
    const other = { ...audience, groupId: 'year-5' };
    policy.accept(signed(aDocument()), audience, consoleKey, true);
    expect(policy.accept(signed(aDocument({ ...other, number: 1 })), other, consoleKey, true).ok).to.equal(
      true,
    );
    expect(policy.numberFor(audience)).to.equal(0);
    const again = new PolicyInForce(cell, consoleKey);
    expect(again.accept(signed(aDocument({ number: 4 })), audience, consoleKey, true)).to.deep.equal({
      ok: false,
      reason: 'older',
    });
  });

  it('is not believed from the disk when another console is pinned', () => {
    const { cell, policy } = fresh();
    policy.accept(signed(aDocument()), audience, consoleKey, true);
    const other = generateKeyPairSync('ed25519')
      .publicKey.export({ format: 'der', type: 'spki' })
      .subarray(12);
    expect(new PolicyInForce(cell, other.toString('base64url')).document).to.equal(undefined);
  });

  it('gives a device its own settings, and an exception until the moment it ends', () => {
    const clock = { at: 100 };
    const policy = new PolicyInForce(memoryState().policy, consoleKey, {
      deviceId: () => 'this-one',
      now: () => clock.at,
    });
    const exception = (deviceIds: string[], minutes: number) => ({
      id: 'e',
      control: 'test-lock',
      deviceIds,
      settings: { minutes },
      endsAt: 200,
      reason: 'A show in the hall',
      askedBy: 'A teacher',
      approvedBy: 'The head',
    });
    const document = aDocument({
      controls: { 'test-lock': { mode: 'enforce', minutes: 15 } },
      devices: { 'this-one': { 'test-lock': { minutes: 10 } }, another: { 'test-lock': { minutes: 1 } } },
      exceptions: [exception(['another'], 2), exception(['another', 'this-one'], 18)],
    });
    policy.accept(signed(document), audience, consoleKey, true);
    expect(policy.partFor(lock as never)).to.deep.equal({ mode: 'enforce', minutes: 18 });
    clock.at = 200;
    expect(policy.partFor(lock as never)).to.deep.equal({ mode: 'enforce', minutes: 10 });
  });

  it('falls back to watching for a part that this version cannot read, and names it', () => {
    const { policy } = fresh();
    const controls = {
      'test-lock': { mode: 'enforce', minutes: 'soon' },
      'of-tomorrow': { mode: 'enforce' },
    };
    policy.accept(signed(aDocument({ controls })), audience, consoleKey, true);
    expect(policy.partFor(lock as never)).to.deep.equal({ mode: 'watch', minutes: 20 });
    expect(policy.unreadable([lock as never])).to.deep.equal(['test-lock']);
  });
});
