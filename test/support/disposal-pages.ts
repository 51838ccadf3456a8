/** A technician's and a headteacher's windows on the pages of disposals, over laptops whose disks are written into the register. */
import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { insertDevice } from '../../console/server/devices/index.ts';
import { seriousIn } from './axe.ts';
import { aBrowserConsole } from './browser-console.ts';
import type { Disk } from './disposal-world.ts';
import { screenshots } from './looks.ts';

export type DisposalPages = Awaited<ReturnType<typeof disposalPages>>;

export async function disposalPages(laptops: Record<string, Disk>) {
  mkdirSync(screenshots, { recursive: true });
  const here = await aBrowserConsole();
  await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
  for (const [tag, disk] of Object.entries(laptops)) {
    const bought = { cost: 45_000, purchaseDate: '2024-09-01' };
    const body = { tag, kind: 'laptop', deviceId: await aLaptop(tag, disk), ...bought };
    await here.technician('POST', '/assets', body);
  }
  const projector = { tag: 'GP-005', kind: 'projector', make: 'Epson', model: 'EB-X49' };
  await here.technician('POST', '/assets', projector);
  const page = await here.signedIn();
  const head = await theHead();

  async function aLaptop(tag: string, disk: Disk): Promise<string> {
    const { context, schoolId } = here.console;
    const { db } = context;
    const group = await db.selectFrom('device_group').select('id').executeTakeFirstOrThrow();
    const id = randomUUIDv7();
    await insertDevice(db, context.now(), {
      id,
      schoolId,
      groupId: group.id,
      codeId: null,
      previousDeviceId: null,
      name: `Laptop ${tag}`,
      system: 'Debian 12',
      publicKey: id,
      approvedBy: 'a test',
    });
    const facts = { manufacturer: 'LENOVO', model: 'ThinkPad L14', serial: `PF${tag}`, disks: [disk] };
    const section = {
      device_id: id,
      school_id: schoolId,
      name: 'hardware',
      hash: 'h',
      body: JSON.stringify(facts),
    };
    await db
      .insertInto('device_section')
      .values({ ...section, received_at: context.now() })
      .execute();
    return id;
  }

  async function theHead(): Promise<Page> {
    const made = await here.technician('POST', '/people', {
      name: 'Harriet Head',
      email: 'head@school.example',
      role: 'headteacher',
    });
    const { url } = (await here.technician('POST', `/people/${made.body.id}/sign-in-link`, {})).body;
    const window_ = await here.window();
    await window_.goto(url);
    await window_.getByRole('button', { name: 'Sign in' }).click();
    await window_.locator('h1').waitFor();
    return window_;
  }

  async function open(path: string, on = page): Promise<void> {
    await on.goto(here.url(path));
    await on.locator('h1').waitFor();
    await on.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const dialog = () => page.getByRole('dialog');
  async function openThing(tag: string): Promise<void> {
    await open('/disposals');
    await page
      .getByRole('row', { name: new RegExp(`^${tag} `) })
      .last()
      .getByRole('link', { name: tag })
      .click();
    await page.getByRole('heading', { name: tag, level: 1 }).waitFor();
  }
  /** The headteacher, on the page that waits, says yes. */
  async function agree(): Promise<void> {
    await head.getByRole('button', { name: 'Agree', exact: true }).click();
    await head.getByRole('button', { name: 'Agree', exact: true }).waitFor({ state: 'detached' });
  }
  async function read() {
    return (await here.technician('GET', '/disposals')).body;
  }

  async function importLog(name: string, buffer: Buffer): Promise<void> {
    await page.getByRole('button', { name: 'Import a wiping log' }).click();
    await dialog().locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
    await dialog().getByRole('button', { name: 'Import' }).click();
  }

  async function send(path: string, bytes: Buffer): Promise<{ status: number; detail: string; id: string }> {
    return page.evaluate(
      async ([at = '', text = '']) => {
        const body = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
        const headers = { 'content-type': 'application/octet-stream' };
        const answer = await fetch(`/api/v1${at}`, { method: 'POST', headers, body });
        const { detail = '', id = '' } = await answer.json();
        return { status: answer.status, detail, id };
      },
      [path, bytes.toString('base64')],
    );
  }

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(on), name).to.deep.equal([]);
  }

  return { here, page, head, open, dialog, agree, openThing, read, importLog, send, look };
}
