import { expect } from 'chai';
import fc from 'fast-check';
import {
  frameFromConsole,
  frameFromDevice,
  fromConsole,
  fromDevice,
  parseFromConsole,
  parseFromDevice,
} from './device.ts';

const bytes = (n: number) => 'A'.repeat(Math.ceil((n * 4) / 3));
const anId = '0190a1b2-0000-7000-8000-000000000000';
const kinds = [...Object.keys(fromDevice), ...Object.keys(fromConsole)];

describe('a frame', () => {
  it('is read as it was written, in both directions', () => {
    const open = { nonce: bytes(32), agent: 'caretaker 0.1.0' };
    expect(parseFromDevice(frameFromDevice('open', open))).to.deep.equal({
      ok: true,
      kind: 'open',
      body: open,
    });
    const ack = { ids: [anId] };
    expect(parseFromConsole(frameFromConsole('ack', ack))).to.deep.equal({
      ok: true,
      kind: 'ack',
      body: ack,
    });
  });

  it('never makes the reader throw, whatever came', () => {
    const frames = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ v: fc.constantFrom(0, 1, 2, '1'), kind: fc.constantFrom(...kinds), body: fc.jsonValue() })
        .map(value => JSON.stringify(value)),
      fc.constantFrom(
        '{"v":1,"kind":"__proto__","body":{}}',
        '{"v":1,"kind":"constructor","body":{}}',
        'null',
        '[]',
      ),
    );
    fc.assert(
      fc.property(frames, text => {
        for (const parsed of [parseFromDevice(text), parseFromConsole(text)])
          expect(parsed).to.have.property('ok').that.is.a('boolean');
      }),
      { numRuns: 500 },
    );
  });

  const odd: [string, string, string][] = [
    ['not JSON', '{"v":1', 'not_json'],
    ['another version', '{"v":2,"kind":"open","body":{}}', 'wrong_version'],
    ['a kind of tomorrow', '{"v":1,"kind":"remember_me","body":{}}', 'unknown_kind'],
    ['a kind that every object has', '{"v":1,"kind":"constructor","body":{}}', 'unknown_kind'],
    ['a body that does not fit', '{"v":1,"kind":"open","body":{"nonce":"short","agent":"x"}}', 'malformed'],
    ['no envelope at all', '[]', 'malformed'],
  ];
  for (const [what, text, why] of odd) {
    it(`that is ${what} is told apart as ${why}`, () =>
      expect(parseFromDevice(text)).to.deep.include({ ok: false, why }));
  }

  it('from a device is not one from the console', () => {
    const frame = frameFromConsole('waiting', { deviceId: anId });
    expect(parseFromDevice(frame)).to.deep.include({ ok: false, why: 'unknown_kind' });
  });

  it('of enrolment may come without a code, for a device that proves its old key', () => {
    const body = {
      key: bytes(32),
      code: null,
      signature: bytes(64),
      evidence: [],
      suggested: { name: 'slate', system: '' },
      previous: { deviceId: anId, signature: bytes(64) },
    };
    expect(parseFromDevice(frameFromDevice('enrol', body)).ok).to.equal(true);
  });
});
