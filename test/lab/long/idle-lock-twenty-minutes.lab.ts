/** The law's own figure on a real machine and by the real clock: nobody is there for twenty minutes, whatever becomes of the tray. */
import { expect } from 'chai';
import { firstToldTray, startTray, toldTray } from '../../support/lab/claiming-tray.ts';
import {
  DesktopSession,
  sessionSignals,
  signalledAt,
  toldToLock,
} from '../../support/lab/desktop-session.ts';
import { measured } from '../../support/lab/figures.ts';
import { agentUnit } from '../../support/lab/managed.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const limitSeconds = 20 * 60;
const trayLastsSeconds = 10;

describeManaged('screen lock after twenty minutes', managed => {
  let lockedAt = 0;

  it('tells the session to lock at 20:00 ± 1 s, with a tray that claims somebody and is killed every ten seconds', async function () {
    this.timeout((limitSeconds + 300) * 1000);
    const { guest } = managed();
    const desktop = await DesktopSession.open(guest);
    const feed = await guest.feed(sessionSignals);
    await managed().startAlone({ 'idle-lock': { mode: 'enforce' } });
    await guest.until(`pgrep -P $(systemctl show -P MainPID ${agentUnit}) busctl`, 60_000);
    await startTray(guest, trayLastsSeconds);

    const asked = Date.now();
    await desktop.unused(true);
    const answered = Date.now();
    const since = await desktop.unusedSince();
    const { line, at } = await feed.line(toldToLock(desktop), { deadlineMs: (limitSeconds + 60) * 1000 });
    lockedAt = signalledAt(line);
    const took = (lockedAt - since) / 1000;
    measured('idle limit of 20:00 to the Lock signal, by the guest’s clock', `${took.toFixed(2)} s`);
    const hosts = [at - answered, at - asked].map(ms => (ms / 1000).toFixed(2));
    measured('the same by the host’s clock, between', `${hosts.join(' and ')} s`);
    expect(took).to.be.within(limitSeconds - 1, limitSeconds + 1);
    // The guest's clock is the host's, but for what the way through the machine takes at each end.
    expect(at - answered, 'by the host’s clock').to.be.at.most((limitSeconds + 1) * 1000);
    expect(at - asked, 'by the host’s clock').to.be.at.least((limitSeconds - 1) * 1000);
  });

  it('had greeted each of those trays, and warned two minutes before', async () => {
    const { guest } = managed();
    const greeted = await toldTray(guest, '"id":0');
    const warned = (lockedAt - (await firstToldTray(guest, 'lock_soon'))) / 1000;
    measured('trays greeted in twenty minutes', `${greeted}`);
    measured('first warning before the lock', `${warned.toFixed(2)} s`);
    expect(greeted).to.be.at.least(100);
    expect(warned).to.be.within(118, 122);
  });
});
