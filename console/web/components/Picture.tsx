import { useQuery } from '@tanstack/react-query';
import { pictureOf } from '../picture.ts';

/** A picture that the console keeps; nothing until it is here. */
export function Picture({ path, words }: { path: string; words: string }) {
  const { data } = useQuery({
    queryKey: ['picture', path],
    queryFn: () => pictureOf(path),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data === undefined ? null : <img src={data} alt={words} />;
}
