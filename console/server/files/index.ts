/** Files that people upload: sniffed, bounded, kept under the data folder, handed back only as attachments. */
export {
  findFile,
  forgetFile,
  keepFile,
  kindOf,
  readBytes,
  receive,
  type StoredFile,
  type Upload,
} from './store.ts';
