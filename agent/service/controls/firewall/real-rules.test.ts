/** The rules as nft itself prints them, in a network of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { itWhen } from '../../../../test/support/recorded.ts';
import { parseNft } from './parse-nft.ts';
import { fateOf } from './ruleset.ts';

/** In a network of its own, which ends with the process: nothing of this machine's firewall is touched. */
describe('the firewall on this machine', () => {
  const obstacle =
    process.getuid?.() !== 0 ? 'it needs root' : existsSync('/usr/sbin/nft') ? null : 'nft is not installed';
  const program = `
    import { linux } from './agent/service/controls/firewall/linux.ts';
    import { thisMachine } from './agent/service/system/machine.ts';
    const seen = await linux.observe(thisMachine(), AbortSignal.timeout(20000));
    process.stdout.write(JSON.stringify(seen.guards.map(guard => guard.incoming)));`;
  const look = (setUp: string) =>
    JSON.parse(
      execFileSync(
        'unshare',
        [
          '-n',
          'sh',
          '-ec',
          `ip link set lo up; ${setUp}; "$0" --input-type=module -e "$1"`,
          process.execPath,
          program,
        ],
        { encoding: 'utf8' },
      ),
    );

  itWhen(obstacle, 'is off, then drops, then is opened by one rule, as nft really prints it', function () {
    this.timeout(30_000);
    expect(look('true')).to.deep.equal(['off', 'off']);
    const drop =
      "nft 'add table inet f; add chain inet f i { type filter hook input priority 0; policy drop; }'";
    expect(look(drop)).to.deep.equal(['blocked', 'blocked']);
    expect(look(`${drop}; nft add rule inet f i counter accept`)).to.deep.equal(['open', 'open']);
  });

  const table = (...rules: string[]) =>
    `nft 'table inet f { chain i { type filter hook input priority 0; policy drop; ${rules.map(rule => `${rule};`).join(' ')} }; }'`;

  itWhen(obstacle, 'is open by every rule that is narrow in form only, as nft really prints them', () => {
    const wide = [
      'tcp dport 1-65535 accept',
      'tcp dport { 22, 1024-65535 } accept',
      'tcp dport != 23 accept',
      'tcp dport >= 1 accept',
      'meta l4proto tcp accept',
      'meta l4proto { tcp, udp } accept',
      'ct state != invalid accept',
      'meta pkttype host accept',
      'tcp flags syn accept',
      'th dport 0-65535 accept',
      'ip saddr 0.0.0.0/0 accept',
      'ip saddr { 0.0.0.0/1, 128.0.0.0/1 } accept',
      'ip protocol udp accept',
      'ip6 nexthdr tcp accept',
      'ip saddr != 10.0.0.1 accept',
    ];
    const each = wide.map(rule => `${table(rule)}; nft -j list ruleset; nft flush ruleset`);
    const printed = execFileSync('unshare', ['-n', 'sh', '-ec', each.join('\n')], { encoding: 'utf8' });
    const answers = printed.split('\n').filter(line => line.trim() !== '');
    expect(answers).to.have.length(wide.length);
    for (const [at, answer] of answers.entries())
      expect(fateOf('IPv4', parseNft(answer)), wide[at]).to.equal('open');
  });

  itWhen(obstacle, 'is not opened by doors, and not believed where its table is put to sleep', function () {
    this.timeout(30_000);
    const doors = [
      'tcp dport 22 accept',
      'ip saddr 10.0.0.0/8 accept',
      'meta l4proto icmp accept',
      'tcp dport != 23 drop',
      'ct state established,related accept',
      'tcp dport 8000-9000 accept',
    ];
    expect(look(table(...doors))).to.deep.equal(['blocked', 'blocked']);
    const asleep = table(...doors).replace('{ chain', '{ flags dormant; chain');
    expect(look(asleep)).to.not.include('blocked');
  });
});
