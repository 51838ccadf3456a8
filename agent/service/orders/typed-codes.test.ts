import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type BreakGlass,
  breakGlassText,
  readChallenge,
  writeBreakGlassCode,
} from '../../../shared/protocol/break-glass.ts';
import { type Cell, fileCell } from '../state.ts';
import type { HeldSecret } from './recovery-secret.ts';
import { attemptsWithinMs, mostAttempts, type Typed, TypedCodes, typedSchema } from './typed-codes.ts';

const deviceId = '019aa7e2-0000-7000-8000-00000000002a';
const halfHour: BreakGlass = { purpose: 'suspend', minutes: 30 };
const hourMs = 3600_000;

/** A cell in memory whose power can be cut just before or just after a write reaches the disk. */
class Disk implements Cell<Typed> {
  held: string | undefined;
  cut: 'before' | 'after' | undefined;

  read(): Typed | undefined {
    return this.held === undefined ? undefined : typedSchema.parse(JSON.parse(this.held));
  }

  write(value: Typed): void {
    const { cut } = this;
    this.cut = undefined;
    if (cut === 'before') throw new Error('the power went');
    this.held = JSON.stringify(value);
    if (cut === 'after') throw new Error('the power went');
  }

  remove(): void {
    this.held = undefined;
  }
}

/** A machine whose true time nobody sees; it shows an uptime, and a clock that anybody may set. */
class Bench {
  disk: Cell<Typed> = new Disk();
  secret: HeldSecret | undefined = { deviceId, epoch: 1, secret: Buffer.alloc(32, 7) };
  truth = 5 * hourMs;
  startedAt = 0;
  clockOff = 0;
  #drawn = 0;

  get codes(): TypedCodes {
    return new TypedCodes({
      cell: this.disk,
      held: () => this.secret,
      uptime: () => this.truth - this.startedAt,
      now: () => this.truth + this.clockOff,
      random: bytes => {
        this.#drawn += 1;
        return createHmac('sha256', String(this.#drawn)).digest().subarray(0, bytes);
      },
    });
  }

  reboot(): void {
    this.startedAt = this.truth;
  }

  answer(challenge: string, act: BreakGlass = halfHour, secret = this.secret?.secret ?? ''): string {
    const letters = readChallenge(challenge, deviceId)?.challenge ?? '';
    return writeBreakGlassCode(
      act,
      createHmac('sha256', secret)
        .update(breakGlassText(deviceId, letters, act))
        .digest(),
    );
  }

  wrong(): string {
    this.#drawn += 1;
    return this.answer(this.codes.challenge() ?? '', halfHour, `not the secret ${this.#drawn}`);
  }
}

describe('a code typed at the device', () => {
  it('is accepted when it answers the challenge, and says what it allows', () => {
    const bench = new Bench();
    const code = bench.answer(bench.codes.challenge() ?? '');
    expect(bench.codes.enter(code.toLowerCase())).to.deep.include({ kind: 'accepted', act: halfHour });
    expect(bench.codes.waiting().map(one => one.act)).to.deep.equal([halfHour]);
  });

  it('is accepted once: not again, not after another challenge, not after a start', () => {
    const bench = new Bench();
    const code = bench.answer(bench.codes.challenge() ?? '');
    bench.codes.enter(code);
    expect(bench.codes.enter(code)).to.deep.equal({ kind: 'no_challenge' });
    bench.codes.challenge();
    bench.reboot();
    expect(bench.codes.enter(code).kind).to.equal('wrong');
  });

  it('is wrong for another act, another length, another device’s secret', () => {
    const bench = new Bench();
    const challenge = bench.codes.challenge() ?? '';
    const code = bench.answer(challenge);
    const longer = bench.answer(challenge, { purpose: 'suspend', minutes: 1440 }, 'another secret');
    expect(bench.codes.enter(longer)).to.deep.equal({ kind: 'wrong', left: 4 });
    expect(bench.codes.enter(code).kind).to.equal('accepted');
  });

  it('costs no attempt when a letter was mistyped', () => {
    const bench = new Bench();
    const code = bench.answer(bench.codes.challenge() ?? '');
    const slip = (code.startsWith('2') ? '3' : '2') + code.slice(1);
    for (let i = 0; i < 20; i++) expect(bench.codes.enter(slip)).to.deep.equal({ kind: 'mistyped' });
    expect(bench.codes.enter(code).kind).to.equal('accepted');
  });

  it('is not looked at after five wrong ones, until a quarter of an hour of uptime has passed', () => {
    const bench = new Bench();
    for (let left = 4; left >= 0; left--)
      expect(bench.codes.enter(bench.wrong())).to.deep.equal({ kind: 'wrong', left });
    const right = bench.answer(bench.codes.challenge() ?? '');
    expect(bench.codes.enter(right)).to.deep.equal({ kind: 'locked', waitMs: attemptsWithinMs });
    bench.clockOff = 10 * hourMs;
    bench.truth += attemptsWithinMs - 1;
    expect(bench.codes.enter(right)).to.deep.equal({ kind: 'locked', waitMs: 1 });
    bench.reboot();
    bench.truth += attemptsWithinMs - 1;
    expect(bench.codes.enter(right)).to.deep.equal({ kind: 'locked', waitMs: 1 });
    bench.truth += 1;
    expect(bench.codes.enter(right).kind).to.equal('accepted');
  });

  it('answers the challenge that is shown for an hour, and a new one after that', () => {
    const bench = new Bench();
    const shown = bench.codes.challenge();
    bench.truth += hourMs - 1;
    expect(bench.codes.challenge()).to.equal(shown);
    bench.truth += 1;
    expect(bench.codes.enter(bench.answer(shown ?? ''))).to.deep.equal({ kind: 'no_challenge' });
    expect(bench.codes.challenge()).to.not.equal(shown);
  });

  it('is worth nothing once the console has given another secret', () => {
    const bench = new Bench();
    const code = bench.answer(bench.codes.challenge() ?? '');
    bench.secret = { deviceId, epoch: 2, secret: Buffer.alloc(32, 8) };
    expect(bench.codes.enter(code)).to.deep.equal({ kind: 'no_challenge' });
  });

  it('cannot be asked for before the device has a secret', () => {
    const bench = new Bench();
    bench.secret = undefined;
    expect(bench.codes.challenge()).to.equal(undefined);
    expect(bench.codes.enter('00000-00000')).to.deep.equal({ kind: 'no_secret' });
  });

  it('is locked out for a while when the file and its copy are damaged, rather than let off', () => {
    const bench = new Bench();
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-typed-'));
    const file = join(folder, 'typed.json');
    bench.disk = fileCell(file, typedSchema);
    bench.codes.challenge();
    writeFileSync(file, 'x');
    writeFileSync(`${file}.bak`, 'x');
    expect(bench.codes.enter(bench.wrong()).kind).to.equal('locked');
    rmSync(folder, { recursive: true });
  });

  it('gets at most five tries in any true quarter of an hour, and works once, whatever is done to clock, power and machine', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20 * 60_000 }) }),
      fc.record({
        kind: fc.constant('clock' as const),
        ms: fc.integer({ min: -hourMs * 99, max: hourMs * 99 }),
      }),
      fc.record({ kind: fc.constantFrom('reboot', 'wrong', 'right', 'again', 'cut', 'torn') }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), steps => {
        const bench = new Bench();
        const disk = bench.disk as Disk;
        const tries: number[] = [];
        const accepted: string[] = [];
        let last = '';
        const enter = (code: string) => {
          let entered: ReturnType<TypedCodes['enter']>;
          try {
            entered = bench.codes.enter(code);
          } catch {
            // Cut off before anything was answered: the machine comes up again.
            disk.cut = undefined;
            bench.reboot();
            return;
          }
          if (entered.kind === 'wrong') tries.push(bench.truth);
          if (entered.kind === 'accepted') accepted.push(code);
        };
        for (const one of steps) {
          if (one.kind === 'wait') bench.truth += one.ms;
          else if (one.kind === 'clock') bench.clockOff = one.ms;
          else if (one.kind === 'reboot') bench.reboot();
          else if (one.kind === 'cut') disk.cut = 'before';
          else if (one.kind === 'torn') disk.cut = 'after';
          else {
            try {
              last = one.kind === 'again' ? last : bench.answer(bench.codes.challenge() ?? '');
              enter(one.kind === 'wrong' ? bench.wrong() : last);
            } catch {
              bench.reboot();
            }
          }
        }
        for (const [index, at] of tries.entries()) {
          const sixth = tries[index + mostAttempts];
          if (sixth !== undefined) expect(sixth - at).to.be.at.least(attemptsWithinMs);
        }
        expect(new Set(accepted).size).to.equal(accepted.length);
      }),
      { numRuns: 300 },
    );
  });
});
