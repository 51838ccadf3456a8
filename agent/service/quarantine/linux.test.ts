/** The cut as the kernel really makes it, in two networks of its own that end with the process: nothing here is touched. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { itWhen } from '../../../test/support/recorded.ts';
import { isCut, linuxNetwork, rulesFor } from './linux.ts';

const obstacle =
  process.getuid?.() !== 0 ? 'it needs root' : existsSync('/usr/sbin/nft') ? null : 'nft is not installed';

/** Ours is 10.9.0.2, joined by one cable to 10.9.0.1, where the console (8443) and another server (80) listen. */
const program = `
  import { spawn } from 'node:child_process';
  import { connect, createServer } from 'node:net';
  import { setTimeout as pause } from 'node:timers/promises';
  import { linux } from './agent/service/controls/firewall/linux.ts';
  import { linuxNetwork } from './agent/service/quarantine/linux.ts';
  import { thisMachine } from './agent/service/system/machine.ts';
  const run = (...words) => new Promise(done => spawn(words[0], words.slice(1), { stdio: 'ignore' }).on('close', done));
  const there = spawn('unshare', ['-n', process.execPath, '-e', \`
    const net = require('node:net');
    process.stdin.once('data', () => {
      for (const port of [80, 8443]) net.createServer(one => one.on('error', () => {}).end('hello')).listen(port);
      process.stdin.on('data', () => {
        const ours = net.connect({ host: '10.9.0.2', port: 9000 });
        const end = word => { ours.destroy(); process.stdout.write(word); };
        ours.setTimeout(400, () => end('shut ')).on('connect', () => end('open ')).on('error', () => end('none '));
      });
      process.stdout.write('up ');
    });
  \`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = () => new Promise(done => there.stdout.once('data', data => done(String(data).trim())));
  await pause(400);
  await run('ip', 'link', 'set', 'lo', 'up');
  await run('ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(there.pid));
  await run('ip', 'addr', 'add', '10.9.0.2/24', 'dev', 'eth0');
  await run('ip', 'link', 'set', 'eth0', 'up');
  const inThere = (...words) => run('nsenter', '-n', '-t', String(there.pid), ...words);
  await inThere('ip', 'addr', 'add', '10.9.0.1/24', 'dev', 'eth0');
  await inThere('ip', 'link', 'set', 'eth0', 'up');
  createServer(one => one.on('error', () => {}).end('hello')).listen(9000);
  const up = said();
  there.stdin.write('go');
  await up;
  const reaches = (host, port) => new Promise(done => {
    const one = connect({ host, port });
    const end = answer => { one.destroy(); done(answer); };
    one.setTimeout(400, () => end(false)).on('connect', () => end(true)).on('error', () => end(false));
  });
  const look = async () => {
    const incoming = said();
    there.stdin.write('try');
    return {
      other: await reaches('10.9.0.1', 80),
      console: await reaches('10.9.0.1', 8443),
      itself: await reaches('127.0.0.1', 9000),
      incoming: await incoming,
    };
  };
  const hand = linuxNetwork(thisMachine());
  const console_ = [{ address: '10.9.0.1', family: 4, port: 8443 }];
  const answer = { before: await look(), openedAlready: await hand.open() };
  answer.trouble = await hand.cut(console_, 60_000);
  answer.again = await hand.cut(console_, 60_000);
  answer.during = await look();
  const seen = await linux.observe(thisMachine(), AbortSignal.timeout(20000));
  answer.firewall = seen.guards.map(guard => guard.incoming);
  answer.open = await hand.open();
  answer.after = await look();
  await hand.cut(console_, 1000);
  answer.shut = await reaches('10.9.0.1', 80);
  await pause(1300);
  answer.runOut = await look();
  process.stdout.write(JSON.stringify(answer));
  there.kill();
  process.exit(0);
`;

describe('a network that is cut on Linux', () => {
  itWhen(
    obstacle,
    'reaches the console and itself and nothing else, both ways, and is open when asked or when nobody renews it',
    function () {
      this.timeout(30_000);
      const printed = execFileSync(
        'unshare',
        ['-n', process.execPath, '--input-type=module', '-e', program],
        {
          encoding: 'utf8',
        },
      );
      const open = { other: true, console: true, itself: true, incoming: 'open' };
      const { before, during, after, runOut, shut, trouble, again, ...rest } = JSON.parse(printed);
      expect({ before, after, runOut }).to.deep.equal({ before: open, after: open, runOut: open });
      expect([trouble, again, rest.open, rest.openedAlready]).to.deep.equal([null, null, null, null]);
      expect(during).to.deep.equal({ other: false, console: true, itself: true, incoming: 'shut' });
      expect(shut).to.equal(false);
      expect(rest.firewall, 'the cut is no firewall of the school').not.to.include('blocked');
    },
  );

  it('is believed only where the rules are seen', () => {
    const nftables = [
      { metainfo: { version: '1.0.6' } },
      { set: { name: 'far4', elem: [{ elem: { val: 1 } }] } },
      { set: { name: 'far6', elem: [{ elem: { val: 1 } }] } },
      { chain: { name: 'out', hook: 'output' } },
      { chain: { name: 'in', hook: 'input' } },
    ];
    const said = (parts: object[]) => isCut(JSON.stringify({ nftables: parts }));
    expect(said(nftables)).to.equal(true);
    for (const [at] of nftables.entries())
      if (at > 0) expect(said(nftables.toSpliced(at, 1)), String(at)).to.equal(false);
    expect(
      said(nftables.map(one => ({ ...one, set: 'set' in one ? { name: 'far4' } : undefined }))),
    ).to.equal(false);
    expect(isCut('')).to.equal(false);
  });

  it('says why it cannot be where nft is missing or refuses, and takes no address that is none', async () => {
    const answer = {
      exit: 1,
      signal: null,
      timedOut: false,
      missing: false,
      stdout: '',
      stderr: 'Operation not permitted\n',
    };
    const ways = [{ address: '10.9.0.1', family: 4 as const, port: 8443 }];
    const refusing = linuxNetwork({ run: async () => answer });
    expect(await refusing.cut(ways, 1000)).to.equal('nft: Operation not permitted');
    expect(await refusing.open()).to.equal('nft: Operation not permitted');
    const without = linuxNetwork({ run: async () => ({ ...answer, missing: true }) });
    expect(await without.cut(ways, 1000)).to.equal('The packet filter nft is not installed there.');
    expect(await without.open()).to.equal(null);
    expect(await without.cut([], 1000)).to.equal('It is not known where the console is.');
    expect(rulesFor([{ address: '0.0.0.0/0; flush ruleset', family: 4, port: 1 }], 1000)).not.to.include(
      'flush',
    );
  });
});
