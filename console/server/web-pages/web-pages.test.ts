import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { webPages } from './index.ts';

describe('the pages', () => {
  let folder: string;
  let server: Server;
  const get = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'caretaker-web-'));
    server = createServer(express().use(webPages(folder)));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  const build = () => {
    mkdirSync(join(folder, 'built'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>built</title>');
    writeFileSync(join(folder, 'built', 'app-1a2b.js'), 'export {};');
  };

  it('say how to build them when they are not there', async () => {
    const answer = await get('/');
    expect(answer.status).to.equal(503);
    expect(await answer.text()).to.contain('npm run build');
  });

  it('are one document at every address, asked for anew each time', async () => {
    build();
    for (const path of ['/', '/devices/1', '/sign-in']) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('cache-control')], path).to.deep.equal([200, 'no-cache']);
      expect(await answer.text()).to.contain('built');
    }
  });

  it('keep for good what has its content’s hash in its name', async () => {
    build();
    const answer = await get('/built/app-1a2b.js');
    expect(answer.headers.get('cache-control')).to.contain('immutable');
    expect(answer.headers.get('content-type')).to.contain('javascript');
  });

  it('do not answer a missing script with a page', async () => {
    build();
    expect((await get('/built/old.js')).status).to.equal(404);
  });

  it('never leave their folder', async () => {
    build();
    writeFileSync(join(folder, '..', 'caretaker-secret.txt'), 'secret');
    const answer = await get('/..%2fcaretaker-secret.txt');
    expect(await answer.text()).not.to.contain('secret');
    rmSync(join(folder, '..', 'caretaker-secret.txt'));
  });

  it('are only read', async () => {
    build();
    expect((await get('/', 'POST')).status).to.equal(405);
  });
});
