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

  it('name the server for e-mail, whom it comes from, and which hosts inside a webhook may reach', () => {
    const secret = 'smtps://caretaker:p%40ss@mail.school.example';
    const config = read({
      ...{ CARETAKER_URL: 'https://c.school.example', CARETAKER_SMTP_URL: secret },
      CARETAKER_WEBHOOK_HOSTS: ' Print.School.Internal, 10.0.0.5,',
    });
    expect([config.mail?.url.hostname, config.mail?.from]).to.deep.equal([
      'mail.school.example',
      'caretaker@c.school.example',
    ]);
    expect(config.webhookHosts).to.deep.equal(['print.school.internal', '10.0.0.5']);
    expect(read().mail).to.equal(undefined);
    expect(problems({ CARETAKER_SMTP_URL: secret })[0]).to.match(/MAIL_FROM/);
    expect(problems({ CARETAKER_MAIL_FROM: 'c@school.example' })[0]).to.match(/SMTP_URL/);
    expect(problems({ CARETAKER_SMTP_URL: 'https://caretaker:p%40ss@mail.example' }).join()).to.not.contain(
      'p%40ss',
    );
    expect(problems({ CARETAKER_WEBHOOK_HOSTS: 'http://inside/' })).to.have.length(1);
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

  it('tell what is wrong together beside what is wrong by itself', () => {
    const found = problems({
      CARETAKER_DATABASE_URL: 'mysql://root:secret@x',
      CARETAKER_HOST: 'a b',
      CARETAKER_PORT: 'abc',
      CARETAKER_TLS_KEY: 'key.pem',
    });
    expect(found).to.deep.equal([
      'CARETAKER_HOST: write an IP address or a host name',
      'CARETAKER_PORT: write a number from 0 to 65535',
      'CARETAKER_DATABASE_URL: mysql: is not a database that the console can use; write postgres://… or the path of an SQLite file',
      'CARETAKER_TLS_CERT and CARETAKER_TLS_KEY: give both files or neither',
    ]);
  });

  it('take each kind of host and database, and refuse a mistyped one', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost'])
      expect(problems({ CARETAKER_HOST: host }), host).to.deep.equal([]);
    for (const host of ['10.0.0.999', 'http://x', '-a', 'a..b', ''])
      expect(problems({ CARETAKER_DEVICE_HOST: host }), host).to.have.length(1);
    for (const url of ['postgres://a@b/c', 'postgresql://a@/c?host=/run', '/var/c.sqlite', 'C:\\c.sqlite'])
      expect(problems({ CARETAKER_DATABASE_URL: url }), url).to.deep.equal([]);
    for (const url of ['postgres:c', 'file:c.sqlite', 'MySQL://a'])
      expect(problems({ CARETAKER_DATABASE_URL: url }), url).to.have.length(1);
  });

  it('refuse one port for browsers and devices, save any that is free', () => {
    expect(problems({ CARETAKER_PORT: '8443' })).to.deep.equal([
      'CARETAKER_PORT and CARETAKER_DEVICE_PORT: both are 8443; give each its own',
    ]);
    expect(problems({ CARETAKER_PORT: '0', CARETAKER_DEVICE_PORT: '0' })).to.deep.equal([]);
    expect(problems({ CARETAKER_PORT: '' })).to.deep.equal([
      'CARETAKER_PORT: write a number from 0 to 65535',
    ]);
  });

  it('suggest only what is near', () => {
    expect(problems({ CARETAKER_FOO: '1' })).to.deep.equal(['CARETAKER_FOO: there is no such setting']);
  });

  it('blame the address alone when only the address is wrong', () => {
    expect(problems({ CARETAKER_URL: 'http://console.example' })).to.have.length(1);
    expect(
      problems({ CARETAKER_URL: 'console', CARETAKER_HOST: '0.0.0.0', CARETAKER_TRUSTED_PROXY: '::1' }),
    ).to.deep.equal(['CARETAKER_URL: is not an http or https address']);
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

  it('say where the file is no JSON, and what it must be otherwise', () => {
    const file = join(data, 'caretaker.json');
    writeFileSync(file, '{\n  "port": 9001,\n}\n');
    expect(problems({})).to.deep.equal([
      `${file}: line 3, column 1: a comma, a quotation mark or a bracket is missing or too many`,
    ]);
    writeFileSync(file, '[9001]');
    expect(problems({})[0]).to.contain('write the settings in braces');
  });

  it('refuse a file where the data folder should be', () => {
    const file = join(data, 'notes.txt');
    writeFileSync(file, 'x');
    for (const folder of [file, join(file, 'data')])
      expect(problems({ CARETAKER_DATA: folder })).to.deep.equal([
        `CARETAKER_DATA: ${folder} is, or lies in, a file; name a folder`,
      ]);
  });

  it('leave the agent’s own settings alone', () => {
    expect(problems({ CARETAKER_AGENT_ROUND: '5', CARETAKER_TOKEN: 'of simulate' })).to.deep.equal([]);
  });
});
