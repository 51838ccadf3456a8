/** The same pictures that the tray's tests draw, whole: for whoever chooses how windows speak. */
const pictures = [
  {
    said: 'Before the screen locks',
    url: new URL('../../../../docs/prompts/lock-soon.png', import.meta.url).href,
  },
  {
    said: 'A memory stick that is not allowed',
    url: new URL('../../../../docs/prompts/stick-stopped.png', import.meta.url).href,
  },
  {
    said: 'Before the computer turns off',
    url: new URL('../../../../docs/prompts/switching-off.png', import.meta.url).href,
  },
];

export function WindowPictures() {
  return (
    <details className="window-pictures">
      <summary>See windows in each form</summary>
      <p className="quiet">
        For adults, in plain words, with symbols and for the adult beside the youngest; below at twice the
        size.
      </p>
      {pictures.map(({ said, url }) => (
        <figure key={said}>
          <a href={url} target="_blank" rel="noreferrer">
            <img src={url} alt={`${said}: the window in each form`} loading="lazy" />
          </a>
          <figcaption>{said}</figcaption>
        </figure>
      ))}
    </details>
  );
}
