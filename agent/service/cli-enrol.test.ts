import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { writeEnrolmentCode } from '../../shared/protocol/enrolment-code.ts';
import { enrolDevice } from './cli-enrol.ts';
import { runningLine } from './cli-words.ts';
import { readAgentConfig, statusFolder } from './config.ts';

const code = writeEnrolmentCode({ secret: new Uint8Array(10), fingerprint: new Uint8Array(10) });

describe('enrolling by the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-enrol-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const enrol = (data: string) =>
    enrolDevice(readAgentConfig({ data }, {}), { address: '127.0.0.1:1', code }).catch(String);

  it('leaves nothing behind where no console answers', async () => {
    expect(await enrol(join(folder, 'data'))).to.match(/Not enrolled/);
    expect(existsSync(join(folder, 'data'))).to.equal(false);
  });

  it('leaves what was there before', async () => {
    writeFileSync(join(folder, 'settings.json'), '{}');
    expect(await enrol(folder)).to.match(/Not enrolled/);
    expect(readdirSync(folder)).to.deep.equal(['settings.json']);
  });

  it('looks for the status where it enrolled, also before the agent first ran', () => {
    const told = { CARETAKER_DATA: folder };
    expect(readAgentConfig({}, told).data).to.equal(resolve(folder));
    expect(statusFolder({}, told)).to.deep.equal({ folder: resolve(folder), enrolled: false });
    writeFileSync(join(folder, 'identity.json'), '{}');
    expect(statusFolder({}, told)).to.deep.equal({ folder: resolve(folder), enrolled: true });
    expect(statusFolder({ data: join(folder, 'other') }, told).folder).to.equal(join(folder, 'other'));
  });

  it('says in the foreground what the agent does, where it reports and how to stop it', () => {
    const identity = { url: 'wss://console.school.example:8443', status: 'approved' } as const;
    expect(runningLine(identity, '/d', true)).to.equal(
      'Only watches this device and reports to https://console.school.example:8443. What it keeps is in /d. Ctrl-C stops it.',
    );
    expect(runningLine(undefined, '/d', true)).to.contain('for nobody yet');
  });
});
