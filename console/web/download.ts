/** Hands the browser a text to keep as a file. */
export function download(name: string, text: string): void {
  hand(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
}

export function hand(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function downloadPdf(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  hand(name, new Blob([bytes], { type: 'application/pdf' }));
}

/** UTF-8, or what older spreadsheets on Windows write. */
export async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
