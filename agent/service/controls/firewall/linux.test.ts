/** Rulesets marked composed are written by hand after what the tools print. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/firewall/evaluate.ts';
import { policy } from '../../../../shared/controls/firewall/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { ProbeError } from '../control.ts';
import { linux } from './linux.ts';
import { ruleOf as oldRule, parseIptables } from './parse-iptables.ts';
import { ruleOf } from './parse-nft.ts';

const never = new AbortController().signal;
const ipv6 = { '/proc/net/if_inet6': 'fe800000000000000000000000000001 02 40 20 80 eth0\n' };

async function verdictOf(script: Script, rule: object = {}): Promise<string> {
  const asked = policy.parse(rule);
  const seen = await linux.observe(scriptedMachine(script), never, asked);
  const { state, reason } = evaluate(seen, asked);
  return `${state} ${reason}`;
}

/** Composed. */
const ruleset = (policyAtEnd: string, rules: unknown[][], family = 'inet') =>
  JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6', json_schema_version: 1 } },
      { table: { family, name: 'f', handle: 1 } },
      {
        chain: {
          family,
          table: 'f',
          name: 'in',
          handle: 1,
          type: 'filter',
          hook: 'input',
          prio: 0,
          policy: policyAtEnd,
        },
      },
      { chain: { family, table: 'f', name: 'own', handle: 2 } },
      ...rules.map(expr => ({ rule: { family, table: 'f', chain: 'in', handle: 3, expr } })),
      { rule: { family, table: 'f', chain: 'own', handle: 9, expr: [{ counter: {} }, { reject: null }] } },
    ],
  });
const nft = (text: string) => ({ commands: { nft: ended(text) } });
const ssh = [{ match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 22 } }];

/** Composed, in the form of iptables-save. */
const table = (inputPolicy: string, rules: string[] = []) =>
  `*filter\n:INPUT ${inputPolicy} [0:0]\n:OUTPUT ACCEPT [0:0]\n:own - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;

describe('the firewall on Linux', () => {
  it('is met by an input hook that drops, for IPv4 and IPv6', async () => {
    expect(await verdictOf({ ...nft(ruleset('drop', [[...ssh, { accept: null }]])), files: ipv6 })).to.equal(
      'met turns_away',
    );
  });

  it('is on by a school’s lighter rule while it lets everything in, and not while it is off', async () => {
    const light = { blockIncoming: false };
    expect(await verdictOf(nft(ruleset('accept', [])), light)).to.equal('met on');
    expect(await verdictOf(nft('{"nftables":[{"metainfo":{"version":"1.0.6"}}]}'), light)).to.equal(
      'not_met firewall_off',
    );
  });

  it('is not met where IPv6 is used and nothing looks at it', async () => {
    const only4 = ruleset('drop', [], 'ip');
    expect(await verdictOf({ ...nft(only4), files: ipv6 })).to.equal('not_met firewall_off');
    expect(await verdictOf(nft(only4)), 'no IPv6 address').to.equal('met turns_away');
  });

  it('is not met by an empty ruleset, which proves that nothing is in force', async () => {
    const empty = '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}';
    expect(await verdictOf({ ...nft(empty), files: ipv6 })).to.equal('not_met firewall_off');
  });

  it('takes a last rule that refuses everything for a default, here or in a chain further on', async () => {
    expect(await verdictOf(nft(ruleset('accept', [[...ssh, { accept: null }]])))).to.equal(
      'not_met lets_everything_in',
    );
    expect(await verdictOf(nft(ruleset('accept', [[{ reject: { type: 'icmpx' } }]])))).to.equal(
      'met turns_away',
    );
    expect(await verdictOf(nft(ruleset('accept', [[{ goto: { target: 'own' } }]])))).to.equal(
      'met turns_away',
    );
  });

  it('is not deceived by a dropping default behind a rule that lets everything in', async () => {
    const all = [[{ counter: { packets: 0 } }, { accept: null }]];
    const states = (right: unknown) => [
      [{ match: { op: 'in', left: { ct: { key: 'state' } }, right } }, { accept: null }],
    ];
    for (const rules of [all, states('new'), states({ set: ['established', 'new'] })])
      expect(await verdictOf(nft(ruleset('drop', rules)))).to.equal('not_met lets_everything_in');
    expect(await verdictOf(nft(ruleset('drop', states(['established', 'related']))))).to.equal(
      'met turns_away',
    );
  });

  it('follows packets that a chain sends back: ufw drops what is not for this computer', async () => {
    const ufw = (...further: string[]) =>
      `*filter\n:INPUT DROP [0:0]\n:ufw-before - [0:0]\n:ufw-not-local - [0:0]\n:ufw-user - [0:0]\n${[
        '-A INPUT -j ufw-before',
        '-A INPUT -j ufw-user',
        '-A ufw-before -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A ufw-before -j ufw-not-local',
        '-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN',
        '-A ufw-not-local -j DROP',
        ...further,
      ].join('\n')}\nCOMMIT\n`;
    const asked = (text: string) => verdictOf({ commands: { 'iptables-save': ended(text) } });
    expect(await asked(ufw())).to.equal('met turns_away');
    expect(await asked(ufw('-A ufw-user -p tcp -m tcp --dport 22 -j ACCEPT'))).to.equal('met turns_away');
    expect(await asked(ufw('-A ufw-user -j ACCEPT'))).to.equal('not_met lets_everything_in');
    expect(await asked(ufw().replace(':INPUT DROP', ':INPUT ACCEPT'))).to.equal('not_met lets_everything_in');
  });

  it('counts what is let in on one card as everything on it: firewalld’s zones are such rules', async () => {
    const on = (op: string, right: unknown, verdict: object) =>
      verdictOf(
        nft(ruleset('drop', [[{ match: { op, left: { meta: { key: 'iifname' } }, right } }, verdict]])),
      );
    expect(await on('==', 'eth0', { accept: null })).to.equal('not_met lets_everything_in');
    expect(await on('==', { set: ['lo', 'wlp2s0'] }, { accept: null })).to.equal(
      'not_met lets_everything_in',
    );
    expect(await on('!=', 'lo', { accept: null })).to.equal('not_met lets_everything_in');
    expect(await on('==', 'eth0', { goto: { target: 'own' } }), 'a zone that refuses').to.equal(
      'met turns_away',
    );
    expect(await on('==', 'docker0', { accept: null })).to.equal('met turns_away');
    expect(await on('==', 'lo', { accept: null })).to.equal('met turns_away');
    expect(oldRule('-i eth0 -j ACCEPT').nearlyAll).to.equal(true);
    expect(oldRule('-i eth0 -p tcp --dport 22 -j ACCEPT').nearlyAll).to.equal(undefined);
    expect(oldRule('! -i lo -j ACCEPT').nearlyAll).to.equal(true);
    expect(ruleOf([{ vmap: { key: { meta: { key: 'iifname' } }, data: { set: [] } } }]).verdict).to.equal(
      'not_understood',
    );
  });

  it('is not deceived by a rule that is narrow in form only, as iptables prints it', () => {
    const wide = (matches: string) => {
      const { always, nearlyAll } = oldRule(`${matches} -j ACCEPT`);
      return always || nearlyAll === true;
    };
    for (const matches of [
      '-p tcp',
      '-i eth0 -p udp',
      '-p tcp -m tcp --dport 1:65535',
      '-p udp -m multiport --dports 53,1024:65535',
      '-p tcp -m tcp ! --dport 23',
      '! -s 10.0.0.1/32',
      '-p tcp -m conntrack --ctstate NEW',
      '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW',
      '-m conntrack ! --ctstate INVALID',
      '-m addrtype --dst-type LOCAL',
      '-m comment --comment "all of it" -p tcp',
    ])
      expect(wide(matches), matches).to.equal(true);
    for (const matches of [
      '-i lo -p tcp',
      '-p icmp',
      '-p tcp -m tcp --dport 22',
      '-p tcp -m multiport --dports 22,8000:9000',
      '-s 10.0.0.0/8 -p tcp',
      '-p udp -m udp --sport 67 --dport 68',
      '-m conntrack --ctstate RELATED,ESTABLISHED',
      '-p tcp -m conntrack --ctstate ESTABLISHED',
      '-m addrtype --dst-type BROADCAST',
      '-p tcp -m limit --limit 3/min',
    ])
      expect(wide(matches), matches).to.equal(false);
    expect(oldRule('-p tcp -j DROP').always, 'turned away in part').to.equal(false);
  });

  it('does not judge what it does not know', async () => {
    expect(await verdictOf(nft(ruleset('drop', [[{ queue: { num: 1 } }]])))).to.equal(
      'unknown not_understood',
    );
    expect(await verdictOf(nft(ruleset('drop', [[{ jump: { target: 'nowhere' } }]])))).to.equal(
      'unknown not_understood',
    );
    expect(ruleOf([{ xt: { type: 'target', name: 'TARPIT' } }]).verdict).to.equal('not_understood');
  });

  it('ends in a ruleset that jumps in a circle', async () => {
    const circle = JSON.parse(ruleset('drop', [[{ jump: { target: 'own' } }]]));
    circle.nftables.at(-1).rule.expr = [{ jump: { target: 'own' } }];
    expect(await verdictOf(nft(JSON.stringify(circle)))).to.equal('unknown not_understood');
  });

  it('has iptables show in full what nft shows only by name', async () => {
    const opaque = JSON.parse(
      ruleset('drop', [[{ xt: { type: 'match', name: 'conntrack' } }, { accept: null }]]),
    );
    const text = JSON.stringify(opaque)
      .replaceAll('"family":"inet"', '"family":"ip"')
      .replaceAll('"f"', '"filter"');
    const shown = (rule: string) => ({
      commands: {
        nft: ended(text),
        'iptables-nft-save': ended(table('DROP', [`-A INPUT ${rule} -j ACCEPT`])),
      },
    });
    expect(await verdictOf(shown('-m conntrack --ctstate RELATED,ESTABLISHED'))).to.equal('met turns_away');
    expect(await verdictOf(shown('-m conntrack --ctstate NEW'))).to.equal('not_met lets_everything_in');
  });

  it('sees the kernel’s older tables, and only asks for those that are there', async () => {
    const empty = '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}';
    const commands = { nft: ended(empty), 'iptables-legacy-save': ended(table('DROP')) };
    const files = { '/proc/net/ip_tables_names': 'nat\nfilter\n' };
    expect(await verdictOf({ commands, files })).to.equal('met turns_away');
    expect(await verdictOf({ commands })).to.equal('not_met firewall_off');
  });

  it('makes do with iptables where there is no nft, and says when there is neither', async () => {
    const commands = { 'iptables-save': ended(table('DROP')), 'ip6tables-save': ended(table('ACCEPT')) };
    expect(await verdictOf({ commands, files: ipv6 })).to.equal('not_met lets_everything_in');
    expect(await verdictOf({ commands })).to.equal('met turns_away');
    const failure = await verdictOf({ commands: { nft: missing } }).catch((error: ProbeError) => error);
    expect(failure).to.deep.include({ reason: 'tool_missing' });
  });

  it('without root does not know, and does not ask', async () => {
    const failure = await verdictOf({ privileged: false }).catch((error: ProbeError) => error);
    expect(failure).to.deep.include({ reason: 'no_privilege' });
  });

  it('says that ufw or firewalld believes to be on while the kernel lets everything in', async () => {
    const open = ruleset('accept', []);
    const files = { '/etc/ufw/ufw.conf': '# set by ufw\nENABLED=yes\nLOGLEVEL=low\n' };
    expect(await verdictOf({ ...nft(open), files })).to.equal('not_met not_in_force');
    // Its own rule let everything in: nobody took its rules away.
    const jump = [{ jump: { target: 'ufw-user' } }];
    const opened = (own: string) =>
      ruleset('drop', [jump])
        .replaceAll('"own"', `"${own}"`)
        .replace('"reject":null', '"accept":null')
        .replaceAll('ufw-user', own);
    expect(await verdictOf({ ...nft(opened('ufw-user')), files })).to.equal('not_met lets_everything_in');
    expect(await verdictOf({ ...nft(opened('other')), files })).to.equal('not_met not_in_force');
    const firewalld = { nft: ended(open), 'firewall-cmd': ended('running\n') };
    expect(await verdictOf({ commands: firewalld })).to.equal('not_met not_in_force');
    const stopped = { nft: ended(open), 'firewall-cmd': ended('', { exit: 252, stderr: 'not running' }) };
    expect(await verdictOf({ commands: stopped })).to.equal('not_met lets_everything_in');
  });

  it('reads the rules of iptables with comments, states and chains', () => {
    expect(oldRule('-m comment --comment "all of them -j ACCEPT" -j DROP')).to.deep.include({
      always: true,
      verdict: 'drop',
    });
    expect(oldRule('-i lo -j ACCEPT').always).to.equal(false);
    expect(oldRule('-j REJECT --reject-with icmp-host-prohibited')).to.deep.include({
      always: true,
      verdict: 'drop',
    });
    expect(oldRule('-j NFQUEUE --queue-num 1')).to.deep.include({ verdict: 'jump', target: 'NFQUEUE' });
    expect(oldRule('-j ufw-before-input')).to.deep.equal({
      always: true,
      verdict: 'jump',
      target: 'ufw-before-input',
    });
    expect(oldRule('-m recent --set').verdict).to.equal('none');
    expect(() => parseIptables('*filter\n:INPUT DROP [0:0]\n', 'IPv4', 'iptables-save')).to.throw('whole');
  });

  itOnRecorded('reads a recorded ruleset of nft 1.0.9, and cut anywhere never calls it met', async () => {
    const text = recorded('linux/nft-json/input-policy-drop-1.0.9.json');
    expect(await verdictOf(nft(text))).to.equal('met turns_away');
    await neverMetWhenCut(text.trim(), cut => verdictOf(nft(cut)));
  });

  itOnRecorded('reads recorded rules of iptables, and cut anywhere never calls them met', async () => {
    const rules = recorded('linux/iptables-s/inspec.txt').trim();
    const saved = `*filter\n${rules.replace(/^-P (\w+) (\w+)/gm, ':$1 $2 [0:0]')}\nCOMMIT`;
    const asked = (text: string) => ({ commands: { 'iptables-save': ended(text) } });
    expect(await verdictOf(asked(saved))).to.equal('met turns_away');
    await neverMetWhenCut(saved, cut => verdictOf(asked(cut)));
  });

  itOnRecorded('knows that firewalld runs from what it recorded of itself', async () => {
    const running = ended(recorded('linux/firewall-cmd/state-running.txt'));
    const seen = await linux.observe(
      scriptedMachine({ commands: { nft: ended(ruleset('drop', [])), 'firewall-cmd': running } }),
      never,
    );
    expect(seen).to.deep.include({ product: 'firewalld', claimsToBeOn: true });
  });
});
