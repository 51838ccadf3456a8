import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  diagnosticParts,
  diagnostics,
  mostParts,
  type PartFacts,
  partsOf,
  textOfPart,
} from '../../../shared/protocol/diagnostics.ts';
import { ended, missing, scriptedMachine, timedOut } from '../../../test/support/scripted-machine.ts';
import type { AgentView } from '../agent-options.ts';
import { Collector } from './index.ts';
import { parseUnits, parseWindowsServices, servicesOf } from './services.ts';

/** In the shape of `systemctl show` (systemd 252): one that runs, one that failed, one that is not installed. */
const shown = [
  'Type=simple\nResult=success\nNRestarts=2\nId=usbguard.service\nLoadState=loaded\nActiveState=active\nSubState=running',
  'Result=exit-code\nNRestarts=0\nId=fapolicyd.service\nLoadState=loaded\nActiveState=failed\nSubState=failed',
  'Id=ufw.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead',
  'Result=success\nId=apt-daily.timer\nLoadState=loaded\nActiveState=active\nSubState=waiting',
].join('\n\n');

const view: AgentView = {
  link: {
    ...{ state: 'connected', since: 5, trouble: 'secret.example said no', nextTryAt: null },
    ...{ intercepted: 'Somebody’s filter', clockOffsetMs: 12.5 },
  },
  findings: [
    {
      ...{ control: 'firewall', state: 'met', reason: 'on', how: 'detective', source: 'nft', observedAt: 9 },
      ...{ observedBy: 'test', evidence: { facts: { user: 'maria' }, parts: [] } },
    },
  ],
  ...{ policyNumber: 4, waiting: 2, restraint: null },
};

function collector(told: { name: string; facts: PartFacts }[] = []) {
  return new Collector({
    machine: scriptedMachine({ commands: { systemctl: ended(shown) } }),
    ...{ now: () => 1_795_000_000_000, view: () => view, holds: control => control === 'firewall' },
    ...{ space: () => ({ bytes: 100, freeBytes: 40 }), tell: parts => told.push(...parts) },
  });
}

describe('diagnostics', () => {
  it('hold what the list says, part by part, and nothing that stood beside it', async () => {
    const one = collector();
    one.log.add('outbox failed');
    const found = await one.collect();
    expect(Object.keys(found).filter(key => key !== 'collectedAt')).to.have.members(
      Object.keys(diagnosticParts),
    );
    expect(found.controls).to.deep.equal([
      { control: 'firewall', state: 'met', reason: 'on', how: 'detective', observedAt: 9, set: true },
    ]);
    expect(found.log).to.deep.equal([{ at: 1_795_000_000_000, event: 'outbox failed' }]);
    const text = JSON.stringify(found);
    for (const secret of ['maria', 'secret.example', 'filter', process.cwd()])
      expect(text, secret).not.to.include(secret);
  });

  it('have no field but the published ones', async () => {
    const fields = (value: unknown, path = ''): string[] =>
      Array.isArray(value)
        ? value.slice(0, 1).flatMap(one => fields(one, `${path}[]`))
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([key, one]) => fields(one, `${path}.${key}`))
          : [path];
    const one = collector();
    one.log.add('x');
    expect(fields(await one.collect())).to.deep.equal([
      ...[
        '.collectedAt',
        '.versions.agent',
        '.versions.node',
        '.versions.platform',
        '.versions.architecture',
      ],
      ...['.versions.computerSince', '.versions.serviceSince', '.resources.memoryBytes'],
      ...['.resources.memoryFreeBytes', '.resources.serviceBytes', '.resources.diskBytes'],
      ...['.resources.diskFreeBytes', '.resources.processors', '.resources.load', '.console.state'],
      ...['.console.since', '.console.clockOffsetMs', '.console.intercepted', '.console.waiting'],
      ...['.console.policyNumber', '.console.restraint', '.controls[].control', '.controls[].state'],
      ...['.controls[].reason', '.controls[].how', '.controls[].observedAt', '.controls[].set'],
      ...['.services[].name', '.services[].state', '.services[].result', '.services[].restarts'],
      ...['.log[].at', '.log[].event'],
    ]);
  });

  it('travel in pieces that fit an event, and are put together again', async () => {
    const told: { name: string; facts: PartFacts }[] = [];
    const order = randomUUIDv7();
    const one = collector(told);
    for (let i = 0; i < 300; i++) one.log.add(`the words of line ${i}, which are always the same`);
    expect((await one.obey(order)).outcome).to.equal('done');
    expect(told.length).to.be.greaterThan(2).and.at.most(mostParts);
    for (const { facts } of told) {
      expect(Object.keys(facts).length).to.be.at.most(20);
      for (const fact of Object.values(facts)) expect(String(fact).length).to.be.at.most(300);
    }
    const text = told.map(({ facts }) => textOfPart(facts)).join('');
    expect(diagnostics.parse(JSON.parse(text)).log).to.have.length(200);
  });

  it('are the same text whatever it holds', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 20_000 }), text => {
        expect(partsOf('o', text).map(textOfPart).join('')).to.equal(text);
      }),
      { numRuns: 40 },
    ));

  it('tell of services by their fixed names only, and nothing where they could not be asked', async () => {
    expect(parseUnits(shown)).to.deep.equal([
      { name: 'usbguard', state: 'active-running', result: 'success', restarts: 2 },
      { name: 'fapolicyd', state: 'failed-failed', result: 'exit-code', restarts: 0 },
      { name: 'apt-daily.timer', state: 'active-waiting', result: 'success', restarts: null },
    ]);
    expect(parseUnits('')).to.deep.equal([]);
    for (const systemctl of [missing, timedOut, ended('', { exit: 1 })])
      expect(await servicesOf(scriptedMachine({ commands: { systemctl } }), 'linux')).to.equal(null);
    expect(await servicesOf(scriptedMachine({}), 'macos')).to.equal(null);
  });

  it('read Windows’ services by their numbers, composed after its documentation', () => {
    const answer = {
      services: {
        rows: [
          { name: 'WinDefend', state: 4 },
          { name: 'wuauserv', state: 1 },
        ],
      },
    };
    const told = JSON.stringify({ language: 'FullLanguage', answer });
    expect(parseWindowsServices(told).map(one => `${one.name} ${one.state}`)).to.deep.equal([
      'WinDefend running',
      'wuauserv stopped',
    ]);
    expect(() => parseWindowsServices('{"language":"FullLanguage","error":"0x80070005"}')).to.throw();
    expect(() => parseWindowsServices('')).to.throw();
  });
});
