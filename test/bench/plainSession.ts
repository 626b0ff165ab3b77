/** ONNX Runtime as anybody would call it, with the threads and memory that this product asks for: what its own calls are compared with. */
import { InferenceSession, Tensor } from 'onnxruntime-node';

export async function openPlain(
  file: string,
  { planMemory = true }: { readonly planMemory?: boolean } = {},
): Promise<InferenceSession> {
  return InferenceSession.create(file, {
    executionProviders: ['cpu'],
    logSeverityLevel: 4,
    enableMemPattern: planMemory,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

export function plainTensor(data: Float32Array | BigInt64Array, dims: readonly number[]): Tensor {
  return data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims);
}
