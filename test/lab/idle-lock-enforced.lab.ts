/** The agent locks by itself: no console that it could reach, nobody's help, and whatever becomes of the tray. */
import { expect } from 'chai';
import { startTray, toldTray } from '../support/lab/claiming-tray.ts';
import { DesktopSession, sessionSignals, signalledAt, toldToLock } from '../support/lab/desktop-session.ts';
import type { Feed } from '../support/lab/feed.ts';
import { measured } from '../support/lab/figures.ts';
import { agentUnit } from '../support/lab/managed.ts';
import { describeManaged } from '../support/lab/suite.ts';

const limitSeconds = 20;

describeManaged('screen lock by the agent on a real machine', managed => {
  let desktop: DesktopSession;
  let feed: Feed;

  const locks = () => feed.said.filter(one => toldToLock(desktop).test(one.line)).length;
  const quiet = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds * 1000));

  before(async () => {
    const { guest } = managed();
    await managed().lockAfterSeconds(limitSeconds);
    desktop = await DesktopSession.open(guest);
    feed = await guest.feed(sessionSignals);
    await managed().startAlone({ 'idle-lock': { mode: 'enforce' } });
    // On one emulated processor its first look takes the time from what it starts to follow.
    await guest.until(`pgrep -P $(systemctl show -P MainPID ${agentUnit}) busctl`, 60_000);
  });

  it(`tells a session to lock when nobody has been there for ${limitSeconds} s, and not before`, async () => {
    await desktop.unused(true);
    const since = await desktop.unusedSince();
    const { line } = await feed.line(toldToLock(desktop), { deadlineMs: 60_000 });
    const took = (signalledAt(line) - since) / 1000;
    measured(`idle limit of ${limitSeconds} s to the Lock signal`, `${took.toFixed(2)} s`);
    expect(took).to.be.within(limitSeconds - 3, limitSeconds + 3);
  });

  it('does not call a lock proved that nothing shows, and says so to the console', async () => {
    const told = await managed().keptEvent('lock.', one => one.facts.kind === 'graphical');
    expect(told.name).to.equal('lock.unsupported');
    expect(told.facts).to.include({ cause: 'agent', proof: 'not_shown' });
    const finding = await managed().finding('idle-lock');
    expect(finding?.state).to.not.equal('met');
  });

  it('leaves a session alone that somebody uses, and locks the next time it is left, though the clock is set back and a tray says that somebody is here', async () => {
    await desktop.unused(false);
    await startTray(managed().guest, 'infinity');
    const before = locks();
    await quiet(limitSeconds + 4);
    expect(locks(), 'locks of a session in use').to.equal(before);
    await desktop.unused(true);
    const from = feed.said.length;
    const left = Date.now();
    await quiet(5);
    await managed().guest.must("date -s '-2 hours'");
    const { at } = await feed.line(toldToLock(desktop), { from, deadlineMs: 60_000 });
    await managed().guest.setTime();
    expect((at - left) / 1000).to.be.within(limitSeconds - 3, limitSeconds + 3);
    expect(await toldTray(managed().guest, 'lock_soon'), 'warnings of the lock').to.not.equal(0);
  });

  it('locks at the same second while that tray is killed again and again', async () => {
    await desktop.unused(false);
    await startTray(managed().guest, 5);
    await desktop.unused(true);
    const since = await desktop.unusedSince();
    const { line } = await feed.line(toldToLock(desktop), { from: feed.said.length, deadlineMs: 60_000 });
    expect((signalledAt(line) - since) / 1000).to.be.within(limitSeconds - 3, limitSeconds + 3);
    expect(await toldTray(managed().guest, '"id":0'), 'trays that were greeted').to.be.at.least(2);
  });
});
