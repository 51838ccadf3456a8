/** How windows speak to a group: through the real agent's real socket, as its signed policy says. */
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import type { Now } from '../../../shared/protocol/tray/told.ts';
import { TrayWorld } from '../../../test/support/tray-world.ts';
import { until } from '../../../test/support/until.ts';
import { Link } from '../../tray/link.ts';

describe('how windows speak', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  async function told(
    accounts: object,
    whole: object = {},
    rule: object = {},
    face: Face = { profile: 'plain', text: 'normal' },
  ): Promise<Pick<Now, 'face' | 'may'>> {
    const world = new TrayWorld(face, rule, accounts, whole);
    let now: Now | null = null;
    const link = new Link({ door: world.door, uid: process.getuid?.() ?? 0, onNow: given => (now = given) });
    try {
      world.start();
      await until('the door', () => existsSync(world.door), 5000, 5);
      link.start();
      await until('it is told', () => now !== null, 5000, 5);
      return now as unknown as Now;
    } finally {
      link.stop();
      await world.stop();
    }
  }

  it('is what was set at the computer, until the group’s policy says otherwise', async () => {
    expect((await told({})).face).to.deep.equal({ profile: 'plain', text: 'normal' });
    const { face, may } = await told({ speaksTo: 'symbols', textSize: 'large', readAloud: 'on' });
    expect(face).to.deep.equal({ profile: 'symbols', text: 'large' });
    expect(may).to.include({ aloud: true, ask: false });
  });

  it('is the policy’s in part where it says only a part, also while accounts are not looked at', async () => {
    const { face } = await told({ mode: 'off', speaksTo: 'adult' });
    expect(face).to.deep.equal({ profile: 'adult', text: 'normal' });
  });

  it('lets somebody hold the lock while presenting only where the policy itself says that adults sit there', async () => {
    const lock = { presentationAllowed: true };
    const offered = async (accounts: object) =>
      (await told(accounts, {}, lock, { profile: 'adult', text: 'normal' })).may.present;
    expect(await offered({ speaksTo: 'adult' })).to.equal(60);
    expect(await offered({}), 'adult by what was set there, or by nobody').to.equal(null);
    expect(await offered({ speaksTo: 'adult', pupilsOnly: true })).to.equal(null);
    expect(await offered({ speaksTo: 'plain' })).to.equal(null);
  });

  it('brings the link that the safeguarding lead chose to those who read as pupils do, and to nobody else', async () => {
    const pupilLink = { words: 'Tell CEOP', url: 'https://www.ceop.police.uk/Safety-Centre/' };
    for (const speaksTo of ['plain', 'symbols'])
      expect((await told({ speaksTo }, { pupilLink })).may.link, speaksTo).to.deep.equal(pupilLink);
    for (const speaksTo of ['adult', 'early_years'])
      expect((await told({ speaksTo }, { pupilLink })).may.link, speaksTo).to.equal(null);
  });
});
