/** How far a device's clock is from ours. A wrong clock is something to tell, never a reason to refuse. */

/** A change smaller than this is the network's doing. */
const noticeableMs = 5000;
/** A hello that comes long after the challenge says nothing about the way between. */
const longestRoundTripMs = 2000;
const samples = 3;

export class ClockOffset {
  #value: number | null;
  #pulses: number[] = [];

  /** `known` is what was stored last. */
  constructor(known: number | null) {
    this.#value = known;
  }

  /** Device clock minus console clock, milliseconds. */
  get value(): number {
    return this.#value ?? 0;
  }

  /** `deviceNow` was read somewhere between our sending and our receiving. */
  fromHello(deviceNow: number, sentAt: number, receivedAt: number): void {
    const roundTrip = Math.min(Math.max(0, receivedAt - sentAt), longestRoundTripMs);
    this.#consider(deviceNow - (receivedAt - roundTrip / 2));
  }

  /** A pulse can only be late, so the greatest of a few is the nearest to the truth. */
  fromPulse(deviceNow: number, receivedAt: number): void {
    this.#pulses = [...this.#pulses, deviceNow - receivedAt].slice(-samples);
    if (this.#pulses.length === samples) this.#consider(Math.max(...this.#pulses));
  }

  #consider(offset: number): void {
    if (this.#value === null || Math.abs(offset - this.#value) > noticeableMs)
      this.#value = Math.round(offset);
  }
}
