import { FileInput } from '@mantine/core';

export const photoWords =
  'PNG or JPEG. It is made smaller, and where it was taken is left out. No people on it, please.';
export const photoTypes = 'image/png,image/jpeg';

interface Props {
  file: File | null;
  error: string | undefined;
  onChange(file: File | null): void;
}

/** On a phone it offers the camera as well. */
export const PhotoInput = ({ file, error, onChange }: Props) => (
  <FileInput
    label="Photo"
    description={photoWords}
    placeholder="Take or choose a photo"
    accept={photoTypes}
    value={file}
    error={error}
    onChange={onChange}
    clearable
  />
);
