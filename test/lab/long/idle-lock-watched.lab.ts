/** The agent is to watch only: nobody is told to lock, and what it would have done is told. */
import { expect } from 'chai';
import { DesktopSession, sessionSignals, toldToLock } from '../../support/lab/desktop-session.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const limitSeconds = 20;

describeManaged('screen lock that is only watched', managed => {
  it('tells nobody to lock, and the console that it would have', async () => {
    const { guest } = managed();
    await managed().lockAfterSeconds(limitSeconds);
    const desktop = await DesktopSession.open(guest);
    const feed = await guest.feed(sessionSignals);
    await managed().startAlone({ 'idle-lock': { mode: 'watch' } });
    await desktop.unused(true);
    await new Promise(resolve => setTimeout(resolve, (limitSeconds + 5) * 1000));
    await managed().keptEvent(one => one.name === 'lock.would_lock');
    expect(feed.said.filter(one => toldToLock(desktop).test(one.line))).to.deep.equal([]);
  });
});
