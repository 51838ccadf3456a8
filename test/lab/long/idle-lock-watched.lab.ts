/** Where it is to watch only, or must watch first: nobody is told to lock, and what it would have done is told. */
import { expect } from 'chai';
import { DesktopSession, sessionSignals, toldToLock } from '../../support/lab/desktop-session.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const limitSeconds = 20;

describeManaged('screen lock that is only watched', managed => {
  let desktop: DesktopSession;
  before(async () => {
    await managed().lockAfterSeconds(limitSeconds);
    desktop = await DesktopSession.open(managed().guest);
  });

  /** What the session was told while it stood unused for longer than the limit. */
  async function unused(): Promise<string[]> {
    const feed = await managed().guest.feed(sessionSignals);
    await desktop.unused(true);
    await new Promise(resolve => setTimeout(resolve, (limitSeconds + 5) * 1000));
    return feed.said.map(({ line }) => line).filter(line => toldToLock(desktop).test(line));
  }

  it('tells nobody to lock, and the console that it would have', async () => {
    await managed().startAlone({ 'idle-lock': { mode: 'watch' } });
    expect(await unused()).to.deep.equal([]);
    await managed().keptEvent('lock.would_lock');
  });

  it('does no more where a signed policy enforces what was never watched here, with the clock set on', async () => {
    await desktop.unused(false);
    managed().watched = {};
    await managed().startAlone({ 'idle-lock': { mode: 'enforce' } });
    await managed().guest.setTime(Date.now() + 2 * 3600_000);
    expect(await unused()).to.deep.equal([]);
    const { how, evidence } = await managed().findingThat('idle-lock', () => true);
    expect([how, evidence.facts.enforcement]).to.deep.equal(['watching', 'watching_first']);
  });
});
