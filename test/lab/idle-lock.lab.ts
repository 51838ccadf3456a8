/** Real sessions of systemd-logind: one on the text console, and one that logind takes for a desktop's. */
import { expect } from 'chai';
import { DesktopSession } from '../support/lab/desktop-session.ts';
import { lookAt } from '../support/lab/look.ts';
import { unpackedAgent } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

describeLabWithAgent('screen lock on a real machine', guest => {
  const look = () => lookAt(guest(), unpackedAgent, 'idle-lock');

  it('has nothing to lock where no desktop is installed, whoever is signed in on the text console', async () => {
    expect(
      await guest().must(
        'loginctl show-session -P Type "$(loginctl list-sessions --no-legend | awk \'{ print $1; exit }\')"',
      ),
    ).to.equal('tty');
    expect(await look()).to.include({ state: 'not_applicable', reason: 'no_desktop' });
  });

  it('follows a desktop session that is left open, locked and used again', async () => {
    const desktop = await DesktopSession.open(guest());
    const { id } = desktop;
    await desktop.unused(true);
    await guest().must("date -s '+25 minutes'");
    const left = await look();
    expect(left).to.include({ state: 'not_met', reason: 'session_left_open' });

    await desktop.locked(true);
    const locked = await look();
    expect(locked.state, 'locked').to.equal('unknown');
    expect(locked.evidence.parts.find(part => part.name === `Session ${id}`)?.reason).to.equal(
      'session_locked',
    );

    await desktop.locked(false);
    await desktop.unused(false);
    const used = await look();
    expect(used.evidence.parts.find(part => part.name === `Session ${id}`)?.reason).to.equal(
      'session_in_use',
    );
  });
});
