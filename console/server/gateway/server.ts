/** Listens on the device port: TLS with the console's certificate, one path, one sub-protocol. */

import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { devicePath, maxFrame, maxFrameBeforeProof, subProtocol } from '../../../shared/protocol/limits.ts';
import type { Context } from '../context.ts';
import { Admission } from './admission.ts';
import { Connection } from './connection.ts';
import { Intake } from './intake.ts';

const handshakeMs = 10_000;
const sweepMs = 5000;
/** Bytes of one connection before it has proved itself, headers and handshake messages together. */
const mostBeforeProof = 3 * maxFrameBeforeProof;
/** Connections that have not yet proved who they are, over all addresses, from the first packet on. */
const mostUnproved = 4000;

export class DeviceServer {
  readonly #context: Context;
  readonly #admission = new Admission();
  readonly #intake = new Intake();
  readonly #connections = new Set<Connection>();
  readonly #sockets = new Set<Socket>();
  /** Ends, as `endOf` names them, that have not proved who they are. */
  readonly #strangers = new Set<string>();
  readonly #raw: Server;
  readonly #tls: TlsServer;
  readonly #ws: WebSocketServer;
  readonly #accept: (connection: Connection) => void;
  readonly #heartbeatMs: number;
  #sweeping: NodeJS.Timeout | undefined;

  /** `accept` starts the conversation on a new connection. */
  constructor(context: Context, heartbeatMs: number, accept: (connection: Connection) => void) {
    this.#context = context;
    this.#accept = accept;
    this.#heartbeatMs = heartbeatMs;
    const { certPem, keyPem } = context.identity.certificate;
    this.#ws = new WebSocketServer({
      noServer: true,
      maxPayload: maxFrame,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: () => subProtocol,
    });
    this.#tls = createTlsServer({
      cert: certPem,
      key: keyPem,
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMs,
    });
    this.#tls.headersTimeout = handshakeMs;
    this.#tls.requestTimeout = handshakeMs;
    this.#tls.on('request', (_request, response) => {
      response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
    });
    this.#tls.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#tls.on('tlsClientError', (_error, socket) => this.#failed(addressOf(socket)));
    this.#raw = createServer(socket => this.#admit(socket));
  }

  /** Resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    this.#sweeping = setInterval(() => this.#sweep(), sweepMs);
    this.#sweeping.unref();
    return new Promise((listening, failed) => {
      this.#raw.once('error', failed);
      this.#raw.listen({ host, port, backlog: 1024 }, () => {
        this.#raw.off('error', failed);
        listening((this.#raw.address() as AddressInfo).port);
      });
    });
  }

  /** Tells every device that the console goes away, and stops listening. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    const stopped = new Promise<void>(done => this.#raw.close(() => done()));
    for (const connection of this.#connections) connection.close(1012, 'the console restarts');
    const late = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, 1000);
    if (this.#connections.size === 0) for (const socket of this.#sockets) socket.destroy();
    await stopped;
    clearTimeout(late);
  }

  /** How many connections are open, proved or not. */
  get open(): number {
    return this.#connections.size;
  }

  #admit(socket: Socket): void {
    const delay = this.#admission.delay(addressOf(socket), this.#context.now());
    if (delay === undefined || this.#strangers.size >= mostUnproved) {
      socket.destroy();
      return;
    }
    const end = endOf(socket);
    this.#sockets.add(socket);
    this.#strangers.add(end);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#strangers.delete(end);
    });
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    if (delay === 0) this.#tls.emit('connection', socket);
    else setTimeout(() => !socket.destroyed && this.#tls.emit('connection', socket), delay).unref();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const offered = request.headers['sec-websocket-protocol']?.split(',').map(one => one.trim());
    if (request.url !== devicePath || !offered?.includes(subProtocol)) {
      this.#failed(addressOf(request.socket));
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#ws.handleUpgrade(request, socket, head, client => this.#begin(client, request));
  }

  #begin(client: WebSocket, request: IncomingMessage): void {
    const address = addressOf(request.socket);
    const watch = watchBytes(request.socket, mostBeforeProof, () => {
      connection.refuse('malformed', `more than ${mostBeforeProof} bytes before it proved itself`);
      client.terminate();
    });
    const connection = new Connection(client, address, this.#context, this.#intake, {
      proved: () => {
        watch();
        this.#strangers.delete(endOf(request.socket));
        this.#admission.proved(address, this.#context.now());
      },
      failed: () => {
        watch();
        this.#failed(address);
      },
      closed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    this.#accept(connection);
  }

  #failed(address: string): void {
    this.#admission.failed(address, this.#context.now());
  }

  #sweep(): void {
    const now = this.#context.now();
    for (const connection of this.#connections) connection.sweep(now, this.#heartbeatMs);
  }
}

function addressOf(socket: { remoteAddress?: string | undefined }): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
}

/** One network connection; the same under TLS and within it. */
function endOf(socket: { remoteAddress?: string | undefined; remotePort?: number | undefined }): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** Ends a connection that sends too much before it may. Call the answer once it may. */
function watchBytes(socket: Socket, most: number, exceeded: () => void): () => void {
  let seen = 0;
  const count = (chunk: Buffer) => {
    seen += chunk.length;
    if (seen <= most) return;
    socket.off('data', count);
    exceeded();
  };
  socket.on('data', count);
  return () => socket.off('data', count);
}
