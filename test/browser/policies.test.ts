import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { controls } from '../../shared/controls/index.ts';
import { presets, withPreset } from '../../shared/policies/presets.ts';
import { nothingSet } from '../../shared/policies/settings.ts';
import { agreeToException, headOnAPhone } from '../support/agree-to-exception.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { comparesWithOlder } from '../support/older-versions.ts';
import { until } from '../support/until.ts';
import { walksRings } from '../support/walks-rings.ts';

const count = 8;

describe('policies, from a change to the last device', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let groupId: string;
  let page: Page;

  before(async () => {
    here = await aBrowserConsole();
    const { technician } = here;
    await technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    devices = await aFleet(technician, count);
    for (const [index, device] of devices.entries()) {
      device.backends.get('password-policy')?.become(index < 3 ? 'too_short' : 'in_force');
      await device.agent.lookNow();
    }
    await technician('POST', '/groups', { name: 'Office' });
    await technician('POST', '/groups', { name: 'IT' });
    const groups = (await technician('GET', '/groups')).body.items;
    groupId = groups.find((one: { name: string }) => one.name === 'All devices').id;
    await technician('PATCH', `/groups/${groupId}`, { name: 'Year 4 trolley' });
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  async function open(path: string, at = page): Promise<void> {
    await at.goto(here.url(path));
    await at.locator('h1').waitFor();
    await at.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const shot = (name: string) =>
    page.screenshot({ path: `${screenshots}policies-${name}.png`, fullPage: true });
  const card = (title: string) =>
    page.locator('.control-card', { has: page.getByRole('heading', { name: title }) });

  it('shows what every group is asked, and where that comes from', async () => {
    await open('/policies');
    await page.getByRole('rowheader', { name: /Year 4 trolley/ }).waitFor();
    await shot('list');
    await page.getByRole('link', { name: 'Year 4 trolley' }).click();
    await page.getByRole('heading', { name: 'Policy of Year 4 trolley' }).waitFor();
  });

  it('says at the field what to write instead, and saves nothing until it is right', async () => {
    await card('Password rules')
      .getByText(/settings/)
      .first()
      .click();
    const length = page.getByLabel('Characters at least');
    await length.fill('99');
    await page.getByText('Write 64 or less.').waitFor();
    await page.getByText('Not saved: one setting needs another look.').waitFor();
    await shot('wrong');
    await length.fill('14');
    await page.getByText('Characters at least: 12 becomes 14.').waitFor();
  });

  it('says whom the draft would concern, by name, before anything happens', async () => {
    await page
      .getByText(`Would newly fail on ${count - 3} devices.`, { exact: true })
      .first()
      .waitFor();
    await page.getByRole('group').filter({ hasText: 'Which' }).first().waitFor();
    await page.locator('.consequence summary').first().click();
    expect(await page.locator('.device-names a').count()).to.equal(count - 3);
    await shot('draft');
  });

  it('puts it in force with a reason, and every device confirms', async () => {
    await page.getByRole('button', { name: 'Put in force …' }).click();
    await page.getByLabel('Why').fill('Cyber Essentials asks for longer passwords');
    await shot('put-in-force');
    await page.getByRole('button', { name: 'Put in force', exact: true }).click();
    await page.getByText(/^In force\./).waitFor();
    await page.getByRole('tab', { name: 'Who has it' }).click();
    await page.getByText(`All ${count} devices confirmed policy`).waitFor();
    await shot('delivered');
    const answer = await answerOf(
      'the devices judge by it',
      () => here.technician('GET', '/devices?control=password-policy&state=not_met&limit=50'),
      ({ body }) => body.items.length === count,
    );
    expect(answer.body.items).to.have.length(count);
  });

  it('never lets one technician overwrite another: whose stays is for a person to say', async () => {
    await open(`/policies/group.${groupId}`);
    await card('Password rules')
      .getByText(/settings/)
      .first()
      .click();
    await page.getByLabel('Characters at least').fill('13');
    await page.getByText('Characters at least: 14 becomes 13.').waitFor();
    await page.waitForFunction(() => /Saved/.test(document.querySelector('.save-line')?.textContent ?? ''));
    const place = (await here.technician('GET', `/policies/places/group.${groupId}`)).body;
    const settings = { controls: { 'password-policy': { minLength: 10 } } };
    // What the page sends waits until the other has written: a busy machine would let either be first.
    const written = Promise.withResolvers<void>();
    await page.route('**/draft', route => written.promise.then(() => route.continue()));
    await page.getByLabel('Characters at least').fill('15');
    const other = await here.technician('PUT', `/policies/places/group.${groupId}/draft`, {
      revision: place.draft.version.revision,
      settings,
    });
    written.resolve();
    expect(other.status).to.equal(200);
    await page.getByText(/changed this draft while you were editing it/).waitFor();
    await page.unroute('**/draft');
    await shot('conflict');
    await page.getByRole('button', { name: /^Take / }).click();
    await page.getByText('Characters at least: 14 becomes 10.').waitFor();
  });

  it('discards a draft, and gives it back', async () => {
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('heading', { name: 'In force', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Characters at least: 14 becomes 10.').waitFor();
  });

  it('goes back to an earlier version with one reason, and says beforehand whom that concerns', async () => {
    await page.getByRole('button', { name: 'Put in force …' }).click();
    await page.getByLabel('Why').fill('Fourteen was too much for the little ones');
    await page.getByRole('button', { name: 'Put in force', exact: true }).click();
    await page.getByText(/^In force\./).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Cyber Essentials asks for longer passwords' })
      .getByRole('link')
      .click();
    const goBack = page.locator('.section', { has: page.getByRole('heading', { name: /^Go back/ }) });
    await goBack.getByText('Characters at least: 10 becomes 14.').waitFor();
    await goBack
      .getByText(`Would newly fail on ${count - 3} devices.`, { exact: true })
      .first()
      .waitFor();
    const button = goBack.getByRole('button', { name: /^Go back to version/ });
    expect(await button.isDisabled()).to.equal(true);
    await goBack.getByLabel('Why').fill('The insurer asks for fourteen');
    await looksWell(page, 'policies-go-back');
    await button.click();
    await answerOf(
      'the devices judge by it again',
      () => here.technician('GET', '/devices?control=password-policy&state=not_met&limit=50'),
      ({ body }) => body.items.length === count,
    );
    const place = (await here.technician('GET', `/policies/places/group.${groupId}`)).body;
    expect(place.inForce).to.deep.include({ askedBy: 'Technician' });
    expect(place.inForce.settings.controls['password-policy']).to.deep.include({ minLength: 14 });
  });

  it('lays a version beside one of years ago', () => comparesWithOlder(here, page, open));

  it('asks the headteacher by a link, who sees what will happen and decides', async () => {
    const { technician } = here;
    await technician('POST', '/people', {
      name: 'Harriet Head',
      email: 'head@school.example',
      role: 'headteacher',
    });
    await open('/policies/school');
    await card('Screen lock').getByText('Enforce', { exact: true }).click();
    await page
      .getByText(/Harriet Head .*has to agree first|so .*Harriet Head.* has to agree first/)
      .waitFor();
    await page.getByRole('button', { name: 'Put in force …' }).click();
    await page.getByLabel('Why').fill('Screens were left open in the library');
    await page.getByLabel('Everywhere at once').check();
    await page.getByRole('button', { name: 'Send for approval' }).click();
    await page.getByText(/Sent for approval/).waitFor();
    const window_ = await headOnAPhone(here);
    await open('/policies', window_);
    await window_.screenshot({ path: `${screenshots}policies-head-390.png`, fullPage: true });
    await window_.getByRole('link', { name: /The whole school, version/ }).click();
    await window_.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await window_.screenshot({ path: `${screenshots}policies-approve-390.png`, fullPage: true });
    expect(await seriousIn(window_)).to.deep.equal([]);
    await window_.getByRole('button', { name: 'Approve', exact: true }).click();
    await window_.getByText(/^In force, and watched/).waitFor();
    await window_.context().close();
    const place = (await technician('GET', '/policies/places/school')).body;
    expect(place.rollout.version).to.include({ status: 'rolling_out', decidedBy: 'Harriet Head' });
  });

  it('takes a version back that is going out', async () => {
    await open('/policies/school');
    await shot('rollout');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back. What held before holds again.').waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByText('taken back', { exact: true }).waitFor();
    await shot('versions');
  });

  it('makes a draft of what was taken back rather than let it out at once again', async () => {
    const [taken] = (await here.technician('GET', '/policies/places/school/versions')).body.items.filter(
      (one: { status: string }) => one.status === 'returned',
    );
    await open(`/policies/versions/${taken.id}`);
    expect(await page.getByRole('button', { name: /^Go back/ }).count()).to.equal(0);
    await page.getByRole('button', { name: `Make a draft of version ${taken.number}` }).click();
    await page.getByRole('heading', { name: 'Policy of the whole school' }).waitFor();
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('heading', { name: 'In force', exact: true }).waitFor();
  });

  it('goes out in rings by keyboard, and everywhere', () => walksRings(here, page, open));

  it('lays each preset over the form, where every value can be seen and taken back', async () => {
    const groups = (await here.technician('GET', '/groups')).body.items;
    const office = groups.find((one: { name: string }) => one.name === 'Office').id;
    await open(`/policies/group.${office}`);
    for (const { key, title } of presets) {
      const wanted = Object.values(withPreset(controls, nothingSet, key).controls);
      await page.getByRole('button', { name: 'Start from a preset' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: new RegExp(`^${title}`) }).check();
      await dialog.getByRole('heading', { name: 'What it would change here' }).waitFor();
      await dialog.getByRole('button', { name: 'Lay it over the draft' }).click();
      await page.getByRole('button', { name: 'Discard draft' }).waitFor();
      await page.evaluate(() => {
        for (const one of document.querySelectorAll<HTMLDetailsElement>('.control-card details'))
          one.open = true;
      });
      const set = wanted.flatMap(one => Object.keys(one ?? {})).length;
      // By its words: what each button is called to a screen reader takes long to ask on a page so full.
      const inherits = page.locator('.control-card button:visible', { hasText: /^Inherit again/ });
      await until(`the fields of ${title}`, async () => (await inherits.count()) === set);
      if (key === 'cyber_essentials') await shot('preset');
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await page.getByRole('heading', { name: 'In force', exact: true }).waitFor();
    }
  });

  it('makes an exception with an end, and shows it on the device', async () => {
    const device = (await here.technician('GET', '/devices')).body.items[0];
    await open(`/devices/${device.id}?tab=policy`);
    await page.getByRole('button', { name: 'Make an exception' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Control').selectOption({ label: 'Password rules' });
    await dialog.getByLabel('What is to be different').selectOption({ label: 'Characters at least' });
    await dialog.getByLabel('Characters at least, for these devices').fill('6');
    await dialog.getByLabel('Asked for by').fill('Reception teacher');
    await dialog.getByLabel('Why').fill('Children who learn to read');
    await dialog
      .getByLabel('Until the end of')
      .fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    await shot('exception-dialog');
    expect(await seriousIn(page)).to.deep.equal([]);
    await dialog.getByRole('button', { name: 'Make the exception' }).click();
    await page.getByText('The exception holds from now on.').waitFor();
    const rules = page.locator('.asked-control', { hasText: 'Password rules' });
    await rules
      .getByText(/by an exception until/)
      .first()
      .waitFor();
    await rules.locator('summary').click();
    // Beside the sentence, and by the setting itself.
    await rules
      .getByText(/by an exception until/)
      .nth(1)
      .waitFor();
    await shot('device-policy');
    await open('/policies/exceptions');
    await page.getByText('Children who learn to read').waitFor();
    await shot('exceptions');
    // Longer than a term with the first: the headteacher is asked.
    await page.getByRole('button', { name: 'Ask again for the exception from Password rules' }).click();
    expect(await dialog.getByLabel('Characters at least, for these devices').inputValue()).to.equal('6');
    await dialog
      .getByLabel('Until the end of')
      .fill(new Date(Date.now() + 120 * 86_400_000).toISOString().slice(0, 10));
    await shot('exception-again');
    await dialog.getByRole('button', { name: 'Make the exception' }).click();
    await page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
    expect(await page.getByText('“Children who learn to read”').count()).to.equal(2);
    // Against what the group is asked, not only what is asked instead.
    expect(await page.getByText(/^Characters at least: \d+ becomes 6\.$/).count()).to.equal(2);
    const head = await headOnAPhone(here);
    await agreeToException({ head, open });
    await page.getByRole('heading', { name: 'Waiting for approval' }).waitFor({ state: 'detached' });
    expect(await page.getByText('approved by Harriet Head', { exact: false }).count()).to.equal(1);
  });

  it('can be changed by keyboard alone', async () => {
    await open(`/policies/group.${groupId}`);
    await page.getByLabel('Watch', { exact: true }).first().focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Mode: off, that is not looked at any more (only watched before).').waitFor();
    const put = page.getByRole('button', { name: 'Put in force …' });
    for (let stop = 0; stop < 120 && !(await put.evaluate(one => one === document.activeElement)); stop++)
      await page.keyboard.press('Tab');
    await page.waitForFunction(() => /Saved/.test(document.querySelector('.save-line')?.textContent ?? ''));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('fits a wide screen and a phone, light and dark, with nothing serious for axe', async () => {
    const window_ = await here.signedIn();
    const paths = [
      '/policies',
      '/policies/school',
      `/policies/group.${groupId}`,
      `/policies/group.${groupId}?tab=versions`,
      `/policies/group.${groupId}?tab=devices`,
      '/policies/exceptions',
      '/policies/rules',
    ];
    for (const path of paths) {
      await open(path, window_);
      for (const summary of await window_.locator('.control-settings > summary').all()) await summary.click();
      const name = path
        .replace(groupId, 'group')
        .replace(/[^a-z]+/gi, '-')
        .slice(1);
      await looksWell(window_, name, { fullPage: false });
    }
    await window_.context().close();
  });

  it('wrote no error in any window', () => {
    const unexpected = here.complaints.filter(one => !one.includes('409'));
    expect(unexpected).to.deep.equal([]);
  });
});
