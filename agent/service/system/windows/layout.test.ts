/** Composed after Microsoft's documentation of WTSINFOEX; real calls are made in test/lab/long/wine.lab.ts. */
import { expect } from 'chai';
import fc from 'fast-check';
import { infoBytes, parseSessionInfo, sinceTick } from './layout.ts';

interface Given {
  level?: number;
  state?: number;
  flags?: number;
  lastInput?: bigint;
  current?: bigint;
  station?: string;
  logon?: bigint;
}

function info({
  level = 1,
  state = 0,
  flags = 1,
  lastInput = 0n,
  current = 0n,
  ...rest
}: Given = {}): Buffer {
  const bytes = Buffer.alloc(infoBytes);
  bytes.writeUInt32LE(level, 0);
  bytes.writeUInt32LE(3, 8);
  bytes.writeInt32LE(state, 12);
  bytes.writeInt32LE(flags, 16);
  bytes.write(rest.station ?? 'Console', 20, 'utf16le');
  bytes.writeBigInt64LE(rest.logon ?? 0n, 168);
  bytes.writeBigInt64LE(lastInput, 192);
  bytes.writeBigInt64LE(current, 200);
  return bytes;
}

describe('what Windows tells of a session', () => {
  it('is locked by 0, open by 1 and not known by anything else; a disconnected one asks for the password too', () => {
    const locked = (given: Given) => parseSessionInfo(info(given))?.locked;
    expect([0, 1, -1].map(flags => locked({ flags }))).to.deep.equal([true, false, null]);
    expect(locked({ flags: 1, state: 4 })).to.equal(true);
    expect(parseSessionInfo(info({ state: 4 }))?.disconnected).to.equal(true);
  });

  it('has an idle time only where a last input is told, and none that lies ahead', () => {
    const idle = (lastInput: bigint, current: bigint) =>
      parseSessionInfo(info({ lastInput, current }))?.idleMs;
    expect(idle(0n, 10_000_000n)).to.equal(null);
    expect(idle(10_000n, 10_000n + 12_000_000_000n)).to.equal(1_200_000);
    expect(idle(20_000n, 10_000n)).to.equal(null);
  });

  it('was begun at its time, at the computer or from another one', () => {
    const seen = (given: Given) => parseSessionInfo(info(given));
    expect(seen({ logon: 133_000_000_000_000_000n })?.signedInAt).to.equal(Date.UTC(2022, 5, 18, 4, 26, 40));
    expect(seen({})?.signedInAt).to.equal(null);
    expect(['Console', 'RDP-Tcp#3', ''].map(station => seen({ station })?.remote)).to.deep.equal([
      ...[false, true, false],
    ]);
  });

  it('is nothing in another layout or cut short', () => {
    expect(parseSessionInfo(info({ level: 2 }))).to.equal(null);
    expect(parseSessionInfo(info().subarray(0, 100))).to.equal(null);
  });
});

describe('tick counts', () => {
  it('are subtracted over the moment at which they begin again', () => {
    expect(sinceTick(0xffff_ff00, 0x100)).to.equal(0x200);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.integer({ min: 0, max: 0x7fff_ffff }),
        (then, ms) => {
          expect(sinceTick(then, (then + ms) % 2 ** 32)).to.equal(ms);
        },
      ),
    );
  });
});
