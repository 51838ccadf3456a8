import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate, mediumName } from './evaluate.ts';
import type { Barrier, Medium, Observation } from './observation.ts';
import { type Policy, policy } from './policy.ts';

const aBarrier = (over: Partial<Barrier> = {}): Barrier => ({
  name: 'USBGuard',
  effect: 'blocks',
  inForce: true,
  layer: 'device',
  detail: null,
  ...over,
});
const aStick = (over: Partial<Medium> = {}): Medium => ({
  vendorId: '0781',
  productId: '5567',
  serialHash: 'abcdefghij',
  ownSerial: true,
  kind: 'storage',
  alsoInput: false,
  standing: 'unlisted',
  allowed: null,
  label: null,
  admitted: true,
  readable: true,
  writable: true,
  encrypted: 'no',
  mounted: true,
  ...over,
});
const shut = { admitted: false, readable: false, writable: false, mounted: false } as const;
const seen = (over: Partial<Observation> = {}): Observation => ({
  system: 'linux',
  hasUsb: true,
  barriers: [aBarrier()],
  weaknesses: [],
  managedBy: null,
  media: [],
  tethering: null,
  ...over,
});
const ruled = (over: Partial<Policy> = {}): Policy => ({ ...policy.parse({ mode: 'enforce' }), ...over });
const judged = (observation: Observation, over: Partial<Policy> = {}) => {
  const { state, reason } = evaluate(observation, ruled(over));
  return `${state} ${reason}`;
};

describe('removable media, judged', () => {
  it('is met when something was proved to block what nobody allowed', () => {
    expect(judged(seen())).to.equal('met blocked');
    expect(judged(seen({ media: [aStick(shut)] }))).to.equal('met blocked');
    expect(judged(seen(), { rule: 'allow_scanned' })).to.equal('met scanned_first');
  });

  it('is not met when nothing was seen to stop media, though nothing is plugged in', () => {
    expect(judged(seen({ barriers: [] }))).to.equal('not_met nothing_stops_media');
    expect(judged(seen({ barriers: [aBarrier({ effect: 'none' })] }))).to.equal(
      'not_met nothing_stops_media',
    );
    expect(judged(seen({ barriers: [aBarrier({ inForce: false })] }))).to.equal(
      'not_met nothing_stops_media',
    );
  });

  it('is unknown when the barrier could not be seen', () =>
    expect(judged(seen({ barriers: [aBarrier({ inForce: null })] }))).to.equal('unknown barrier_not_seen'));

  it('is not met by a barrier that leaves more open than the school asks', () => {
    const weak = seen({ barriers: [aBarrier({ effect: 'read_only' })] });
    expect(judged(weak)).to.equal('not_met not_enough_stops_media');
    expect(judged(weak, { rule: 'encrypted_only' })).to.equal('met encrypted_only');
    expect(judged(weak, { rule: 'read_only' })).to.equal('met read_only');
  });

  it('is not met while a medium that nobody allowed is open, whatever the barriers say', () =>
    expect(judged(seen({ media: [aStick()] }))).to.equal('not_met medium_open'));

  it('lets what is registered and what has permission be used, for as much as it may', () => {
    const used = (over: Partial<Medium>) => judged(seen({ media: [aStick(over)] }));
    expect(used({ standing: 'approved', allowed: 'read_write' })).to.equal('met blocked');
    expect(used({ standing: 'granted', allowed: 'read_only', writable: false })).to.equal('met blocked');
    expect(used({ standing: 'granted', allowed: 'read_only' })).to.equal('not_met medium_writable');
    expect(used({ standing: 'approved', allowed: 'read_only', writable: null })).to.equal(
      'unknown medium_not_seen',
    );
  });

  it('is not met by a lost stick, though it is also registered', () =>
    expect(judged(seen({ media: [aStick({ standing: 'lost' })] }))).to.equal('not_met lost_medium_open'));

  it('asks only for encryption of what is written to, where that is the rule', () => {
    const used = (over: Partial<Medium>) =>
      judged(seen({ media: [aStick(over)] }), { rule: 'encrypted_only' });
    expect(used({ encrypted: 'luks' })).to.equal('met encrypted_only');
    expect(used({ encrypted: 'no' })).to.equal('not_met medium_writable');
    expect(used({ encrypted: null })).to.equal('unknown medium_not_seen');
    expect(used({ encrypted: 'no', writable: false })).to.equal('met encrypted_only');
  });

  it('asks for encryption of the school’s own as well, in a way that counts', () => {
    const own = (over: Partial<Medium>, rule: Partial<Policy> = {}) =>
      judged(seen({ media: [aStick({ standing: 'approved', allowed: 'read_write', ...over })] }), {
        rule: 'encrypted_only',
        ...rule,
      });
    expect(own({ encrypted: 'no' })).to.equal('not_met medium_writable');
    expect(own({ encrypted: 'by_itself' })).to.equal('met encrypted_only');
    expect(own({ encrypted: 'luks' }, { encryptedFormats: ['bitlocker'] })).to.equal(
      'not_met medium_writable',
    );
    expect(own({ encrypted: 'no', standing: 'granted' })).to.equal('met encrypted_only');
  });

  it('does not guess at what could not be seen', () => {
    const unseen = { admitted: null, readable: null, writable: null, mounted: null };
    expect(judged(seen({ media: [aStick(unseen)] }))).to.equal('unknown medium_not_seen');
    expect(judged(seen({ media: [aStick({ standing: null })] }))).to.equal('unknown medium_not_seen');
  });

  it('takes a phone that shows its files for media, and a phone that charges for none', () => {
    const phone = { kind: 'phone_or_camera', serialHash: null, writable: null, mounted: null } as const;
    expect(judged(seen({ media: [aStick(phone)] }))).to.equal('not_met medium_open');
    expect(judged(seen({ media: [aStick(phone)] }), { phones: 'allow' })).to.equal('met blocked');
    expect(judged(seen({ media: [aStick({ ...phone, admitted: false })] }))).to.equal('met blocked');
  });

  it('is not met while there is a way round', () => {
    expect(judged(seen({ weaknesses: ['people_may_admit'] }))).to.equal('not_met people_may_admit');
    const waiting = evaluate(seen({ weaknesses: ['restart_needed'] }), ruled());
    expect([waiting.state, waiting.how]).to.deep.equal(['not_met', 'pending_reboot']);
  });

  it('reports internet by phone only where the school asks for it', () => {
    const tethered = seen({ tethering: [{ vendorId: '18d1', productId: '4eeb' }] });
    expect(judged(tethered)).to.equal('met blocked');
    expect(judged(tethered, { reportTethering: true })).to.equal('not_met internet_by_phone');
  });

  it('says how it is kept: by the mount layer alone is best effort, by another management is theirs', () => {
    const how = (over: Partial<Observation>) => evaluate(seen(over), ruled()).how;
    expect(how({})).to.equal(undefined);
    expect(how({ barriers: [aBarrier({ layer: 'mount' })] })).to.equal('best_effort');
    expect(how({ managedBy: 'Intune' })).to.equal('managed_elsewhere');
  });

  it('does not apply to a computer without USB', () =>
    expect(judged(seen({ hasUsb: false, barriers: [] }))).to.equal('not_applicable no_usb'));

  it('names a medium by its model and the start of a hash, or by the school’s own name', () => {
    expect(mediumName(aStick())).to.equal('0781:5567 abcdef');
    expect(mediumName(aStick({ serialHash: null }))).to.equal('0781:5567');
    expect(mediumName(aStick({ label: 'Office 4' }))).to.equal('Office 4 (0781:5567)');
  });

  it('is never met while an unlisted medium is open, or no barrier was seen to hold', () => {
    const tri = fc.constantFrom(true, false, null);
    const barrier = fc.record({
      name: fc.constant('a barrier'),
      effect: fc.constantFrom('blocks', 'read_only', 'encrypted_only', 'none'),
      inForce: tri,
      layer: fc.constantFrom('device', 'mount'),
      detail: fc.constant(null),
    }) as fc.Arbitrary<Barrier>;
    const medium = fc
      .record({ admitted: tri, readable: tri, writable: tri, mounted: tri })
      .map(over => aStick(over));
    fc.assert(
      fc.property(
        fc.array(barrier, { maxLength: 3 }),
        fc.array(medium, { maxLength: 3 }),
        (barriers, media) => {
          const { state } = evaluate(seen({ barriers, media }), ruled());
          const holds = barriers.some(one => one.inForce === true && one.effect === 'blocks');
          const open = media.some(one => one.mounted === true);
          if (state === 'met') expect([holds, open]).to.deep.equal([true, false]);
        },
      ),
    );
  });
});
