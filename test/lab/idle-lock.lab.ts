/** Real sessions of systemd-logind: one on the text console, and one that logind takes for a desktop's. */
import { expect } from 'chai';
import type { Finding } from '../../shared/finding.ts';
import { DesktopSession } from '../support/lab/desktop-session.ts';
import { lookAt } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

/** The computer's own time, which nobody can set, 25 minutes on for what is run so: nobody can wait for it. */
const muchLater = 'unshare --time --fork --monotonic 1500 --boottime 1500';

describeLabWithAgent('screen lock on a real machine', guest => {
  const look = () => lookAt(guest(), agentOnce, 'idle-lock');

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
    const part = (found: Finding) =>
      found.evidence.parts.find(({ name }) => name === `Session ${id}`)?.reason;
    expect(part(await look()), 'by a clock that somebody set').to.equal('session_in_use');
    const left = await lookAt(guest(), `${muchLater} ${agentOnce}`, 'idle-lock');
    expect(left).to.include({ state: 'not_met', reason: 'session_left_open' });

    await desktop.locked(true);
    const locked = await look();
    expect(locked.state, 'locked').to.equal('unknown');
    expect(part(locked)).to.equal('session_locked');

    await desktop.locked(false);
    await desktop.unused(false);
    expect(part(await look())).to.equal('session_in_use');
  });
});
