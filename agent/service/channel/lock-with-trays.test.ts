/** The lock is the service's: it comes at the same second with a tray, without one, and with one that is killed again and again. */
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import type { Now } from '../../../shared/protocol/tray/told.ts';
import { TrayWorld } from '../../../test/support/tray-world.ts';
import { until } from '../../../test/support/until.ts';
import { Link } from '../../tray/link.ts';

const face: Face = { profile: 'plain', text: 'normal' };

class Tray {
  now: Now | null = null;
  readonly #link: Link;

  constructor(door: string) {
    this.#link = new Link({ door, uid: process.getuid?.() ?? 0, onNow: now => (this.now = now) });
    this.#link.start();
  }

  /** As whatever runs as that person could: somebody is here. */
  claims(): void {
    void this.#link.ask({ verb: 'here' });
  }

  kill(): void {
    this.#link.stop();
  }
}

describe('the lock at 20:00, whatever becomes of the tray', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  /** Nobody is there from the start; `each` happens every ten seconds until 19:50. */
  async function lockedAfter(
    each: (world: TrayWorld) => unknown,
    rule = {},
  ): Promise<[at1959: boolean, at2000: boolean]> {
    const world = new TrayWorld(face, rule);
    const { lab, session } = world;
    try {
      world.start();
      await until('the door', () => existsSync(world.door), 5000, 5);
      lab.leave(session);
      for (let tens = 0; tens < 119; tens++) {
        await each(world);
        await lab.clock.pass(10_000);
      }
      await each(world);
      await lab.clock.pass(9000);
      const before = session.locked;
      await lab.clock.pass(1000);
      return [before, session.locked];
    } finally {
      await world.stop();
    }
  }

  it('comes with none', async () => {
    expect(await lockedAfter(() => {})).to.deep.equal([false, true]);
  });

  it('comes with one that is told of it, and that only claims that somebody is there', async () => {
    let tray: Tray | undefined;
    let warned = false;
    let tens = 0;
    const each = async (world: TrayWorld) => {
      tray ??= new Tray(world.door);
      await until('it is told', () => tray?.now != null, 5000, 2);
      if (warned) tray.claims();
      // The channel keeps real time: what it gathers is told within a twentieth of a second.
      tens += 1;
      if (tens < 111 || warned) return;
      await until('it is warned', () => tray?.now?.scenes.length === 1, 5000, 2);
      warned = true;
    };
    try {
      expect(await lockedAfter(each)).to.deep.equal([false, true]);
      expect(warned).to.equal(true);
    } finally {
      tray?.kill();
    }
  });

  it('comes with one that is killed every ten seconds and started again', async () => {
    let tray: Tray | undefined;
    let started = 0;
    const each = async (world: TrayWorld) => {
      tray?.kill();
      tray = new Tray(world.door);
      started += 1;
      tray.claims();
      await new Promise(resolve => setImmediate(resolve));
    };
    try {
      expect(await lockedAfter(each, { warnMinutes: 10 })).to.deep.equal([false, true]);
      expect(started).to.equal(120);
    } finally {
      tray?.kill();
    }
  });
});
