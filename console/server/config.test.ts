import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig } from './config.ts';

describe('the console’s settings', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'caretaker-config-'));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));
  const read = (environment: Record<string, string> = {}) =>
    readConfig({ CARETAKER_DATA: data, ...environment });
  const problems = (environment: Record<string, string>) => {
    try {
      read(environment);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  it('let only this computer in when nothing is said', () => {
    const config = read();
    expect([config.host, config.deviceHost, config.origin]).to.deep.equal([
      '127.0.0.1',
      '127.0.0.1',
      'http://localhost:8080',
    ]);
    expect(config.databaseUrl).to.equal(join(data, 'console.sqlite'));
    expect(config).to.be.frozen;
  });

  it('open both ports and turn on TLS for an https address', () => {
    const config = read({ CARETAKER_URL: 'https://caretaker.school.example/' });
    expect([config.host, config.deviceHost, config.tls]).to.deep.equal(['0.0.0.0', '0.0.0.0', 'own']);
    expect(config.origin).to.equal('https://caretaker.school.example');
  });

  it('leave TLS to a proxy that is named, and stay on loopback behind it', () => {
    const config = read({ CARETAKER_URL: 'https://c.school.example', CARETAKER_TRUSTED_PROXY: '127.0.0.1' });
    expect([config.host, config.tls, config.secure]).to.deep.equal(['127.0.0.1', 'none', true]);
  });

  it('tell every mistake at once, each by the name that was written', () => {
    const found = problems({
      CARETAKER_PORT: 'eighty',
      CARETAKER_DEVICE_PORT: '70000',
      CARETAKER_PROT: '1',
      CARETAKER_LOG_LEVEL: 'loud',
    });
    expect(found).to.have.length(4);
    expect(found.join('\n')).to.match(/CARETAKER_PROT: .*did you mean CARETAKER_PORT\?/);
    for (const name of ['CARETAKER_PORT:', 'CARETAKER_DEVICE_PORT:', 'CARETAKER_LOG_LEVEL:'])
      expect(
        found.some(line => line.startsWith(name)),
        name,
      ).to.equal(true);
  });

  it('refuse plain http for an address beyond this computer', () => {
    expect(problems({ CARETAKER_URL: 'http://caretaker.school.example' })[0]).to.contain('use https');
    expect(problems({ CARETAKER_HOST: '0.0.0.0' })[0]).to.contain('over https');
  });

  it('refuse half a certificate', () => {
    expect(problems({ CARETAKER_URL: 'https://c.example', CARETAKER_TLS_CERT: 'a.pem' })[0]).to.contain(
      'both files',
    );
  });

  it('read the file in the data folder, and let the environment win over it', () => {
    writeFileSync(join(data, 'caretaker.json'), JSON.stringify({ port: 9001, devicePort: 9002 }));
    const config = read({ CARETAKER_PORT: '9003' });
    expect([config.port, config.devicePort]).to.deep.equal([9003, 9002]);
  });

  it('find a misspelt name in the file too', () => {
    writeFileSync(join(data, 'caretaker.json'), JSON.stringify({ prot: 1, port: -1 }));
    expect(problems({}).join('\n'))
      .to.match(/prot in caretaker.json: .*did you mean port/)
      .and.match(/port in caretaker.json: /);
  });

  it('leave the agent’s own settings alone', () => {
    expect(problems({ CARETAKER_AGENT_ROUND: '5' })).to.deep.equal([]);
  });
});
