/** A file that is not what it should be; the message is for the person who chose it. */
export class UnreadableFile extends Error {}
