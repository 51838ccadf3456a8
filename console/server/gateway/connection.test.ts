import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { pino } from 'pino';
import type { WebSocket } from 'ws';
import { Connection, type Message } from './connection.ts';
import { Intake } from './intake.ts';

/** The few things that a connection asks of its socket. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  reading = true;
  pause() {
    this.reading = false;
  }
  resume() {
    this.reading = true;
  }
  send() {}
  close() {}
  terminate() {}
}

const heartbeat = JSON.stringify({ v: 1, kind: 'heartbeat', body: { now: 1, waiting: 0, observed: {} } });

describe('one device connection', () => {
  let socket: Socket;
  let connection: Connection;
  let received: Message[];

  beforeEach(() => {
    socket = new Socket();
    received = [];
    const nothing = () => {};
    const context = { log: pino({ level: 'silent' }), now: () => 1000 };
    const events = { proved: nothing, failed: nothing, closed: nothing };
    connection = new Connection(socket as unknown as WebSocket, 'here', context, new Intake(), events);
    connection.start({ receive: message => void received.push(message), closed: nothing });
    connection.proved('a device');
  });

  afterEach(() => void socket.emit('close'));

  it('reads on while a device brings what a device has to bring', () => {
    connection.charge(300);
    expect(socket.reading).to.equal(true);
    connection.charge(1);
    expect(socket.reading).to.equal(false);
  });

  it('stops reading sooner from a device whose records are refused', () => {
    connection.charge(60, 60);
    expect(socket.reading).to.equal(false);
  });

  it('stops reading from a device that only knocks, message or ping', async () => {
    for (let count = 0; count < 150; count++) {
      socket.emit('message', Buffer.from(heartbeat), false);
      socket.emit('ping');
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(received).to.have.length(150);
    expect(socket.reading).to.equal(true);
    socket.emit('pong');
    expect(socket.reading).to.equal(false);
  });
});
