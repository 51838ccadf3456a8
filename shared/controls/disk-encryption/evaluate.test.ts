import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from './evaluate.ts';
import { observation, protections, type Volume, volume } from './observation.ts';
import { policy } from './policy.ts';

const aVolume = (over: Partial<Volume> = {}): Volume => ({
  name: 'C:',
  role: 'system',
  protection: 'on',
  method: 'XTS-AES 128',
  fileSystem: null,
  recoveryKey: true,
  detail: null,
  ...over,
});
const rule = policy.parse({});
const judged = (...volumes: Volume[]) => {
  const { state, reason } = evaluate({ volumes }, rule);
  return [state, reason];
};

describe('disk encryption, judged', () => {
  it('is met when every fixed volume is encrypted and protected', () => {
    expect(judged(aVolume(), aVolume({ name: 'D:', role: 'data' }))).to.deep.equal(['met', 'encrypted']);
  });

  it('is not met by a suspended volume, whose key lies open on the disk', () => {
    expect(judged(aVolume({ protection: 'suspended' }))).to.deep.equal(['not_met', 'suspended']);
  });

  it('is not met while encryption is still under way', () => {
    expect(judged(aVolume({ protection: 'encrypting' }))).to.deep.equal(['not_met', 'encrypting']);
  });

  it('lets one open volume outweigh every closed one', () => {
    expect(judged(aVolume(), aVolume({ name: 'D:', role: 'data', protection: 'off' }))).to.deep.equal([
      'not_met',
      'not_encrypted',
    ]);
  });

  it('leaves out sticks, and data volumes when the school asks only for the system', () => {
    const stick = aVolume({ name: 'E:', role: 'removable', protection: 'off' });
    expect(judged(aVolume(), stick)[0]).to.equal('met');
    const data = aVolume({ name: 'D:', role: 'data', protection: 'off' });
    expect(evaluate({ volumes: [aVolume(), data] }, { ...rule, volumes: 'system' }).state).to.equal('met');
  });

  it('asks for a recovery key only where the system has such a thing', () => {
    expect(judged(aVolume({ recoveryKey: false }))).to.deep.equal(['not_met', 'no_recovery_key']);
    expect(judged(aVolume({ recoveryKey: null }))).to.deep.equal(['met', 'encrypted']);
    expect(judged(aVolume({ recoveryKey: 'not_seen' }))).to.deep.equal(['unknown', 'recovery_key_not_seen']);
    expect(
      evaluate({ volumes: [aVolume({ recoveryKey: false })] }, { ...rule, recoveryKey: false }).state,
    ).to.equal('met');
  });

  it('does not know when the system volume was not seen, however well the others are encrypted', () => {
    expect(judged(aVolume({ role: 'data' }))).to.deep.equal(['unknown', 'system_volume_not_seen']);
    expect(judged(aVolume({ role: 'removable' }))).to.deep.equal(['unknown', 'system_volume_not_seen']);
  });

  it('is met only when every volume that counts is on', () => {
    const any = fc.record({
      role: fc.constantFrom(...volume.shape.role.options),
      protection: fc.constantFrom(...protections),
      recoveryKey: fc.constantFrom(true, false, 'not_seen' as const, null),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 90 }), raw => {
        const volumes = raw.map((one, index) => aVolume({ ...one, name: `v${index}` }));
        const verdict = evaluate(observation.parse({ volumes }), rule);
        const counted = volumes.filter(one => one.role !== 'removable' && one.role !== 'network');
        if (verdict.state === 'met')
          expect(
            counted.every(
              one => one.protection === 'on' && (one.recoveryKey === true || one.recoveryKey === null),
            ),
          ).to.equal(true);
        expect(verdict.evidence?.parts?.length ?? 0).to.be.at.most(64);
      }),
    );
  });
});
