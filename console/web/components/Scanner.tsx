import { Button, Modal, Text } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Notice } from './Notice.tsx';

/** What browsers on Android, ChromeOS and macOS have, and the type library does not know yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorMaker = new (options: { formats: string[] }) => Detector;

/** The browser's own, or one that is fetched where it has none: iPhones, Firefox, Chrome on Windows and Linux. */
async function aDetector(): Promise<Detector> {
  const Own = (globalThis as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const formats = ['qr_code', 'code_128', 'code_39', 'data_matrix', 'ean_13'];
  if (Own !== undefined) return new Own({ formats });
  const { codeReader } = await import('./code-reader.ts');
  return codeReader();
}

interface Props {
  label: string;
  /** Each code once until another comes between. */
  onCode(code: string): void;
  /** Stay open after a code, for a stock-take. */
  many?: boolean;
  /** What the last code was, while it stays open. */
  said?: string | undefined;
}

/** Reads labels by the camera, where the page may have it; elsewhere the page's own field takes what is typed. */
export function ScanButton({ label, onCode, many = false, said }: Props) {
  const [open, setOpen] = useState(false);
  // Only pages that come over https, or from this computer itself, are given a camera.
  if (navigator.mediaDevices?.getUserMedia === undefined) return null;
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
      const detector = await aDetector();
      if (stopped) return;
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (stopped || video.current === null) return stop();
      video.current.srcObject = stream;
      // Not waited for: the first picture may take its time, and a look without one finds nothing.
      void video.current.play().catch(() => undefined);
      look(detector);
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
  refused: 'The browser was not allowed to use the camera. Allow it for this page, or type the tag instead.',
  none: 'No camera was found. Type the tag instead.',
};
