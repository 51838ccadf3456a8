/** A hundred times in and out: every one blocked and told, and the service no heavier for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { measured } from '../../support/lab/figures.ts';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const cycles = 100;
/** A person needs longer than this from in to out. What is gone before it was blocked is nobody's to tell. */
const inForMs = 1000;
const resident =
  "awk '/VmRSS/ { print $2 / 1024 }' /proc/$(systemctl show -P MainPID caretaker-agent)/status";

describeManaged(`${cycles} sticks, one after another`, managed => {
  it('each is blocked and told once, and the service does not grow', async function () {
    this.timeout(1_800_000);
    const { guest } = managed();
    await managed().startAlone({ 'removable-media': { mode: 'enforce', rule: 'block' } });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
    const feed = await guest.feed('usbguard watch');
    await feed.line(/Connected/);
    const file = stickImage('vfat');
    const weights: number[] = [];
    const took: number[] = [];
    for (let cycle = 1; cycle <= cycles; cycle++) {
      const from = feed.said.length;
      const stick = await guest.plugs.stick({ file, serial: `CYCLE-${cycle}` });
      // USBGuard speaks several times of each, and of the one before perhaps after this one is in.
      const { at } = await feed.line(new RegExp(`^ device_rule=block .*"CYCLE-${cycle}"`), { from });
      took.push(at - stick.at);
      await sleep(inForMs);
      await stick.pull();
      if (cycle % 20 === 0) weights.push(Number(await guest.must(resident)));
    }
    took.sort((a, b) => a - b);
    measured(`USBGuard's own event, ${cycles} sticks`, `${took[50]} ms (${took[0]} to ${took.at(-1)})`);
    measured('resident memory after each 20', weights.map(one => `${one.toFixed(1)} MB`).join(', '));
    const blocked = async () =>
      (await managed().kept()).filter(one => one.type === 'event' && one.name === 'media.blocked').length;
    let told = 0;
    for (let tries = 0; tries < 20 && told < cycles; tries++) told = await blocked();
    expect(told).to.equal(cycles);
    const [first = 0] = weights;
    expect(Number(weights.at(-1)) - first, 'MB grown from cycle 20 to 100').to.be.below(3);
  });
});
