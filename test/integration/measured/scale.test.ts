/** A thousand devices on two cores: memory, pages, and everybody back after a restart. Prints what it measured. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConsoleProcess } from '../../support/console-process.ts';
import { until } from '../../support/until.ts';

const devices = 1000;
const backWithinMs = 10_000;
const pageMs = 25;
const residentMegabytes = 200;
const confirmedWithinMs = 5_000;
const program = new URL('../../../caretaker.ts', import.meta.url).pathname;

describe(`a console with ${devices} devices`, function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-scale-'));
  let running: ConsoleProcess;
  const fleets: ChildProcess[] = [];

  before(async () => {
    running = await ConsoleProcess.start(join(folder, 'console'));
    // A code is good for five hundred at most, so two fleets.
    for (let half = 0; half < 2; half++) fleets.push(simulate(await running.code(devices / 2)));
    await running.approveAll(devices, 120_000);
    await until('all are connected', async () => (await connected()) === devices, 120_000, 250);
    await until('their reports are in', async () => (await reported()) === devices, 120_000, 500);
  });

  after(async () => {
    for (const fleet of fleets) fleet.kill('SIGKILL');
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`stays under ${residentMegabytes} MB while all of them enrol and report at once`, () => {
    const megabytes = running.residentMegabytes;
    say(`resident ${megabytes.toFixed(0)} MB after ${devices} devices enrolled and reported within a minute`);
    expect(megabytes).to.be.below(residentMegabytes);
  });

  it(`answers each page of the device list within ${pageMs} ms`, async () => {
    const questions = [
      '/devices',
      '/devices?sort=notMet&direction=desc',
      '/devices?sort=lastSeen',
      '/devices?search=book',
      '/devices?control=disk-encryption&state=not_met',
    ];
    for (const question of questions) {
      const times: number[] = [];
      for (let count = 0; count < 40; count++) {
        const began = performance.now();
        const answer = await running.ask('GET', question);
        times.push(performance.now() - began);
        expect(answer.status, question).to.equal(200);
      }
      times.sort((a, b) => a - b);
      const [p50, p95] = [times[20] ?? 0, times[38] ?? 0];
      say(`GET ${question}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, with HTTP and JSON`);
      expect(p50, question).to.be.below(pageMs);
    }
  });

  it(`has a policy confirmed by the last device within ${confirmedWithinMs / 1000} s of putting it in force`, async () => {
    // Of the whole school, and of a check that each of them judges anew and tells again.
    const settings = { controls: { 'idle-lock': { afterMinutes: 10 } } };
    const place = '/policies/places/school/draft';
    const draft = (await running.ask('PUT', place, { revision: 0, settings })).body;
    // A draft asks every device what it sees: that is not what is measured here.
    await until('they have answered', quiet, 60_000, 500);
    const began = performance.now();
    const asked = { revision: draft.revision, reason: 'A measurement' };
    const answer = await running.ask('POST', `/policies/versions/${draft.id}/ask`, asked);
    const answered = performance.now() - began;
    expect(answer.status).to.equal(200);
    const has = async () => (await running.ask('GET', '/policies')).body.groups[0].has;
    await until('the last device confirmed', async () => (await has()) === devices, 60_000, 50);
    const took = performance.now() - began;
    say(
      `put in force in ${answered.toFixed(0)} ms; the last of ${devices} confirmed after ${took.toFixed(0)} ms`,
    );
    expect(took).to.be.below(confirmedWithinMs);
  });

  it(`has every device back within ${backWithinMs / 1000} s of its process being started again`, async () => {
    await running.kill('SIGTERM');
    const started = performance.now();
    await running.run();
    const answered = performance.now();
    await until('all are back', async () => (await connected()) === devices, 60_000, 100);
    const back = performance.now();
    const seconds = (from: number) => ((back - from) / 1000).toFixed(1);
    say(
      `${devices} devices back ${seconds(started)} s after the start of the console’s process, ${seconds(answered)} s after its first answer`,
    );
    expect(back - started).to.be.below(backWithinMs);
  });

  it(`stays under ${residentMegabytes} MB resident with all of them connected`, () => {
    const megabytes = running.residentMegabytes;
    say(`resident ${megabytes.toFixed(0)} MB with ${devices} devices connected`);
    expect(megabytes).to.be.below(residentMegabytes);
  });

  function simulate(code: string): ChildProcess {
    const words = [
      '--devices',
      String(devices / 2),
      '--url',
      running.deviceUrl,
      '--code',
      code,
      '--ramp',
      '15',
    ];
    return spawn(process.execPath, [program, 'simulate', ...words], { stdio: 'ignore' });
  }

  /** Nothing else is being stored: a small question is answered at once, ten times over. */
  async function quiet(): Promise<boolean> {
    const began = performance.now();
    for (let count = 0; count < 10; count++) await running.ask('GET', '/school');
    return performance.now() - began < 100;
  }

  async function connected(): Promise<number> {
    return (await running.ask('GET', '/summary')).body.devices.connected;
  }

  async function reported(): Promise<number> {
    const { controls } = (await running.ask('GET', '/summary')).body;
    const { met, not_met, unknown, not_applicable } = controls[0].counts;
    return met + not_met + unknown + not_applicable;
  }
});

function say(text: string): void {
  process.stdout.write(`      ${text} (${cpus().length} cores)\n`);
}
