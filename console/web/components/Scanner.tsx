import { Button, Modal, Text } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Notice } from './Notice.tsx';

/** What browsers on Android, ChromeOS and macOS have, and the type library does not know yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorMaker = new (options: { formats: string[] }) => Detector;

const maker = (): DetectorMaker | undefined =>
  (globalThis as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;

interface Props {
  label: string;
  /** Each code once until another comes between. */
  onCode(code: string): void;
  /** Stay open after a code, for a stock-take. */
  many?: boolean;
  /** What the last code was, while it stays open. */
  said?: string | undefined;
}

/** Reads labels by the camera, where the browser can; elsewhere the page's own field takes what is typed. */
export function ScanButton({ label, onCode, many = false, said }: Props) {
  const [open, setOpen] = useState(false);
  if (maker() === undefined) return null;
  const take = (code: string) => {
    if (!many) setOpen(false);
    onCode(code);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconQrcode size={18} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={label} centered>
        {open ? <Camera onCode={take} /> : null}
        {said === undefined ? null : (
          <Text mt="sm" fw={600} role="status">
            {said}
          </Text>
        )}
      </Modal>
    </>
  );
}

const lookEveryMs = 250;

function Camera({ onCode }: { onCode(code: string): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  const told = useRef(onCode);
  told.current = onCode;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let last = '';
    async function start() {
      const Maker = maker();
      if (Maker === undefined) return;
      if (!navigator.mediaDevices?.getUserMedia) {
        setProblem(noCamera.insecure);
        return;
      }
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (stopped || video.current === null) return stop();
      video.current.srcObject = stream;
      // Not waited for: the first picture may take its time, and a look without one finds nothing.
      void video.current.play().catch(() => undefined);
      look(new Maker({ formats: ['qr_code', 'code_128', 'code_39', 'data_matrix', 'ean_13'] }));
    }
    function look(detector: Detector) {
      timer = setTimeout(async () => {
        const found = video.current === null ? [] : await detector.detect(video.current).catch(() => []);
        const code = found[0]?.rawValue.trim();
        if (stopped) return;
        if (code !== undefined && code !== '' && code !== last) told.current(code);
        last = code ?? last;
        look(detector);
      }, lookEveryMs);
    }
    function stop() {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    start().catch((error: unknown) => {
      const name = error instanceof DOMException ? error.name : '';
      setProblem(name === 'NotAllowedError' ? noCamera.refused : noCamera.none);
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  if (problem !== undefined) return <Notice tone="caution">{problem}</Notice>;
  return <video ref={video} playsInline muted style={{ width: '100%', borderRadius: 4 }} />;
}

const noCamera = {
  insecure:
    'The browser gives the camera only to pages that come over https. Type the tag instead, or open the console at its https address.',
  refused: 'The browser was not allowed to use the camera. Allow it for this page, or type the tag instead.',
  none: 'No camera was found. Type the tag instead.',
};
