/** Opens the port that browsers use, plain or TLS as the settings say. */
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createNet } from 'node:net';
import type { Express } from 'express';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';

export function createBrowserServer({ config, identity }: Context, app: Express): Server {
  const options = { requestTimeout: 30_000, headersTimeout: 15_000 };
  if (config.tls === 'none') return createHttp(options, app);
  const { certPem: cert, keyPem: key } = config.tls === 'own' ? identity.certificate : readFiles(config.tls);
  return createHttps({ ...options, cert, key }, app);
}

function readFiles({ certFile, keyFile }: { certFile: string; keyFile: string }) {
  try {
    return { certPem: readFileSync(certFile, 'utf8'), keyPem: readFileSync(keyFile, 'utf8') };
  } catch (cause) {
    const detail = `CARETAKER_TLS_CERT or CARETAKER_TLS_KEY cannot be read: ${(cause as Error).message}`;
    throw new AppError({ status: 500, code: 'tls.not_read', detail, cause });
  }
}

/** `setting` is named when the port cannot be had. */
export function listen(server: Server, host: string, port: number, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new AppError({
          status: 500,
          code: 'port.not_free',
          detail: portWords(cause, host, port, setting),
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

export function portWords(error: NodeJS.ErrnoException, host: string, port: number, setting: string): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is already in use. Stop what uses it, or set ${setting}.`;
  if (error.code === 'EACCES')
    return `Port ${port} may not be opened by this user. Set ${setting} to one above 1023.`;
  return `Port ${port} on ${host} cannot be opened: ${error.message}`;
}

/** A port that is free at this moment, for a setting of 0. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createNet();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Lets requests under way finish, for two seconds. */
export function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    const impatient = setTimeout(() => server.closeAllConnections(), 2000);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}
