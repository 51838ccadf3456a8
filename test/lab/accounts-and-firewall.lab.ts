/** Accounts made by the real programs, and rules in the real kernel, on a machine that started by itself. */
import { expect } from 'chai';
import { lookAt } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

describeLabWithAgent('accounts and the firewall on a real machine', guest => {
  const look = (control: string) => lookAt(guest(), agentOnce, control);

  it('finds the account without a password and the new administrator, and names neither of the others', async () => {
    await guest().must(`
      useradd --create-home ann; echo ann:a-long-word-for-ann | chpasswd
      useradd --create-home ben; passwd --delete ben
      useradd --create-home cat; echo cat:a-long-word-for-cat | chpasswd; usermod --append --groups sudo cat
      useradd --system --shell /bin/bash svc; echo svc:a-long-word-for-svc | chpasswd; usermod --append --groups disk svc`);
    const seen = await look('local-accounts');
    const parts = Object.fromEntries(seen.evidence.parts.map(part => [part.name, part]));
    expect(seen).to.include({ state: 'not_met', reason: 'no_password' });
    expect(parts.ben).to.include({ state: 'not_met', reason: 'no_password' });
    expect(parts.cat?.facts.administrator, 'by its group').to.equal(true);
    expect(parts.svc?.facts.administrator, 'with a number of the system’s').to.equal(true);
    expect(parts.ann).to.equal(undefined);
    await guest().must('echo ben:a-long-word-for-ben | chpasswd');
    const later = (await look('local-accounts')).evidence.parts.map(({ name }) => name);
    expect(later).to.include('cat').and.not.include('ben');
  });

  it('finds no rules, a wall, and a wall with a hole of every port in it', async () => {
    await guest().must('nft flush ruleset');
    expect((await look('firewall')).state).to.equal('not_met');
    await guest().must(
      "nft 'table inet f { chain i { type filter hook input priority 0; policy drop; iif lo accept; tcp dport 22 accept; }; }'",
    );
    expect(await look('firewall')).to.include({ state: 'met', reason: 'turns_away' });
    await guest().must('nft add rule inet f i tcp dport 1-65535 accept');
    expect(await look('firewall')).to.include({ state: 'not_met', reason: 'lets_everything_in' });
    await guest().must('nft flush ruleset');
  });
});
