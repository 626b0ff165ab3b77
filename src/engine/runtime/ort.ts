import type * as Ort from 'onnxruntime-node';

export type OrtModule = typeof Ort;
export type OrtSession = Ort.InferenceSession;

let loading: Promise<OrtModule> | null = null;

/** Loads the native runtime at its first use: commands that need no model do not pay for it. */
export function loadOrt(): Promise<OrtModule> {
  loading ??= import('onnxruntime-node').then((ort) => {
    // Only fatal messages: what goes wrong comes back as an exception as well.
    ort.env.logLevel = 'fatal';
    return ort;
  });
  return loading;
}

/** The version that the verdicts on providers hold for. */
export async function ortVersion(): Promise<string> {
  const { env } = await loadOrt();
  return env.versions.node ?? env.versions.common;
}

/** ORT's message as one line without the source locations that it begins with. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const told = message.replace(/^\/\S+\.(cc|h):\d+ .*? was false\. /s, '');
  const line = told.split('\n', 1)[0]!.trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
