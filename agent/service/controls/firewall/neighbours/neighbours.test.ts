/** Tables of neighbours as recorded in the field; the days of a computer are composed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as z from 'zod';
import { policy } from '../../../../../shared/controls/firewall/policy.ts';
import { record } from '../../../../../shared/protocol/device.ts';
import { memoryCells } from '../../../../../test/support/memory-cells.ts';
import { onMutations } from '../../../../../test/support/mutated.ts';
import { itWhen } from '../../../../../test/support/recorded.ts';
import { scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { SettableClock } from '../../../../../test/support/settable-clock.ts';
import type { GuardEdges } from '../../control.ts';
import { NeighboursGuard } from './guard.ts';
import {
  arpCommand,
  both,
  macOf,
  type Neighbour,
  parseArp,
  parseIpNeighbours,
  parseNdp,
  parseProcArp,
} from './table.ts';
import { hashOf, isWithin, Neighbours } from './watch.ts';

const key = Buffer.alloc(32, 7).toString('base64url');
const hourMs = 3600_000;
const samples = '../shared/data/arp-neighbours';

describe('the table of neighbours', () => {
  const missing = existsSync(samples) ? null : `${samples} is not there`;
  itWhen(missing, 'is read as each system prints it, in any language', () => {
    const text = (file: string) => readFileSync(`${samples}/${file}`, 'utf8');
    const read = (file: string) => parseArp(text(file));
    expect(read('glpi-win32.txt')).to.deep.equal([{ address: '192.168.0.1', mac: '00:80:0c:07:ae:d3' }]);
    expect(read('glpi-linux.txt')).to.deep.equal([{ address: '192.168.0.3', mac: '00:8d:b9:37:4a:c2' }]);
    expect(read('windows-de-static-multicast.txt')).to.deep.equal([]);
    expect(read('jc-centos-8-arp-a.txt')).to.deep.equal([
      { address: '192.168.71.254', mac: '00:50:56:e2:91:0e' },
    ]);
    const mac = read('jc-osx-10.11.6-arp-a.txt');
    expect(mac.find(({ address }) => address === '192.168.1.66')?.mac).to.equal('60:c5:47:0b:cf:0a');
    expect(parseProcArp(text('jc-proc-net-arp.txt'))).to.have.length(3);
  });

  it('has no entry that is incomplete, or nobody’s alone', () => {
    const row = (flags: string, mac: string) =>
      parseProcArp(`10.0.0.2         0x1         ${flags}         ${mac}     *        eth0\n`);
    expect(row('0x2', '00:50:56:f3:2f:ae')).to.have.length(1);
    expect(row('0x0', '00:50:56:f3:2f:ae')).to.deep.equal([]);
    for (const mac of ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:fb'])
      expect(macOf(mac), mac).to.equal(undefined);
  });

  it('holds only whole addresses, however it is cut or changed', () =>
    onMutations('? (192.168.1.66) at 60:c5:47:b:cf:a on en0 ifscope [ethernet]\n', text => {
      for (const { address, mac } of parseArp(text)) {
        expect(mac).to.match(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
        expect(address).to.match(/^[\d.]+$/);
      }
    }));

  it('of IPv6 is read without what never answered, and holds only whole addresses', async () => {
    const rows = [
      { dst: 'fe80::1', dev: 'eth0', lladdr: '00:80:77:33:44:55', router: null, state: ['STALE'] },
      { dst: 'fd00::1', dev: 'eth0', state: ['FAILED'] },
      { dst: 'ff02::1', dev: 'eth0', lladdr: '33:33:00:00:00:01', state: ['NOARP'] },
    ];
    const one = { address: 'fe80::1', mac: '00:80:77:33:44:55', on: 'eth0' };
    expect(parseIpNeighbours(JSON.stringify(rows))).to.deep.equal([one]);
    const ndp =
      'Neighbor                        Linklayer Address  Netif Expire    S Flags\n' +
      'fe80::1%en0                     0:80:77:33:44:55   en0   23h59m58s S  R\n' +
      'fe80::2%en0                     (incomplete)       en0   expired   N\n';
    expect(parseNdp(ndp)).to.deep.equal([{ ...one, on: 'en0' }]);
    onMutations(ndp, text => {
      for (const { mac } of parseNdp(text)) expect(mac).to.match(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    });
    for (const text of ['', '{}', '[1]', JSON.stringify(rows).slice(0, -1)])
      expect(parseIpNeighbours(text)).to.deep.equal([]);
    const table = both(
      async () => [],
      async () => [one],
    );
    expect(await table(scriptedMachine({}), new AbortController().signal)).to.deep.equal([one]);
  });

  const noIp =
    process.getuid?.() !== 0 ? 'it needs root' : existsSync('/usr/sbin/ip') ? null : 'ip is not installed';
  itWhen(noIp, 'of IPv6 is what the kernel really tells, in a network of its own', () => {
    const setUp =
      'ip link add v0 type veth peer name v1; ip link set v0 up; ip -6 neigh add fe80::2 lladdr 00:80:77:33:44:55 dev v0 nud stale';
    const printed = execFileSync('unshare', ['-n', 'sh', '-ec', `${setUp}; ip -j -6 neigh show`], {
      encoding: 'utf8',
    });
    expect(parseIpNeighbours(printed)).to.deep.equal([
      { address: 'fe80::2', mac: '00:80:77:33:44:55', on: 'v0' },
    ]);
  });

  it('is of a network by its first bits', () => {
    expect(isWithin('10.20.255.1', ['10.20.0.0/16'])).to.equal(true);
    expect(isWithin('10.21.0.1', ['10.20.0.0/16', '192.168.7.0/24'])).to.equal(false);
    expect(isWithin('192.168.7.200', ['192.168.7.77/24'])).to.equal(true);
  });
});

describe('neighbours', () => {
  // Loaded when the first school asks for it.
  before(() => import('./watch.ts'));

  function aComputer(address = '10.20.0.5') {
    let table: Neighbour[] = [];
    const told: [string, Record<string, unknown>][] = [];
    const clock = new SettableClock();
    const edges = {
      ...{ machine: scriptedMachine({}), clock, cell: memoryCells() },
      tell: (...one: [string, Record<string, unknown>]) => void told.push(one),
      serialKey: () => key,
    } as unknown as GuardEdges;
    const own = () => [{ address, mac: '02:00:00:00:00:05', on: 'eth0' }];
    const watch = (gateways: string[] = []) =>
      new Neighbours(edges, async () => table, { networks: ['10.20.0.0/16'], gateways }, own);
    const pass = async (ms: number) => {
      clock.pass(ms);
      await clock.settled();
    };
    return { edges, told, clock, watch, pass, sees: (...seen: Neighbour[]) => (table = seen) };
  }
  const phone = { address: '10.20.3.4', mac: '7a:11:22:33:44:55' };
  const printer = { address: '10.20.3.5', mac: '00:80:77:33:44:55' };

  it('are told by hash and maker, each once a day, and never by address', async () => {
    const { told, watch, pass, sees } = aComputer();
    sees(phone, printer, { address: '192.168.1.1', mac: '00:50:56:00:00:01' });
    const watching = watch();
    await pass(hourMs);
    await pass(hourMs);
    expect(told).to.have.length(1);
    const [name, facts] = told[0] ?? ['', {}];
    expect(facts).to.deep.equal({
      mine: hashOf(key, '02:00:00:00:00:05'),
      seen0: `${hashOf(key, phone.mac)}.- ${hashOf(key, printer.mac)}.008077`,
    });
    record.parse({ id: crypto.randomUUID(), seq: 1, at: 1, type: 'event', name, facts });
    await pass(24 * hourMs);
    expect(told).to.have.length(2);
    await watching.stop();
  });

  it('that speak IPv6 alone are told where they are heard on a card that is on the school’s network, and once', async () => {
    const { told, watch, pass, sees } = aComputer();
    const mac = '00:80:77:66:66:66';
    sees(
      phone,
      { address: 'fe80::1', mac: phone.mac, on: 'eth0' },
      { address: 'fe80::2', mac, on: 'eth0' },
      { address: 'fe80::3', mac: '00:80:77:77:77:77', on: 'tun0' },
      { address: 'fe80::4', mac: '00:80:77:88:88:88' },
    );
    const watching = watch();
    await pass(hourMs);
    expect(told[0]?.[1].seen0).to.equal(`${hashOf(key, phone.mac)}.- ${hashOf(key, mac)}.008077`);
    await watching.stop();
  });

  it('fit the event that travels, however many there are', async () => {
    const { told, watch, pass, sees } = aComputer();
    sees(
      ...Array.from({ length: 900 }, (_, i) => ({
        address: `10.20.${i >> 8}.${i & 255}`,
        mac: macOf(`00:80:77:00:${(i >> 8).toString(16)}:${(i & 255).toString(16)}`) ?? '',
      })),
    );
    const watching = watch();
    await pass(hourMs);
    await pass(hourMs);
    const all = told.flatMap(([, { mine: _, ...seen }]) => Object.values(seen).join(' ').split(' '));
    expect(all).to.have.length(216);
    for (const [name, facts] of told)
      record.parse({ id: crypto.randomUUID(), seq: 1, at: 1, type: 'event', name, facts });
    await watching.stop();
  });

  it('are not looked at anywhere but on the school’s own networks', async () => {
    const { told, watch, pass, sees } = aComputer('192.168.1.20');
    sees(phone);
    const watching = watch();
    await pass(hourMs);
    expect(told).to.deep.equal([]);
    await watching.stop();
  });

  it('are told only where one of the school’s routers is among them, once one is named', async () => {
    const { told, watch, pass, sees } = aComputer();
    sees(phone);
    const watching = watch(['00-80-77-33-44-55']);
    await pass(hourMs);
    expect(told).to.deep.equal([]);
    sees(phone, printer);
    await pass(hourMs);
    expect(told).to.have.length(1);
    await watching.stop();
  });

  it('are told anew where what was kept of them is damaged', async () => {
    const { edges, told, watch, pass, sees } = aComputer();
    sees(phone);
    edges.cell('neighbours', z.unknown()).write('damaged');
    const watching = watch();
    await pass(hourMs);
    expect(told).to.have.length(1);
    await watching.stop();
  });

  it('are nobody’s business until the policy names a network', async () => {
    const { edges, told, pass } = aComputer();
    let looked = 0;
    const guard = new NeighboursGuard(edges, async () => async () => {
      looked += 1;
      return [phone];
    });
    guard.follow(policy.parse({}));
    guard.follow(policy.parse({ mode: 'off', neighbourNetworks: ['10.20.0.0/16'] }));
    await pass(2 * hourMs);
    expect([looked, told.length, guard.sends()]).to.deep.equal([0, 0, null]);
    guard.follow(policy.parse({ neighbourNetworks: ['10.20.0.0/16'] }));
    expect(guard.sends()).to.equal('neighbours');
    await guard.stop();
    for (const wrong of ['10.20.0.0', '10.20.0.300/16', 'office', '10.20.0.0/33', '0.0.0.0/0'])
      expect(policy.safeParse({ neighbourNetworks: [wrong] }).success, wrong).to.equal(false);
    for (const wide of ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '192.168.0.0/21'])
      expect(policy.safeParse({ neighbourNetworks: [wide] }).success, wide).to.equal(false);
    for (const narrow of ['10.20.0.0/16', '172.16.0.0/16', '192.168.40.0/22', '81.2.69.0/24'])
      expect(policy.safeParse({ neighbourNetworks: [narrow] }).success, narrow).to.equal(true);
  });

  it('of a command that is not there are none', async () =>
    expect(await arpCommand('-a')(scriptedMachine({}), new AbortController().signal)).to.deep.equal([]));
});
