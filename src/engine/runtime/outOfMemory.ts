import { EngineError } from '../errors.ts';
import { reasonOf } from './ort.ts';

/** What ONNX Runtime's providers, the C++ libraries under them and JavaScript say when memory runs out; there is no code for it. */
const words =
  /failed to allocate|bad[_ ]alloc|out of memory|not enough memory|out_?of_?memory|allocation failed|pthread_create failed/i;

/** Whether an error of a session, or what caused it, is that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof EngineError && error.code === 'out-of-memory') || words.test(error.message)
    ? true
    : isOutOfMemory(error.cause);
}

/** The EngineError for a model that ran out of memory on a provider. @param model what messages call it. */
export function outOfMemory(model: string, provider: string, error: unknown): EngineError {
  const elsewhere = provider === 'cpu' ? '' : ', or set the provider to cpu';
  return new EngineError(
    'out-of-memory',
    `Expected enough memory to run ${model} (provider ${provider}); there was too little: ${sizeOf(error)}. Close other programs, use a smaller model or fewer threads${elsewhere}.`,
    { cause: error },
  );
}

function sizeOf(error: unknown): string {
  const bytes = error instanceof Error ? /buffer of size (\d+)/.exec(error.message)?.[1] : undefined;
  return bytes === undefined ? reasonOf(error) : `${(Number(bytes) / 2 ** 20).toFixed(0)} MB more could not be had`;
}
